import { agrees } from '../../domain/plan/agrees.ts';
import type { BexioDocument, InvoicePlan } from '../../domain/documents.ts';
import { earlierStates } from '../../domain/payment/earlier-order.ts';
import { coveredFingerprint } from '../../domain/plan/fingerprint.ts';
import type { MoneySide, Order } from '../../domain/order.ts';
import { dueMinor, planInvoice } from '../../domain/invoice/order-to-invoice.ts';
import { applyRules } from '../../domain/settings/rules.ts';
import { BexioError } from '../../bexio/outcome.ts';
import type { Link } from '../../store/links.ts';
import type { Statement } from '../../store/store.ts';
import type { MemoryGap } from '../../domain/past/memory-gap.ts';
import { detailOf, type FormerInvoiceDetail, type InvoiceDetail, type RecollectedDetail, type SalesOrderDetail } from '../link-detail.ts';
import { rememberSeen } from '../order/look-at-invoice.ts';
import { recollectNote } from './recollect-note.ts';
import { firstUnlinked, invoiceDetail, positionsOf } from '../order/make-invoice.ts';
import type { Run } from '../run.ts';
import type { Tools } from '../tools.ts';
import { NeedsPerson } from '../verdict.ts';

/**
 * Gives the database back what it has forgotten about an order: the invoices that bexio has under its references, and the order in bexio they
 * were made of. Everything else (payments, refunds, deliveries, additional invoices) the steps find for themselves, because they look before
 * they make while a gap is open. Nothing is written in bexio but the removal of our own drafts that nobody will need.
 */
export async function recollect(tools: Tools, run: Run, gap: MemoryGap): Promise<void> {
  const documents = await forgottenDocuments(tools, run, gap);
  await fileExtras(tools, run, documents);
  const mains = documents.flatMap((document) => {
    const seq = seqOf(run, document);
    return seq === null ? [] : [{ document, seq }];
  });
  if (mains.length > 0) await recollectMain(tools, run, mains);
  await recollectNote(tools, run);
}

/** All of the order has been compared: from here on the database knows it whole. */
export async function rememberRecollected(tools: Tools, { job, scene, order }: Run, gap: MemoryGap): Promise<void> {
  const { store } = tools;
  const detail = { until: gap.until } satisfies RecollectedDetail;
  await store.atomically([
    store.jobs.holding(job),
    store.links.adding({ shop: scene.shop.domain, companyId: scene.office.companyId, kind: 'recollected', shopifyId: order.id, orderId: order.id, bexioId: 0, detail }),
  ]);
}

/** As they are now: the index they were found in may be an hour old. */
async function forgottenDocuments(tools: Tools, run: Run, gap: MemoryGap): Promise<BexioDocument[]> {
  const { store, memory } = tools;
  const { shop, office } = run.scene;
  const indexed = await memory.invoicesOf(run.scene, gap, run.order.id);
  if (indexed.length === 0) return [];
  const linked = new Set((await store.links.of(shop.domain, office.companyId, run.order.id)).filter((link) => invoiceKinds.has(link.kind)).map((link) => link.bexioId));
  // Sent since the start and not yet answered: its own intent finds it again.
  const underWay = (await store.intents.of(shop.domain, office.companyId, run.order.id)).filter(({ state }) => state === 'sent' || state === 'unknown').map(({ ref }) => ref);
  const documents: BexioDocument[] = [];
  for (const { id } of indexed) {
    const document = linked.has(id) ? null : await office.client.invoices.get(id);
    if (document !== null && !underWay.includes(document.apiReference ?? '')) documents.push(document);
  }
  return documents;
}

const invoiceKinds = new Set<Link['kind']>(['invoice', 'extra-invoice', 'former-invoice']);

type Main = { document: BexioDocument; seq: number };

/** The first invoice is 1, the one that took its place 2; null: an additional one. */
function seqOf({ scene, order }: Run, { apiReference }: BexioDocument): number | null {
  const base = `shopify:${scene.shop.id}:order:${order.id}`;
  if (apiReference === base) return 1;
  const [, seq] = /^:(\d+)$/.exec(apiReference?.slice(base.length) ?? '') ?? [];
  return seq === undefined ? null : Number(seq);
}

/** Additional invoices that were cancelled again: the next one must not bear their number. */
async function fileExtras(tools: Tools, run: Run, documents: readonly BexioDocument[]): Promise<void> {
  const { store } = tools;
  for (const document of documents) {
    const [, number] = /:extra:(\d+)$/.exec(document.apiReference ?? '') ?? [];
    if (number === undefined || document.status !== 'cancelled') continue;
    await store.atomically([store.jobs.holding(run.job), former(tools, run, { document, seq: Number(number) }, { extra: true, why: 'replaced' })]);
  }
}

/** The invoice in force is the one with the highest number; those before it are former ones. */
async function recollectMain(tools: Tools, run: Run, mains: Main[]): Promise<void> {
  const { store } = tools;
  const { shop, office } = run.scene;
  const link = await store.links.find(shop.domain, office.companyId, 'invoice', run.order.id);
  const linked = link === null ? null : await linkedMain(run, link);
  const all = [...mains, ...(linked ?? [])].toSorted((a, b) => a.seq - b.seq || a.document.id - b.document.id);
  const issued = all.filter(({ document }) => document.status !== 'draft' && document.status !== 'cancelled');
  if (issued.length > 1) throw new NeedsPerson({ reason: 'invoiced-twice', invoiceNumbers: issued.map(({ document }) => document.number) });
  const inForce = issued[0] ?? all.findLast(({ document }) => document.status === 'draft') ?? null;
  for (const { document } of all.filter((one) => one.document.status === 'draft' && one !== inForce)) await removeDraft(tools, run, document, 'surplus');
  const cancelled = all.filter(({ document }) => document.status === 'cancelled');
  if (inForce !== null && inForce.document.id !== link?.bexioId) return adopt(tools, run, { main: inForce, before: cancelled, link });
  if (inForce === null && link === null) return cancelledOnes(tools, run, cancelled);
  // What is on record stays so; what was found beside it is former.
  const others = cancelled.filter(({ document }) => document.id !== link?.bexioId);
  await store.atomically([store.jobs.holding(run.job), ...others.map((one) => former(tools, run, one, { extra: false, why: 'replaced' }))]);
}

async function linkedMain(run: Run, link: Link): Promise<Main[]> {
  const document = await run.scene.office.client.invoices.get(link.bexioId);
  return document === null ? [] : [{ document, seq: detailOf(link, 'invoice').seq ?? 1 }];
}

/** Nothing is in force. Cancelled because nothing was owed any more: ours. Otherwise somebody took the last one away, and it is not made again silently. */
async function cancelledOnes(tools: Tools, run: Run, cancelled: Main[]): Promise<void> {
  const { store } = tools;
  const { shop, office } = run.scene;
  const nothingOwed = run.order.cancelledAt !== null || dueMinor(run.order) <= 0;
  const last = nothingOwed ? undefined : cancelled.at(-1);
  const statements = cancelled.filter((one) => one !== last).map((one) => former(tools, run, one, { extra: false, why: nothingOwed ? 'nothing-owed' : 'replaced' }));
  await store.atomically([
    store.jobs.holding(run.job),
    ...statements,
    ...(last === undefined ? [] : [store.links.adding({ shop: shop.domain, companyId: office.companyId, kind: 'invoice', shopifyId: run.order.id, orderId: run.order.id, bexioId: last.document.id, detail: takenAwayDetail(run, last) })]),
  ]);
  if (last !== undefined) await rememberSeen(tools, run, { bexioId: last.document.id, number: last.document.number, totalMinor: last.document.totalMinor }, last.document);
}

function takenAwayDetail(run: Run, { document, seq }: Main): InvoiceDetail {
  const { number, totalMinor, networkLink } = document;
  return { number, totalMinor, vatMinor: 0, networkLink, fingerprint: '', stage: 'issued', seq, moneySide: sideOf(run) };
}

type Adoption = { main: Main; before: Main[]; link: Link | null };

/** Links the invoice that is in force, with what it covers told by its total. */
async function adopt(tools: Tools, run: Run, { main, before, link }: Adoption): Promise<void> {
  const { store } = tools;
  const { shop, office } = run.scene;
  const { document, seq } = main;
  const made = madeOver(run, document);
  if (made === null) {
    if (document.status === 'draft') return removeDraft(tools, run, document, 'differs');
    throw new NeedsPerson({ reason: 'invoice-differs', what: 'total', currency: run.order.currency, expectedMinor: dueMinor(run.order), actualMinor: document.totalMinor, invoiceNumber: document.number });
  }
  const { finish } = applyRules(run.order, run.scene.settings).settings;
  // Whether it was mailed is on record nowhere: one mail too few rather than two.
  const stage = document.status === 'draft' ? 'draft' : finish === 'sent' ? 'sent' : 'issued';
  const detail = { ...invoiceDetail({ ...run, order: made.order }, document, { seq, plan: made.plan }), stage } satisfies InvoiceDetail;
  await store.atomically([
    store.jobs.holding(run.job),
    ...(link === null ? [] : [store.links.removing(link)]),
    ...before.map((one) => former(tools, run, one, { extra: false, why: 'replaced' })),
    ...gone(tools, run, { seq, known: before.map((one) => one.seq) }),
    ...(await salesOrderOf(tools, run, document, made.plan)),
    store.links.adding({ shop: shop.domain, companyId: office.companyId, kind: 'invoice', shopifyId: run.order.id, orderId: run.order.id, bexioId: document.id, detail }),
    store.journal.adding({ shop: shop.domain, orderId: run.order.id, event: 'invoice-found', detail: { invoiceId: document.id, number: document.number, totalMinor: document.totalMinor } }),
  ]);
  tools.atMoment('link-recorded', run.job.subject);
}

/** The latest state of the order that makes this total. */
function madeOver({ scene, order }: Run, document: BexioDocument): { order: Order; plan: InvoicePlan } | null {
  const { settings } = applyRules(order, scene.settings);
  for (const state of earlierStates(order)) {
    const planned = planInvoice({ order: state, shop: scene.shop, company: scene.company, settings });
    // Neither positions nor texts are held against it: the settings may have been others.
    if (planned.ok && agrees({ ...planned.plan, apiReference: document.apiReference ?? '', positions: [] }, { ...document, positions: null }) === null) return { order: state, plan: planned.plan };
  }
  return null;
}

/** Numbers before this one that bexio does not know any more: a person deleted them, and the next invoice took the next number. */
function gone(tools: Tools, run: Run, { seq, known }: { seq: number; known: number[] }): Statement[] {
  const missing = Array.from({ length: seq - 1 }, (_, index) => index + 1).filter((one) => !known.includes(one));
  return missing.map((one) => {
    const detail = { number: '', seq: one, extra: false, salesOrderId: null, totalMinor: 0, why: 'person', moneySide: sideOf(run) } satisfies FormerInvoiceDetail;
    return tools.store.links.adding({ ...about(run), kind: 'former-invoice', shopifyId: `${run.order.id}:gone:${one}`, bexioId: 0, detail });
  });
}

function former(tools: Tools, run: Run, { document, seq }: Main, { extra, why }: Pick<FormerInvoiceDetail, 'extra' | 'why'>): Statement {
  const detail = { number: document.number, seq, extra, salesOrderId: null, totalMinor: document.totalMinor, why, moneySide: sideOf(run) } satisfies FormerInvoiceDetail;
  return tools.store.links.adding({ ...about(run), kind: 'former-invoice', shopifyId: `${run.order.id}:${document.id}`, bexioId: document.id, detail });
}

/** The order in bexio that the invoice was made of: without it no goods would ever be booked out. */
async function salesOrderOf(tools: Tools, run: Run, invoice: BexioDocument, plan: InvoicePlan): Promise<Statement[]> {
  const { store } = tools;
  const { shop, office, settings } = run.scene;
  const wanted = applyRules(run.order, settings).settings.documents === 'order-delivery-invoice' && invoice.contactId !== null;
  if (!wanted || (await store.links.find(shop.domain, office.companyId, 'sales-order', run.order.id)) !== null) return [];
  const same = await office.client.salesOrders.findByTitle({ title: plan.title, contactId: invoice.contactId ?? 0 });
  const alike = await firstUnlinked(tools, run, 'sales-order', same.filter((one) => one.totalMinor === invoice.totalMinor && one.currencyId === invoice.currencyId && one.status !== 'cancelled'));
  const found = alike && (await office.client.salesOrders.get(alike.id));
  if (!found) return [];
  const detail = { number: found.number, positions: positionsOf(plan, found), fingerprint: coveredFingerprint(run.order), title: found.title, contactId: invoice.contactId ?? 0, moneySide: sideOf(run) } satisfies SalesOrderDetail;
  return [
    store.links.adding({ ...about(run), kind: 'sales-order', shopifyId: run.order.id, bexioId: found.id, detail }),
    store.journal.adding({ shop: shop.domain, orderId: run.order.id, event: 'sales-order-found', detail: { salesOrderId: found.id, number: found.number } }),
  ];
}

/** Ours by its exact reference, still a draft, nothing received: guarded like every removal, the journal first. */
async function removeDraft(tools: Tools, run: Run, draft: BexioDocument, why: 'surplus' | 'differs'): Promise<void> {
  const { store } = tools;
  if ((draft.receivedMinor ?? 0) > 0) return;
  await store.atomically([store.jobs.holding(run.job), store.journal.adding({ shop: run.scene.shop.domain, orderId: run.order.id, event: 'draft-removed', detail: { invoiceId: draft.id, number: draft.number, why } })]);
  try {
    await run.scene.office.client.invoices.remove(draft.id);
  } catch (error) {
    if (!(error instanceof BexioError) || error.failure.kind !== 'missing') throw error;
  }
}

/** The papers are taken to be on the side that the order is read on; on the other one their totals would not agree. */
function sideOf({ order }: Run): MoneySide {
  return order.moneySide ?? 'shop';
}

function about({ scene, order }: Run) {
  return { shop: scene.shop.domain, companyId: scene.office.companyId, orderId: order.id };
}
