import type { ContactFields, ContactPlan } from '../../domain/documents.ts';
import { createOnce } from '../create-once.ts';
import { contactLease, nameless, withLease } from '../with-lease.ts';
import type { Run } from '../run.ts';
import type { ContactDetail } from '../link-detail.ts';
import type { Tools } from '../tools.ts';

/**
 * Link → exact e-mail → create. Two orders of a new customer may be worked on at once, so the search and the creation happen under a
 * lease per company and mail, and per company and key (a firm's people order with mails of their own); otherwise each would find nothing
 * and both would create. Always the key first, so that no two runs wait for each other.
 */
export async function findContact(tools: Tools, run: Run, plan: ContactPlan): Promise<void> {
  if (plan.kind === 'collective') return recordContact(tools, run, { key: collectiveKey, contactId: plan.contactId, fields: null, how: 'collective' });
  const { companyId } = run.scene.office;
  const alone = async () => {
    // Another order of the same buyer may have made it while this one waited.
    const linked = await tools.store.links.find(run.scene.shop.domain, companyId, 'contact', plan.key);
    if (linked) return;
    await findOrCreate(tools, run, plan);
  };
  const { matchMail } = plan;
  await withLease(tools, contactLease(companyId, run.scene.shop.domain, plan.key), () => (matchMail === null ? alone() : withLease(tools, `contact-mail:${nameless(`${companyId}:${matchMail.toLowerCase()}`)}`, alone)));
}

export const collectiveKey = 'collective';

type OwnContact = Extract<ContactPlan, { kind: 'own' }>;

async function findOrCreate(tools: Tools, run: Run, plan: OwnContact): Promise<void> {
  const { office, shop } = run.scene;
  const { contacts } = office.client;
  const find = async () => {
    const found = plan.matchMail === null ? await unclaimed(tools, run, { key: plan.key, found: await contacts.findByName(plan.fields) }) : await contacts.findByMail(plan.matchMail);
    tools.atMoment('contact-searched', run.job.subject);
    // A private buyer and a company may share an e-mail; they must not share a contact. The oldest of its kind wins.
    return found.find((one) => one.fields.type === plan.fields.type) ?? null;
  };
  const { found, created, sentBefore } = await createOnce(tools, {
    job: run.job,
    key: { shop: shop.domain, companyId: office.companyId, orderId: plan.key, kind: 'contact', seq: 1 },
    reference: plan.key,
    request: plan.fields,
    find,
    findById: (id) => contacts.get(id),
    create: async () => ({ id: (await contacts.create(plan.fields, { userId: office.userId })).id, fields: plan.fields }),
    searchFirst: plan.matchMail !== null || run.gap !== null,
  });
  // Before the contact is on record: once it is, no later run would ask for the person any more.
  if (plan.person && (created || sentBefore || run.gap !== null)) await addPerson(tools, run, { key: plan.key, contactId: found.id, person: plan.person });
  const fields = created ? plan.fields : null;
  await recordContact(tools, run, { key: plan.key, contactId: found.id, fields, how: created ? 'created' : 'found' });
}

/** Two buyers without an e-mail may have one name: a contact that is on record as another buyer's is not this one's. */
async function unclaimed<Found extends { id: number }>(tools: Tools, { scene }: Run, { key, found }: { key: string; found: Found[] }): Promise<Found[]> {
  const free: Found[] = [];
  for (const one of found) {
    const links = await tools.store.links.byBexioId(scene.office.companyId, 'contact', one.id);
    if (links.every((link) => link.shop === scene.shop.domain && link.shopifyId === key)) free.push(one);
  }
  return free;
}

type Person = NonNullable<OwnContact['person']>;

async function addPerson(tools: Tools, run: Run, { key: contactKey, contactId, person }: { key: string; contactId: number; person: Person }): Promise<void> {
  const { office, shop } = run.scene;
  const { contacts } = office.client;
  const key = { shop: shop.domain, companyId: office.companyId, orderId: contactKey, kind: 'person', seq: 1 };
  if ((await tools.store.intents.get(key))?.state === 'settled') return;
  const { found } = await createOnce(tools, {
    job: run.job,
    key,
    reference: `${contactId}`,
    request: person,
    find: async () => (await contacts.additionalAddresses.list(contactId)).find((one) => one.subject === 'Shopify') ?? null,
    create: () => contacts.addPerson(contactId, person),
    searchFirst: run.gap !== null,
  });
  await tools.store.atomically([tools.store.jobs.holding(run.job), tools.store.intents.settling(key, found.id)]);
}

/** `fields`: what we wrote, so that later a field that a person changed can be told from one we wrote. Null for contacts we only found. */
async function recordContact(tools: Tools, run: Run, contact: { key: string; contactId: number; fields: ContactFields | null; how: string }): Promise<void> {
  const { store } = tools;
  const { shop, office } = run.scene;
  const about = { shop: shop.domain, companyId: office.companyId };
  await store.atomically([
    store.jobs.holding(run.job),
    ...(contact.how === 'collective' ? [] : [store.intents.settling({ ...about, orderId: contact.key, kind: 'contact', seq: 1 }, contact.contactId)]),
    store.links.adding({ ...about, kind: 'contact', shopifyId: contact.key, orderId: null, bexioId: contact.contactId, detail: { written: contact.fields, asOf: run.order.createdAt.toISOString() } satisfies ContactDetail }),
    store.journal.adding({ shop: shop.domain, orderId: run.order.id, event: `contact-${contact.how}`, detail: { contactId: contact.contactId } }),
  ]);
  tools.atMoment('link-recorded', run.job.subject);
}
