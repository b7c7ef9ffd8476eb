import { bexioPages } from '../../bexio/web-pages.ts';
import type { JournalLine } from '../../store/journal.ts';
import type { Link } from '../../store/links.ts';
import type { OrderRecord } from '../../store/orders.ts';
import type { Frame } from '../layout.tsx';
import type { Tone } from '../ui.tsx';
import type { PagesDependencies } from './dependencies.ts';
import type { Visit } from './frame.ts';
import { isProblem, isRecord, readDetail } from './order-detail.ts';
import { cureOf, problemSentence } from './order-state.tsx';
import type { DocumentLine, OrderView } from './order.tsx';
import { authorName } from './session.ts';
import { methodName } from './payment-methods.ts';

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
  const { problem, because } = readDetail(order.detail);
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
    documents: links.flatMap((link) => documentOf(link, order, bexioLink)),
    payments: paymentsOf(frame, links, lines, order),
    timeline: lines.toReversed().slice(0, 200).map((line) => timelineEntry(frame, line, order)),
    shopifyHref: `https://${shop.domain}/admin/orders/${orderId}`,
    pdfHref: deps.readInvoicePdf && order.invoiceId !== null ? frame.link(`/orders/${orderId}/invoice.pdf`) : null,
    canDecide: deps.decide !== undefined,
    done: done === '' ? null : done,
  };
}

function documentOf(link: Link, order: OrderRecord, bexioLink: (path: string) => string): DocumentLine[] {
  const { kind } = link;
  if (kind !== 'contact' && kind !== 'sales-order' && kind !== 'delivery' && kind !== 'invoice') return [];
  const { detail } = link;
  const number = detail['number'];
  const invoice = kind === 'invoice';
  const stage = detail['stage'];
  return [
    {
      kind,
      label: typeof number === 'string' ? number : invoice && order.invoiceNumber ? order.invoiceNumber : String(link.bexioId),
      href: bexioLink(bexioPages[kind](link.bexioId)),
      stage: stage === 'made' || stage === 'draft' || stage === 'issued' || stage === 'sent' ? stage : null,
      totalMinor: invoice ? order.invoiceTotalMinor : null,
      currency: invoice ? order.currency : null,
    },
  ];
}

/** Links say what was booked; the journal says with which payment method. */
function paymentsOf(frame: Frame, links: Link[], lines: JournalLine[], order: OrderRecord): OrderView['payments'] {
  return links
    .filter((link) => link.kind === 'payment')
    .map((link) => {
      const { detail } = link;
      const told = lines.find((line) => isRecord(line.detail) && line.detail['paymentId'] === link.bexioId)?.detail;
      const gateway = isRecord(told) && typeof told['gateway'] === 'string' ? methodName(frame.words, told['gateway']) : String(link.bexioId);
      return { amountMinor: typeof detail['amountMinor'] === 'number' ? detail['amountMinor'] : 0, currency: order.currency, gateway, bookedAt: link.createdAt };
    });
}

const tones: Record<string, Tone> = { 'order-booked': 'success', 'invoice-issued': 'success', 'payment-booked': 'success', 'order-problem': 'critical', 'mail-unclear': 'caution', 'draft-removed': 'caution', 'order-waiting': 'info' };

function timelineEntry(frame: Frame, line: JournalLine, order: OrderRecord): OrderView['timeline'][number] {
  const { events, otherEvent } = frame.words;
  const known = isKnown(events, line.event) ? events[line.event] : otherEvent(line.event);
  const text = line.actor === 'app' || line.actor === 'shopify' ? known : frame.words.order.byMerchant(known, authorName(frame.words, line.actor));
  const problem = isRecord(line.detail) ? line.detail['problem'] : null;
  const because = readDetail(line.detail).because;
  const more = isProblem(problem) ? problemSentence(frame, problem, order.name) : because ? frame.words.because[because] : null;
  return { at: line.at, text, more, tone: tones[line.event] ?? 'neutral' };
}

function isKnown<T extends object>(table: T, key: string): key is Extract<keyof T, string> {
  return Object.hasOwn(table, key);
}
