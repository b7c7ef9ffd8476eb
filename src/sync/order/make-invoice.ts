import type { BexioDocument, InvoicePlan } from '../../domain/documents.ts';
import { agrees } from '../../domain/plan/agrees.ts';
import { coveredFingerprint, textPrint } from '../../domain/plan/fingerprint.ts';
import { refundIdsOf } from '../../domain/payment/money-back.ts';
import type { Step } from '../../domain/plan/next-step.ts';
import { applyRules } from '../../domain/settings/rules.ts';
import { vatDifferences } from '../../domain/payment/vat-differences.ts';
import { createOnce } from '../create-once.ts';
import { noArticle } from './find-articles.ts';
import { collectiveKey } from './find-contact.ts';
import { contactKeyOf } from './booked.ts';
import type { Run } from '../run.ts';
import { type Named, unlessForgotten } from './forget-gone.ts';
import { unlessGone } from './gone-invoice.ts';
import { detailOf, type InvoiceDetail, type OrderPosition, type SalesOrderDetail } from '../link-detail.ts';
import type { Tools } from '../tools.ts';
import { NeedsPerson } from '../verdict.ts';

/**
 * Makes the draft, whose answer is what gets verified: to the cent, with our reference, for that contact. Only a draft that agrees is
 * linked; one that does not is taken away again and the order shows by how much it was off.
 */
export async function createInvoice(tools: Tools, run: Run, plan: InvoicePlan, seq: number): Promise<void> {
  await makeDraft(tools, run, plan, { intent: 'invoice', seq });
}

/** For what was added to an order whose invoice has money on it. */
export async function createExtraInvoice(tools: Tools, run: Run, plan: InvoicePlan, seq: number): Promise<void> {
  await makeDraft(tools, run, plan, { intent: 'extra-invoice', seq });
}

async function makeDraft(tools: Tools, run: Run, plan: InvoicePlan, { intent, seq }: { intent: 'invoice' | 'extra-invoice'; seq: number }): Promise<void> {
  const { invoices } = run.scene.office.client;
  const ids = await documentIds(tools, run, plan);
  const made = await unlessForgotten(tools, run, ids.named, () =>
    createOnce(tools, {
      job: run.job,
      key: intentKey(run, intent, seq),
      reference: plan.apiReference,
      request: plan,
      find: () => findByReference(run, plan.apiReference),
      create: () => invoices.create(plan, ids),
      // What was made under the order's own references has been looked for already.
      searchFirst: run.gap !== null && intent === 'extra-invoice',
    }),
  );
  if (made === null) return;
  const { found, created } = made;
  const ours = { plan, invoice: found, contactId: ids.contactId, intent, seq };
  // Made by an earlier request of ours, of the order as it was then: taken away, and made anew when it is asked again.
  if (!created && isOurDraft(found, plan) && agrees(plan, found, ids.contactId) !== null) return takeAway(tools, run, found, ours);
  await verify(tools, run, ours);
  await linkInvoice(tools, run, found, { stage: stageOf(found), intent, seq, plan });
}

/** bexio's order reserves stock; it has no draft stage, so nothing but its own title finds it again. */
export async function createSalesOrder(tools: Tools, run: Run, plan: InvoicePlan): Promise<void> {
  const { salesOrders } = run.scene.office.client;
  const ids = await documentIds(tools, run, plan);
  const made = await unlessForgotten(tools, run, ids.named, () =>
    createOnce(tools, {
      job: run.job,
      key: intentKey(run, 'sales-order'),
      reference: plan.title,
      request: plan,
      find: async () => {
        const same = await salesOrders.findByTitle({ title: plan.title, contactId: ids.contactId });
        const alike = same.filter((one) => one.totalMinor === plan.totalMinor && one.currencyId === plan.currencyId && one.status !== 'cancelled');
        const ours = await firstUnlinked(tools, run, 'sales-order', alike);
        return ours ? salesOrders.get(ours.id) : null;
      },
      create: () => salesOrders.create(plan, ids),
      searchFirst: run.gap !== null,
    }),
  );
  if (made === null) return;
  const { found } = made;
  const { store } = tools;
  const { shop, office } = run.scene;
  await store.atomically([
    store.jobs.holding(run.job),
    store.intents.settling(intentKey(run, 'sales-order'), found.id),
    store.links.adding({ shop: shop.domain, companyId: office.companyId, kind: 'sales-order', shopifyId: run.order.id, orderId: run.order.id, bexioId: found.id, detail: { number: found.number, positions: positionsOf(plan, found), fingerprint: coveredFingerprint(run.order), title: found.title, contactId: ids.contactId, moneySide: run.order.moneySide ?? 'shop' } satisfies SalesOrderDetail }),
    store.journal.adding({ shop: shop.domain, orderId: run.order.id, event: 'sales-order-created', detail: { salesOrderId: found.id, number: found.number } }),
  ]);
  tools.atMoment('link-recorded', run.job.subject);
}

/** A conversion sets `api_reference` to null (recorded June 2026), so its draft is known by title, contact and total until it is completed. */
export async function convertToInvoice(tools: Tools, run: Run, step: Extract<Step, { do: 'convert-to-invoice' }>): Promise<void> {
  const { invoices, salesOrders } = run.scene.office.client;
  const plan = step.invoice;
  const { contactId } = await documentIds(tools, run, plan);
  const { found } = await createOnce(tools, {
    job: run.job,
    key: intentKey(run, 'conversion', step.seq),
    reference: plan.title,
    request: { salesOrderId: step.salesOrderId },
    find: async () => {
      const completed = await findByReference(run, plan.apiReference);
      if (completed) return completed;
      const same = await invoices.findByTitle({ title: plan.title, contactId });
      return firstUnlinked(tools, run, 'invoice', same.filter((one) => one.apiReference === null && one.status === 'draft' && one.totalMinor === plan.totalMinor));
    },
    create: () => salesOrders.invoice(step.salesOrderId),
    searchFirst: run.gap !== null,
  });
  // Found again after it was issued: there is nothing left to complete, and bexio would not let anything be changed.
  if (stageOf(found) === 'issued') await verify(tools, run, { plan, invoice: found, contactId, intent: 'conversion', seq: step.seq });
  await linkInvoice(tools, run, found, { stage: stageOf(found) === 'issued' ? 'issued' : 'made', intent: 'conversion', seq: step.seq, plan });
}

/** Gives a converted draft its reference, dates and texts, and verifies it as it then stands. Repeating it changes nothing. */
export async function completeInvoice(tools: Tools, run: Run, step: Extract<Step, { do: 'complete-invoice' }>): Promise<void> {
  const { contactId } = await documentIds(tools, run, step.invoice);
  const { store } = tools;
  const { shop, office } = run.scene;
  const link = await store.links.find(shop.domain, office.companyId, 'invoice', run.order.id);
  if (!link) throw new Error(`invoice link of order ${run.order.id} is missing`);
  const { number, seq = 1 } = detailOf(link, 'invoice');
  const made = { id: step.invoiceId, number };
  const invoice = await unlessGone(run, made, office.client.invoices.complete(step.invoiceId, step.invoice));
  await verify(tools, run, { plan: step.invoice, invoice, contactId, intent: 'conversion', seq });
  await store.atomically([store.jobs.holding(run.job), store.links.updating(link, { ...invoiceDetail(run, invoice, { seq, plan: step.invoice }), stage: 'draft' } satisfies InvoiceDetail)]);
  tools.atMoment('completion-recorded', run.job.subject);
}

/** What bexio has under our reference; an issued one wins over drafts, then the oldest. Two issued ones are for a person. */
async function findByReference(run: Run, reference: string): Promise<BexioDocument | null> {
  const { invoices } = run.scene.office.client;
  const searched = await invoices.findByReference(reference);
  // The search may lag behind a create; the list of the newest does not go through it.
  const listed = (await invoices.newest({ limit: 200 })).filter((one) => one.apiReference === reference);
  const found = [...new Map([...searched, ...listed].map((one) => [one.id, one])).values()].filter((one) => one.status !== 'cancelled').toSorted((a, b) => a.id - b.id);
  const issued = found.filter((one) => one.status !== 'draft');
  if (issued.length > 1) throw new NeedsPerson({ reason: 'invoiced-twice', invoiceNumbers: issued.map((one) => one.number) });
  const chosen = issued[0] ?? found[0];
  return chosen ? invoices.get(chosen.id) : null;
}

async function verify(tools: Tools, run: Run, made: { plan: InvoicePlan; invoice: BexioDocument; contactId: number; intent: IntentKind; seq: number }): Promise<void> {
  const problem = agrees(made.plan, made.invoice, made.contactId);
  tools.atMoment('verified', run.job.subject);
  if (problem === null) return;
  await takeAway(tools, run, made.invoice, made);
  throw new NeedsPerson(problem);
}

/**
 * Removes a draft of our own that is wrong, so that no wrong document lies about in the merchant's books. Guarded: exact reference, still
 * a draft, nothing received on it; the journal line is written first.
 */
async function takeAway(tools: Tools, run: Run, invoice: BexioDocument, made: { plan: InvoicePlan; intent: IntentKind; seq: number }): Promise<void> {
  if (!isOurDraft(invoice, made.plan)) return;
  const { shop, office } = run.scene;
  const { store } = tools;
  await store.atomically([
    store.jobs.holding(run.job),
    store.journal.adding({ shop: shop.domain, orderId: run.order.id, event: 'draft-removed', detail: { invoiceId: invoice.id, number: invoice.number, why: 'differs' } }),
  ]);
  await office.client.invoices.remove(invoice.id);
  // Made and gone again: once the cause is cured the same intent makes a new one.
  await store.atomically([
    store.jobs.holding(run.job),
    store.intents.preparingAgain(intentKey(run, made.intent, made.seq), 'made, found to differ and removed'),
    store.links.removing({ shop: shop.domain, companyId: office.companyId, ...(made.intent === 'extra-invoice' ? { kind: 'extra-invoice', shopifyId: `${run.order.id}:extra:${made.seq}` } : { kind: 'invoice', shopifyId: run.order.id }) }),
  ]);
}

function isOurDraft(invoice: BexioDocument, plan: InvoicePlan): boolean {
  return invoice.apiReference === plan.apiReference && invoice.status === 'draft' && (invoice.receivedMinor ?? 0) === 0;
}

/** What carries no reference is told by its title, and two shops of one company may both have an order #1001: what is linked is somebody's. */
export async function firstUnlinked<Found extends { id: number }>(tools: Tools, run: Run, kind: 'sales-order' | 'delivery' | 'invoice', alike: Found[]): Promise<Found | null> {
  for (const one of alike) {
    const links = await tools.store.links.byBexioId(run.scene.office.companyId, kind, one.id);
    if (links.length === 0) return one;
  }
  return null;
}

type IntentKind = 'invoice' | 'extra-invoice' | 'sales-order' | 'conversion';

function intentKey(run: Run, kind: IntentKind, seq = 1) {
  return { shop: run.scene.shop.domain, companyId: run.scene.office.companyId, orderId: run.order.id, kind, seq };
}

function stageOf(invoice: BexioDocument): 'draft' | 'issued' {
  return invoice.status === 'draft' ? 'draft' : 'issued';
}

async function linkInvoice(tools: Tools, run: Run, invoice: BexioDocument, how: { stage: 'made' | 'draft' | 'issued'; intent: IntentKind; seq: number; plan: InvoicePlan }): Promise<void> {
  const { store } = tools;
  const { shop, office } = run.scene;
  const extra = how.intent === 'extra-invoice';
  const kind = extra ? 'extra-invoice' : 'invoice';
  const shopifyId = extra ? `${run.order.id}:extra:${how.seq}` : run.order.id;
  const detail = { ...invoiceDetail(run, invoice, how), stage: how.stage } satisfies InvoiceDetail;
  const { vat } = detail;
  await store.atomically([
    store.jobs.holding(run.job),
    store.intents.settling(intentKey(run, how.intent, how.seq), invoice.id),
    store.links.adding({ shop: shop.domain, companyId: office.companyId, kind, shopifyId, orderId: run.order.id, bexioId: invoice.id, detail }),
    store.journal.adding({ shop: shop.domain, orderId: run.order.id, event: extra ? 'extra-invoice-created' : 'invoice-created', detail: { invoiceId: invoice.id, number: invoice.number, totalMinor: invoice.totalMinor, ...(vat.length === 0 ? {} : { vat }) } }),
  ]);
  tools.atMoment('link-recorded', run.job.subject);
}

/** What is kept with the link of an invoice over the order as the run has it. */
export function invoiceDetail(run: Run, invoice: BexioDocument, { seq, plan }: { seq: number; plan: InvoicePlan }) {
  return {
    seq,
    date: plan.date,
    refundIds: refundIdsOf(run.order),
    covers: plan.covers ?? [],
    textPrint: textPrint(run.order),
    rule: applyRules(run.order, run.scene.settings).ruleName,
    number: invoice.number,
    totalMinor: invoice.totalMinor,
    vatMinor: invoice.taxes.reduce((sum, tax) => sum + tax.amountMinor, 0),
    taxes: invoice.taxes,
    vat: vatDifferences(plan.taxes, invoice.taxes, plan.covers ?? []),
    networkLink: invoice.networkLink,
    dueDate: plan.dueDate,
    fingerprint: coveredFingerprint(run.order),
    moneySide: run.order.moneySide ?? ('shop' as const),
  };
}

async function documentIds(tools: Tools, run: Run, plan: InvoicePlan) {
  const { shop, office } = run.scene;
  const contact = await tools.store.links.find(shop.domain, office.companyId, 'contact', contactKeyOf(run) ?? collectiveKey);
  if (!contact) throw new Error(`contact link of order ${run.order.id} is missing`);
  const articleIds: Record<string, number> = {};
  const named: Named = contact.shopifyId === collectiveKey ? [] : [{ key: contact, what: 'contact', bexioId: contact.bexioId }];
  for (const position of plan.positions) {
    if (position.kind !== 'item' || position.sku === null || Object.hasOwn(articleIds, position.sku)) continue;
    const article = await tools.store.links.find(shop.domain, office.companyId, 'article', position.sku);
    if (!article || article.bexioId === noArticle) continue;
    articleIds[position.sku] = article.bexioId;
    named.push({ key: article, what: 'article', bexioId: article.bexioId });
  }
  return { contactId: contact.bexioId, contactPersonId: null, articleIds, userId: office.userId, named };
}

/** Which Shopify line each position of the bexio order stands for: deliveries are made of positions. */
export function positionsOf(plan: InvoicePlan, made: BexioDocument): OrderPosition[] {
  const rows = made.positions ?? [];
  return plan.positions.flatMap((position, index) => {
    const row = rows[index];
    if (position.kind !== 'item' || position.lineId === null || !row) return [];
    return [{ id: row.id, type: row.type, lineId: position.lineId, quantity: position.quantity }];
  });
}
