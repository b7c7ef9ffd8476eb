import { createHash } from 'node:crypto';
import { mayMarkAsPaid, partToNote } from '../../domain/plan/way-back.ts';
import type { MoneySide, Order } from '../../domain/order.ts';
import { ShopifyError } from '../../shopify/outcome.ts';
import type { OrderDue } from '../../shopify/order-due.ts';
import type { Intent, IntentKey } from '../../store/intents.ts';
import { detailOf, type MarkPaidDetail, type PaymentDetail } from '../link-detail.ts';
import { recordedSide } from '../money-side.ts';
import { rememberReflected, type Reflection } from './reflection.ts';
import type { Scene } from '../scene.ts';
import type { Tools } from '../tools.ts';
import { LeaseLost, QuietPeriod } from '../verdict.ts';

export const markPaidKind = 'mark-paid';
/** How soon an order is looked at again whose new transaction may be one that we caused. */
const lookAgainMs = 2_000;

/**
 * Paid in bexio → paid in Shopify, exactly once, and the transaction that Shopify makes of it is linked to the bexio payment it stands for,
 * so that it is never booked in bexio a second time.
 *
 * Shopify refuses to mark an order that owes nothing, so a repeated request does no harm; what must not be lost is which transaction is
 * ours. The intent is committed with the list of transactions that were there before it is sent; a new one without a provider behind it is
 * the one. Until that is on record, `holdWhileMarking` keeps the order from being booked.
 */
export async function markPaid(tools: Tools, reflection: Reflection, decidedBefore: string | null): Promise<void> {
  const intents = (await tools.store.intents.of(reflection.job.shop, reflection.office.companyId, reflection.job.subject)).filter((one) => one.kind === markPaidKind);
  const open = intents.find((one) => isUnclear(one));
  const decision = decisionKey(reflection);
  if (!open && (!hasForeignMoney(reflection) || decision === decidedBefore || !reflection.settings.wayBack.markPaid)) return;
  const due = await tools.shopify(reflection.job.shop).readDue(reflection.job.subject, sideOf(reflection));
  if (due === null) return;
  if (open && (await adopted(tools, reflection, open, due))) return;
  const foreign = await foreignPayments(tools, reflection);
  // A part is taken as often as it is sent: nothing of an earlier request may be on its way any more, and then it is decided anew.
  const wasPart = open !== undefined && (await detailOfIntent(tools, open)).part === true;
  if (open && wasPart) await giveUp(tools, open);
  const repeated = wasPart ? undefined : open;
  const settled = intents.filter((one) => one.state === 'settled').length;
  const money = { invoices: liveInvoices(reflection), foreign };
  const partMinor = !repeated && (await takesParts(tools, reflection, due)) ? partToNote(money, due) : 0;
  if (partMinor > 0 || mayMarkAsPaid(money, due)) await send(tools, reflection, { due, foreign, open: repeated, settled, partMinor });
  else if (repeated) await giveUp(tools, repeated);
  await rememberDecision(tools, reflection, decision);
}

/**
 * Called when an order has been read and is about to be booked: a transaction that came while marking has no known outcome may be ours.
 * The intent was committed before Shopify was asked, so whoever reads such a transaction finds the intent too.
 * @throws QuietPeriod
 */
export async function holdWhileMarking(tools: Tools, scene: Scene, order: Order): Promise<void> {
  const { store, clock } = tools;
  const { domain } = scene.shop;
  const { companyId } = scene.office;
  for (const intent of await store.intents.of(domain, companyId, order.id)) {
    if (intent.kind !== markPaidKind || !isUnclear(intent)) continue;
    const detail = await detailOfIntent(tools, intent);
    const isNew = order.transactions.some((one) => one.status === 'success' && (one.kind === 'sale' || one.kind === 'capture') && !detail.knownIds.includes(one.id));
    if (!isNew) continue;
    await store.jobs.ring({ shop: domain, kind: 'reflect', subject: order.id });
    throw new QuietPeriod(new Date(clock.now().getTime() + lookAgainMs));
  }
}

/** What is due is compared with payments in bexio: in the currency of the invoice. */
function sideOf({ links }: Reflection): MoneySide {
  return recordedSide(links) ?? 'shop';
}

function isUnclear(intent: Intent): boolean {
  return intent.state === 'sent' || intent.state === 'unknown';
}

/** Only stores with Shopify Plus may note an amount, and it is one of the buyer's currency. */
async function takesParts(tools: Tools, { job, invoices }: Reflection, { isForeign }: OrderDue): Promise<boolean> {
  if (isForeign || invoices.every(({ now }) => now.status !== 'partly-paid')) return false;
  return (await tools.shopify(job.shop).readShop()).plan.plus;
}

/** Asked of our own records first: only when bexio has received more than we booked there is anything to do. */
function hasForeignMoney(reflection: Reflection): boolean {
  const live = liveInvoices(reflection);
  if (live.length === 0 || live.some((invoice) => !['paid', 'partly-paid', 'open'].includes(invoice.status))) return false;
  const ours = reflection.links.filter((link) => link.kind === 'payment').reduce((sum, link) => sum + detailOf(link, 'payment').amountMinor, 0);
  return live.reduce((sum, invoice) => sum + invoice.receivedMinor, 0) > ours;
}

function liveInvoices({ invoices }: Reflection) {
  return invoices.map(({ now }) => now).filter((invoice) => invoice.status !== 'cancelled' && invoice.status !== 'deleted');
}

/** While neither side has changed, the answer cannot have either. */
function decisionKey({ invoices, order }: Reflection): string {
  return createHash('sha256').update(JSON.stringify([invoices.map(({ now }) => now), order.shopifyUpdatedAt.getTime()])).digest('hex').slice(0, 16);
}

async function rememberDecision(tools: Tools, reflection: Reflection, decided: string): Promise<void> {
  const { job, office } = reflection;
  const link = await tools.store.links.find(job.shop, office.companyId, 'reflected', job.subject);
  await rememberReflected(tools, reflection, { ...(link ? detailOf(link, 'reflected') : { metafields: [], tag: null }), decided });
}

/**
 * Payments in bexio that no Shopify transaction stands behind. A payment that the order's own run is booking this moment must not look like
 * one: rows first, then intents, then links, because a payment gets its intent before it exists and its link when the intent settles.
 */
async function foreignPayments(tools: Tools, { job, office, order, invoices }: Reflection): Promise<{ id: number; amountMinor: number }[]> {
  const { intents, links } = tools.store;
  const rows: { id: number; amountMinor: number }[] = [];
  for (const { link } of invoices.filter(({ now }) => now.status === 'paid' || now.status === 'partly-paid')) {
    const listed = await office.client.payments.list(link.bexioId, order.currency);
    rows.push(...listed.filter((row) => row.creditVoucherId === null).map(({ id, amountMinor }) => ({ id, amountMinor })));
  }
  const unclear = (await intents.of(job.shop, office.companyId, job.subject)).some((one) => one.kind.startsWith('payment:') && isUnclear(one));
  if (unclear) throw new QuietPeriod(new Date(tools.clock.now().getTime() + tools.quietMs));
  const payments = (await links.of(job.shop, office.companyId, job.subject)).filter((link) => link.kind === 'payment');
  const ours = new Set(payments.flatMap((link) => [link.bexioId, ...(detailOf(link, 'payment').paymentIds ?? [])]));
  return rows.filter((row) => !ours.has(row.id));
}

/** `partMinor` 0: all that is outstanding. */
type Sending = { partMinor: number; due: OrderDue; foreign: { id: number; amountMinor: number }[]; open: Intent | undefined; settled: number };

async function send(tools: Tools, reflection: Reflection, { due, foreign, open, settled, partMinor }: Sending): Promise<void> {
  const { store } = tools;
  const { job, office } = reflection;
  const key: IntentKey = open ?? { shop: job.shop, companyId: office.companyId, orderId: job.subject, kind: markPaidKind, seq: settled + 1 };
  const detail: MarkPaidDetail = { knownIds: due.received.map((one) => one.id), amountMinor: partMinor || due.outstandingMinor, paymentIds: foreign.map((one) => one.id), ...(partMinor > 0 ? { part: true } : {}) };
  if (!open) await store.intents.prepare({ ...key, ref: `${job.subject}:${key.seq}`, requestHash: createHash('sha256').update(JSON.stringify(detail)).digest('hex') });
  tools.atMoment('intent-prepared', job.subject);
  if (!(await store.jobs.stillHeld(job))) throw new LeaseLost();
  await store.atomically([
    store.jobs.holding(job),
    // An earlier request may still arrive; what it would make is looked for under the transactions of then, so they stay.
    ...(open ? [store.intents.preparingAgain(key, 'not found, sent again')] : [store.links.adding({ ...linkKey(key), orderId: job.subject, bexioId: 0, detail })]),
    store.intents.markingSent(key),
  ]);
  tools.atMoment('intent-sent', job.subject);
  await ask(tools, reflection, key, partMinor > 0 ? { amountMinor: partMinor, currency: due.currency } : null);
}

async function ask(tools: Tools, reflection: Reflection, key: IntentKey, part: { amountMinor: number; currency: string } | null): Promise<void> {
  const { store, clock } = tools;
  const { job } = reflection;
  try {
    const shopify = tools.shopify(job.shop);
    const answer = part === null ? await shopify.markAsPaid(job.subject, sideOf(reflection)) : await shopify.notePayment(job.subject, part, sideOf(reflection));
    tools.atMoment('answer-received', job.subject);
    const intent = await store.intents.get(key);
    if (intent && answer.due && (await adopted(tools, reflection, intent, answer.due, answer.ok))) return;
    if (answer.ok) throw new Error('Shopify marked the order as paid and shows no transaction');
    await store.atomically([
      store.jobs.holding(job),
      store.intents.markingRefused(key, answer.why),
      store.journal.adding({ shop: job.shop, orderId: job.subject, event: 'mark-paid-refused', detail: { why: answer.why } }),
    ]);
  } catch (error) {
    const intent = await store.intents.get(key);
    const isDenied = error instanceof ShopifyError && (error.failure.kind === 'not-allowed' || error.failure.kind === 'broken');
    // Whatever else went wrong, Shopify may have done it: the next run reads the order and sees.
    if (intent?.state === 'sent' && isDenied) await store.intents.markRefused(key, error.failure.cause);
    else if (intent?.state === 'sent') await store.intents.markUnknown(key, { cause: error instanceof Error ? error.message : 'unclear', nextCheckAt: new Date(clock.now().getTime() + tools.quietMs) });
    throw error;
  }
}

/** Links the transaction that marking has made, when there is one. From here on the order's payments count it as booked. */
async function adopted(tools: Tools, reflection: Reflection, intent: Intent, due: OrderDue, certain = false): Promise<boolean> {
  const { store } = tools;
  const { job, office } = reflection;
  const { knownIds, amountMinor, paymentIds } = await detailOfIntent(tools, intent);
  // A buyer may pay by card in the same moment: without Shopify's clear answer only a payment without a provider can be ours.
  const made = due.received.filter((one) => !knownIds.includes(one.id) && (one.manual || (certain && one.amountMinor === amountMinor))).toSorted((a, b) => Number(b.manual) - Number(a.manual));
  const ours = made.find((one) => one.amountMinor === amountMinor) ?? made[0];
  const paymentId = paymentIds.at(-1);
  if (!ours || paymentId === undefined) return false;
  const detail: PaymentDetail = { amountMinor: ours.amountMinor, paymentIds };
  await store.atomically([
    store.jobs.holding(job),
    store.intents.settling(intent, paymentId),
    store.links.adding({ shop: job.shop, companyId: office.companyId, kind: 'payment', shopifyId: ours.id, orderId: job.subject, bexioId: paymentId, detail }),
    store.jobs.ringing({ shop: job.shop, kind: 'order', subject: job.subject }),
    store.journal.adding({ shop: job.shop, orderId: job.subject, event: 'marked-paid', detail: { amountMinor: ours.amountMinor, paymentId, paymentIds, transactionId: ours.id, gateway: ours.gateway } }),
  ]);
  tools.atMoment('payment-recorded', job.subject);
  return true;
}

/** The reason for marking is gone (the payment was deleted in bexio, or Shopify was paid otherwise) and nothing has come of it. */
async function giveUp(tools: Tools, intent: Intent): Promise<void> {
  const quietUntil = new Date((intent.sentAt ?? intent.createdAt).getTime() + tools.quietMs);
  if (quietUntil > tools.clock.now()) throw new QuietPeriod(quietUntil);
  await tools.store.intents.backToPrepared(intent, 'no longer wanted');
}

async function detailOfIntent(tools: Tools, key: IntentKey): Promise<MarkPaidDetail> {
  const { shop, companyId, kind, shopifyId } = linkKey(key);
  const link = await tools.store.links.find(shop, companyId, kind, shopifyId);
  if (!link) throw new Error(`mark-paid ${key.orderId} was sent without its record`);
  return detailOf(link, 'mark-paid');
}

function linkKey({ shop, companyId, orderId, seq }: IntentKey) {
  return { shop, companyId, kind: markPaidKind, shopifyId: `${orderId}:${seq}` } as const;
}
