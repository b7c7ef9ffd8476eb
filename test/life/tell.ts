import type { Evidence } from './evidence.ts';
import { minor } from './shopify-figures.ts';

/** One order in both systems, short enough to be read: for the replay of a seed. */
export function tell({ order, invoices, entries, shown, journal }: Evidence): string {
  const at = (date: Date) => date.toISOString().slice(11, 19);
  const lines = order.lines.map((line) => `${line.quantity}−${line.removedQuantity} × ${minor(line.unitPrice.shop)} (off ${line.allocations.map((one) => minor(one.amount.shop)).join('+')}) ${line.taxLines.map((one) => `${one.rate}: ${minor(one.price.shop)}`).join()}${line.giftCard ? ' gift card' : ''}${line.tip ? ' tip' : ''}`);
  const shipping = order.shippingLines.map((line) => `shipping ${minor(line.price.shop)} (off ${line.allocations.map((one) => minor(one.amount.shop)).join('+')}) ${line.taxLines.map((one) => `${one.rate}: ${minor(one.price.shop)}`).join()}${line.isRemoved ? ' removed' : ''}`);
  const money = order.transactions.map((one) => `${at(one.createdAt)} ${one.kind} ${one.status} ${one.gateway} ${minor(one.amount.shop)}${one.rounding ? ` rounding ${minor(one.rounding.shop)}` : ''} ${one.id.split('/').at(-1) ?? ''}`);
  const refunds = order.refunds.map((one) => `${at(one.createdAt)} refund ${one.id.split('/').at(-1) ?? ''} [${one.lines.map((line) => `${line.quantity} of #${order.lines.findIndex(({ id }) => id === line.lineId)} = ${minor(line.subtotal.shop)}+${minor(line.tax.shop)}`).join()}] [shipping ${one.shipping.map((part) => `${minor(part.subtotal.shop)}+${minor(part.tax.shop)}`).join()}] [${one.adjustments.map((part) => `${String(part.reason)} ${minor(part.amount.shop)}`).join()}] money ${one.transactionIds.map((id) => id.split('/').at(-1)).join()}`);
  const documents = invoices.map((one) => `${one.document_nr} ${String(one.api_reference)} status ${one.status} ${one.is_valid_from} total ${one.total}, paid ${one.payments.map((part) => `${part.value} on ${String(part.bank_account)}`).join()}, ${one.positions.filter((part) => part.tax_percent !== null).map((part) => `${part.position_total} at ${String(part.tax_percent)}`).join()}`);
  const bookings = entries.map((one) => `entry ${one.id} ${String(one.reference_nr)} ${one.date}: ${one.entries.map((line) => `${line.debit_account_no}→${line.credit_account_no} ${line.amount} tax ${String(line.tax_id)}`).join()}`);
  const written = journal.map((line) => `${line.event} ${JSON.stringify(line.detail)}`.slice(0, 260));
  const head = `${order.name} taxes ${order.taxesIncluded ? 'included' : 'on top'}${order.taxExempt ? ', exempt' : ''} current ${minor(order.totals.currentTotal.shop)}${order.cancelledAt ? ` cancelled ${at(order.cancelledAt)}` : ''}`;
  return [head, ...lines, ...shipping, ...order.additionalFees.map((one) => `fee ${minor(one.price.shop)} ${one.taxLines.map((part) => minor(part.price.shop)).join()}`), ...money, ...refunds, `shown: ${JSON.stringify(shown)}`, ...documents, ...bookings, ...written].map((line) => `    ${line}`).join('\n');
}
