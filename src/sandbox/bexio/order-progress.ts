import type { Company } from './company.ts';
import { total, type Micro } from './decimal.ts';
import type { DocumentKind, ItemPosition, KbDocument, Position } from './records.ts';
import { deliveryStatus, invoiceStatus, orderStatus } from './statuses.ts';
import { isItem } from './totals.ts';

/** Ids are unique within a type only, so a position is named by both. */
export function positionKey(position: Position): string {
  return `${position.type}:${position.id}`;
}

/** How much of an order's position went into deliveries and invoices. */
export function orderProgress(company: Company, order: KbDocument, item: ItemPosition) {
  const key = positionKey(item);
  const picked = convertedAmount(company, { order, key, kind: 'kb_delivery', status: deliveryStatus.draft });
  const delivered = convertedAmount(company, { order, key, kind: 'kb_delivery', status: deliveryStatus.done });
  const invoiced = convertedAmount(company, { order, key, kind: 'kb_invoice' });
  const completed = delivered > invoiced ? delivered : invoiced;
  const started = picked + delivered > invoiced ? picked + delivered : invoiced;
  const open = item.amount - started;
  return { reserved: picked, open: open > 0n ? open : 0n, completed };
}

/** What is still to convert into a delivery or an invoice. */
export function remainingAmount(
  company: Company,
  order: KbDocument,
  item: ItemPosition,
  kind: DocumentKind,
): Micro {
  return item.amount - convertedAmount(company, { order, key: positionKey(item), kind });
}

/**
 * An order's status follows from what was made of it: done once everything is invoiced and nothing
 * is left on a started delivery, partial in between.
 */
export function refreshOrder(company: Company, source: KbDocument['source']): void {
  const order = source?.kind === 'kb_order' ? company.documents.kb_order.get(source.id) : undefined;
  if (order === undefined || order.status === orderStatus.cancelled) {
    return;
  }
  const items = order.positions.filter(isItem).filter((item) => !item.is_optional);
  const deliveries = children(company, order, 'kb_delivery');
  const invoices = children(company, order, 'kb_invoice');
  const rest = (kind: DocumentKind) => items.some((item) => remainingAmount(company, order, item, kind) > 0n);
  const delivered = deliveries.every((row) => row.status === deliveryStatus.done) && !rest('kb_delivery');
  const done = invoices.length > 0 && !rest('kb_invoice') && (deliveries.length === 0 || delivered);
  const started = deliveries.length + invoices.length > 0;
  const status = done ? orderStatus.done : started ? orderStatus.partial : orderStatus.pending;
  if (status !== order.status) {
    order.status = status;
    order.updated_at = company.stamp();
  }
}

function convertedAmount(
  company: Company,
  which: { order: KbDocument; key: string; kind: DocumentKind; status?: number },
): Micro {
  const amounts = children(company, which.order, which.kind)
    .filter((child) => which.status === undefined || child.status === which.status)
    .flatMap((child) => child.positions.filter(isItem))
    .filter((item) => item.source?.documentId === which.order.id && item.source.positionKey === which.key)
    .map((item) => item.amount);
  return total(amounts);
}

/** Cancelled documents give their amounts back to the order. */
function children(company: Company, order: KbDocument, kind: DocumentKind): KbDocument[] {
  const cancelled = kind === 'kb_invoice' ? invoiceStatus.cancelled : deliveryStatus.cancelled;
  return company.documents[kind]
    .all()
    .filter((row) => row.source?.kind === 'kb_order' && row.source.id === order.id)
    .filter((row) => row.status !== cancelled);
}
