import type { Booked, Verdict } from '../../domain/plan/next-step.ts';
import type { Order } from '../../domain/order.ts';
import type { Problem } from '../../domain/problem.ts';
import { factsOf } from '../../domain/settings/rules.ts';
import type { NewOrderRecord } from '../../store/orders.ts';
import type { Claimed } from '../../store/jobs.ts';
import type { Run } from '../run.ts';
import { detailOf } from '../link-detail.ts';
import type { Tools } from '../tools.ts';

type Final = Exclude<Verdict, { kind: 'step' }>;

/** What the merchant sees of an order after a run: its state, and both systems' figures side by side. */
export async function recordVerdict(tools: Tools, run: Run, booked: Booked, verdict: Final): Promise<void> {
  const { store, clock, metrics } = tools;
  const { shop, office } = run.scene;
  const link = await store.links.find(shop.domain, office.companyId, 'invoice', run.order.id);
  const before = await store.orders.get(shop.domain, run.order.id);
  const record: NewOrderRecord = {
    ...shown(shop.domain, run.order),
    state: verdict.kind,
    detail: verdict,
    invoiceId: booked.invoice?.bexioId ?? null,
    invoiceNumber: booked.invoice?.number ?? null,
    invoiceTotalMinor: booked.invoice?.totalMinor ?? null,
    vatMinor: link ? detailOf(link, 'invoice').vatMinor : null,
    paidMinor: Object.values(booked.payments).reduce((paid, payment) => paid + payment.amountMinor, 0),
    changedAt: clock.now(),
  };
  if (verdict.kind === 'problem') metrics.problems.inc({ reason: verdict.problem.reason });
  const changed = before === null || JSON.stringify(before.detail) !== JSON.stringify(verdict);
  await store.atomically([
    store.jobs.holding(run.job),
    store.orders.recording(record),
    // What was there a moment ago is shown in Shopify, too.
    ...(booked.invoice === null && (before?.invoiceId ?? null) === null ? [] : [store.jobs.ringing({ shop: shop.domain, kind: 'reflect', subject: run.order.id })]),
    ...(changed ? [store.journal.adding({ shop: shop.domain, orderId: run.order.id, event: `order-${verdict.kind}`, detail: verdict })] : []),
  ]);
}

/** The order could not even be planned: bexio is not connected, or nothing has been decided yet. */
export async function recordBlocked(tools: Tools, shop: string, order: Order, problem: Problem): Promise<void> {
  const before = await tools.store.orders.get(shop, order.id);
  await tools.store.orders.record({ ...unbooked(before), ...shown(shop, order), state: 'problem', detail: { kind: 'problem', problem }, changedAt: tools.clock.now() });
}

/** A run ended early. What is known of the order stays, with `order` as far as the run has read it. */
export async function recordFailed(tools: Tools, job: Claimed, detail: { kind: 'retrying' } | { kind: 'problem'; problem: Problem }, order: Order | null): Promise<void> {
  const { store, clock } = tools;
  const before = await store.orders.get(job.shop, job.subject);
  const known = order ? { ...unbooked(before), ...shown(job.shop, order) } : (before ?? (await firstSight(tools, job)));
  await store.orders.record({ ...known, state: detail.kind, detail, changedAt: clock.now() });
  if (detail.kind === 'problem') await store.journal.add({ shop: job.shop, orderId: job.subject, event: 'order-problem', detail });
}

/**
 * The order was never seen whole: its id is all there is, and a person must still be able to find it. As it was never read, any reading
 * of it is newer: a line that claimed to be as new as now would keep every later one out.
 */
async function firstSight(tools: Tools, job: Claimed): Promise<NewOrderRecord> {
  const now = tools.clock.now();
  const shop = await tools.store.shops.get(job.shop);
  return { ...unbooked(null), shop: job.shop, orderId: job.subject, name: job.subject, currency: shop?.currency ?? 'CHF', totalMinor: 0, processedAt: now, shopifyUpdatedAt: new Date(0), customerLabel: null, gateways: '', state: 'working', detail: null, changedAt: now };
}

function unbooked(before: NewOrderRecord | null) {
  return {
    invoiceId: before?.invoiceId ?? null,
    invoiceNumber: before?.invoiceNumber ?? null,
    invoiceTotalMinor: before?.invoiceTotalMinor ?? null,
    vatMinor: before?.vatMinor ?? null,
    paidMinor: before?.paidMinor ?? null,
  };
}

function shown(shop: string, order: Order) {
  const names = [order.billingAddress?.company, order.customer ? `${order.customer.firstName ?? ''} ${order.customer.lastName ?? ''}`.trim() : null, order.email];
  return {
    shop,
    orderId: order.id,
    name: order.name,
    currency: order.currency,
    totalMinor: order.totals.currentMinor + order.totals.cashRoundingMinor,
    processedAt: order.processedAt,
    shopifyUpdatedAt: order.updatedAt,
    customerLabel: names.find((name) => name !== null && name !== undefined && name !== '') ?? null,
    gateways: [...new Set(order.transactions.map((transaction) => transaction.gateway))].join(','),
    facts: factsOf(order),
  };
}
