import { BexioError } from '../../bexio/outcome.ts';
import { changedUntouchedFields, planContact } from '../../domain/invoice/customer-to-contact.ts';
import type { ContactFields } from '../../domain/documents.ts';
import type { Link } from '../../store/links.ts';
import type { Run } from '../run.ts';
import { type ContactDetail, detailOf } from '../link-detail.ts';
import type { Tools } from '../tools.ts';
import { contactLease, withLease } from '../with-lease.ts';

/**
 * A returning customer has moved, say: what this app wrote and nobody has touched since is brought up to date, before the new invoice. Costs
 * nothing while the details are those of the last order; when they differ, one reading and one write. A contact that was only found is the
 * merchant's own and is never written to.
 */
export async function updateContact(tools: Tools, run: Run): Promise<void> {
  const { shop, office, settings, company } = run.scene;
  const planned = planContact({ order: run.order, settings, company });
  if (settings.contactUpdates === 'never' || !planned.ok || planned.contact.kind === 'collective') return;
  const { key, fields: wanted } = planned.contact;
  const linked = () => tools.store.links.find(shop.domain, office.companyId, 'contact', key);
  if (!isNews(await linked(), run, wanted)) return;
  await withLease(tools, contactLease(office.companyId, shop.domain, key), async () => {
    const link = await linked();
    if (link !== null && isNews(link, run, wanted)) await bringUpToDate(tools, run, link, wanted);
  });
}

/** An order that is older than the last one looked at says nothing new, even when it is booked later. */
function isNews(link: Link | null, run: Run, wanted: ContactFields): boolean {
  if (link === null) return false;
  const { written, considered, asOf } = detailOf(link, 'contact');
  if (written === null || (asOf !== undefined && Date.parse(asOf) > run.order.createdAt.getTime())) return false;
  const last = considered ?? written;
  return Object.keys(changedUntouchedFields(last, last, wanted)).length > 0;
}

async function bringUpToDate(tools: Tools, run: Run, link: Link, wanted: ContactFields): Promise<void> {
  const { contacts } = run.scene.office.client;
  const { written } = detailOf(link, 'contact');
  const found = await contacts.get(link.bexioId);
  const changed = found === null ? {} : withWholeStreet(changedUntouchedFields(written, found.fields, wanted), wanted);
  const names = Object.keys(changed);
  const refused = names.length === 0 ? null : await attempt(() => contacts.update(link.bexioId, changed));
  const detail: ContactDetail = {
    written: written === null || refused !== null ? written : { ...written, ...changed },
    considered: wanted,
    asOf: run.order.createdAt.toISOString(),
  };
  const event = refused === null ? 'contact-updated' : 'contact-not-updated';
  await tools.store.atomically([
    tools.store.links.updating(link, detail),
    // Names of fields only: the journal keeps no personal data.
    ...(names.length === 0 ? [] : [tools.store.journal.adding({ shop: link.shop, orderId: run.order.id, event, detail: { contactId: link.bexioId, fields: names } })]),
  ]);
}

/** An invoice must not wait because bexio does not like a telephone number; what passes by itself is tried again with the order. */
async function attempt(update: () => Promise<void>): Promise<BexioError | null> {
  try {
    await update();
    return null;
  } catch (error) {
    if (error instanceof BexioError && ['refused', 'not-allowed', 'missing'].includes(error.failure.kind)) return error;
    throw error;
  }
}

/** bexio takes street, number and addition only together. */
function withWholeStreet(changed: Partial<ContactFields>, { street, houseNumber, addressAddition }: ContactFields): Partial<ContactFields> {
  const touches = ['street', 'houseNumber', 'addressAddition'].some((name) => name in changed);
  return touches ? { ...changed, street, houseNumber, addressAddition } : changed;
}
