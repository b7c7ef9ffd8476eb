import { noCompany } from '../../../domain/booked.ts';
import type { Company } from '../../../domain/company.ts';
import type { Rule } from '../../../domain/settings.ts';
import type { JournalLine } from '../../../store/journal.ts';
import type { Link } from '../../../store/links.ts';
import type { OrderRecord } from '../../../store/orders.ts';
import type { Frame } from '../../layout.tsx';
import type { Tone } from '../../ui.tsx';
import type { PagesDependencies } from '../dependencies.ts';
import { changesOf, notBookedChange } from './load-changes.ts';
import { papersOf } from './load-papers.ts';
import { refundsOf } from './load-refunds.ts';
import { loadCompany } from '../settings/load-settings.ts';
import { invoiceDetail, paymentDetail, read } from '../link-details.ts';
import type { Visit } from '../frame.ts';
import { isProblem, isRecord, readDetail } from './order-detail.ts';
import { cureOf, problemSentence } from './order-state.tsx';
import type { OrderView } from './order.tsx';
import { authorName } from '../session.ts';
import { methodName } from '../payment-methods.ts';

/** Null: no such order in this shop, whoever else may have one. */
export async function loadOrder(deps: PagesDependencies, visit: Visit, orderId: string, done: string): Promise<OrderView | null> {
  const { store, bexioLink } = deps;
  const { visitor, shop, frame } = visit;
  const order = await store.orders.get(visitor.shop, orderId);
  if (!order) return null;
  const connection = await store.connections.get(visitor.shop);
  const [links, lines, job] = await Promise.all([
    connection ? store.links.of(visitor.shop, connection.companyId, orderId) : [],
    store.journal.of(visitor.shop, orderId),
    store.jobs.get({ shop: visitor.shop, kind: 'order', subject: orderId }),
  ]);
  const [company, saved, decision] = await Promise.all([
    connection ? loadCompany(deps, connection.companyId) : null,
    store.settings.get(visitor.shop),
    store.links.find(visitor.shop, noCompany, 'decision', orderId),
  ]);
  const { problem, because } = readDetail(order.detail);
  const undone = decision?.detail['decision'] === 'undo' ? { final: links.some((link) => link.shopifyId.startsWith('undo:')) } : null;
  const shown = order.state === 'problem' ? problem : null;
  return {
    id: order.orderId,
    name: order.name,
    createdAt: order.processedAt,
    customer: order.customerLabel,
    state: order.state,
    because: order.state === 'waiting' || order.state === 'skipped' ? because : null,
    problem: shown,
    cure: shown && cureOf(shown, frame, { link: bexioLink, invoiceId: order.invoiceId }),
    attempts: job?.attempts ?? 0,
    nextTryAt: job?.dueAt ?? null,
    totalMinor: order.totalMinor,
    vatMinor: order.vatMinor,
    invoiceTotalMinor: order.invoiceTotalMinor,
    currency: order.currency,
    methods: order.gateways.split(',').filter((handle) => handle !== '').map((handle) => methodName(frame.words, handle)),
    papers: papersOf(links, order, bexioLink),
    refunds: refundsOf(frame, links, company, order.currency),
    changes: [...changesOf(links, lines, order.currency), ...(await notBookedChange(deps, visit, { order, links, problem, company }))],
    rule: ruleOf(order, links, saved?.settings.rules ?? []),
    payments: paymentsOf(frame, { links, lines, order, company }),
    timeline: lines.toReversed().slice(0, 200).map((line) => timelineEntry(frame, line, order)),
    shopifyHref: `https://${shop.domain}/admin/orders/${orderId}`,
    pdfHref: deps.readInvoicePdf && order.invoiceId !== null ? frame.link(`/orders/${orderId}/invoice.pdf`) : null,
    canDecide: deps.decide !== undefined,
    undoHref: deps.foreseeUndo && undone === null && links.some(({ kind }) => isTakenBack.has(kind)) ? frame.link(`/orders/${orderId}/undo`) : null,
    undone,
    done: done === '' ? null : done,
  };
}

const isTakenBack = new Set(['invoice', 'extra-invoice', 'sales-order']);

/** A booked order keeps the rule it was booked by; of another the last verdict tells. */
function ruleOf({ detail }: OrderRecord, links: readonly Link[], rules: readonly Rule[]): OrderView['rule'] {
  const invoice = links.find(({ kind }) => kind === 'invoice');
  const booked = invoice ? read(invoiceDetail, invoice)?.rule : undefined;
  const name = booked === undefined && isRecord(detail) ? detail['rule'] : booked;
  if (typeof name !== 'string') return null;
  const at = rules.findIndex((rule) => rule.name === name);
  return { name, position: at < 0 ? null : at + 1 };
}

/** Links say what was booked; the journal says with which payment method. */
function paymentsOf(frame: Frame, { links, lines, order, company }: { links: Link[]; lines: JournalLine[]; order: OrderRecord; company: Company | null }): OrderView['payments'] {
  return links
    .filter((link) => link.kind === 'payment')
    .map((link) => {
      const detail = read(paymentDetail, link);
      const account = company?.bankAccounts.find(({ id }) => id === detail?.bankAccountId)?.name ?? null;
      const told = lines.find((line) => isRecord(line.detail) && line.detail['paymentId'] === link.bexioId)?.detail;
      const gateway = isRecord(told) && typeof told['gateway'] === 'string' ? methodName(frame.words, told['gateway']) : String(link.bexioId);
      return { amountMinor: detail?.amountMinor ?? 0, account, date: detail?.date ?? null, currency: order.currency, gateway, bookedAt: link.createdAt };
    });
}

const tones: Record<string, Tone> = { 'order-booked': 'success', 'invoice-issued': 'success', 'payment-booked': 'success', 'order-problem': 'critical', 'mail-unclear': 'caution', 'draft-removed': 'caution', 'fulfil-held': 'caution', 'fulfil-elsewhere': 'caution', 'fulfil-refused': 'caution', 'order-waiting': 'info' };

function timelineEntry(frame: Frame, line: JournalLine, order: OrderRecord): OrderView['timeline'][number] {
  const { events, otherEvent } = frame.words;
  const known = isKnown(events, line.event) ? events[line.event] : otherEvent(line.event);
  const text = line.actor === 'app' || line.actor === 'shopify' ? known : frame.words.order.byMerchant(known, authorName(frame.words, line.actor));
  const problem = isRecord(line.detail) ? line.detail['problem'] : null;
  const because = readDetail(line.detail).because;
  const more = isProblem(problem) ? problemSentence(frame, problem, order.name) : because ? frame.words.because[because] : toldByShopify(line);
  return { at: line.at, text, more, tone: tones[line.event] ?? 'neutral' };
}

/** Why it is held or refused, in Shopify's own words. */
function toldByShopify({ event, detail }: JournalLine): string | null {
  const cause = (event === 'fulfil-held' || event === 'fulfil-refused') && isRecord(detail) ? detail['cause'] : null;
  return typeof cause === 'string' && cause !== '' ? `Shopify: ${cause.slice(0, 200)}` : null;
}

function isKnown<T extends object>(table: T, key: string): key is Extract<keyof T, string> {
  return Object.hasOwn(table, key);
}
