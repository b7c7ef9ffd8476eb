import { discountLine } from './discounts.ts';
import { minus, plus } from './money.ts';
import { newLine, newShippingLine, storedAddress } from './order-parts.ts';
import { computeTotals, lineTotal } from './order-totals.ts';
import { dropImportedFigures } from './payments.ts';
import { taxRules } from './place-order.ts';
import { resolveLine, takeOffUnits } from './refund-order.ts';
import { taxesOf, taxOn, type TaxRules } from './tax.ts';
import type { EditInput, LineInput } from './order-input.ts';
import type { ShopState } from './shop-state.ts';
import { currentQuantity, type StoredLine, type StoredOrder } from './stored-order.ts';

export type EditOutcome = { additions: { lineId: string; delta: number }[]; removals: { lineId: string; delta: number }[]; goodsChanged: boolean };

/** Changes an order after it was placed. Removed units stay in `quantity`; added ones are appended as lines of their own. */
export function editOrder(shop: ShopState, order: StoredOrder, change: EditInput): EditOutcome {
  const rules = rulesOf(shop, order);
  const added = (change.add ?? []).map((input) => addLine(shop, order, input, rules));
  const changed = (change.quantities ?? []).map((one) => setQuantity(shop, order, resolveLine(order, one.line), one.quantity, rules));
  const shippingChanged = changeShipping(shop, order, change, rules);
  if (change.discount) discountExisting(order, resolveLine(order, change.discount.line), change.discount.discount, rules);
  describe(order, change);
  const additions = [...added.map((line) => ({ lineId: line.id, delta: line.quantity })), ...changed.filter((one) => one.delta > 0)];
  const removals = changed.filter((one) => one.delta < 0).map((one) => ({ lineId: one.lineId, delta: -one.delta }));
  const goodsChanged = additions.length + removals.length > 0 || shippingChanged || change.discount !== undefined;
  if (goodsChanged) {
    order.edited = true;
    dropImportedFigures(order);
    if (order.asImported) order.asImported = { ...order.asImported, totals: false };
    order.totals = computeTotals(order, shop.reading);
  }
  return { additions, removals, goodsChanged };
}

function rulesOf(shop: ShopState, order: StoredOrder): TaxRules {
  return taxRules(shop, { lines: [], taxesIncluded: order.taxesIncluded, taxExempt: order.taxExempt }, order.currencies);
}

export function addLine(shop: ShopState, order: StoredOrder, input: LineInput, rules: TaxRules = rulesOf(shop, order)): StoredLine {
  const line = newLine(shop, input, order.currencies, rules);
  if (input.discount) discountLine(order, line, input.discount);
  if (line.taxable) line.taxLines = taxOn(netOf(line), taxesOf(input, rules), rules);
  order.lines.push(line);
  return line;
}

function setQuantity(shop: ShopState, order: StoredOrder, line: StoredLine, quantity: number, rules: TaxRules) {
  const delta = quantity - currentQuantity(line);
  if (delta < 0) takeOffUnits(shop, order, { units: [{ line, quantity: -delta }], restock: true, shipping: false });
  if (delta > 0) {
    line.quantity += delta;
    line.taxLines = taxOn(netOf(line), line.taxLines, rules);
  }
  return { lineId: line.id, delta };
}

function discountExisting(order: StoredOrder, line: StoredLine, discount: NonNullable<EditInput['discount']>['discount'], rules: TaxRules): void {
  discountLine(order, line, discount);
  line.taxLines = taxOn(netOf(line), line.taxLines, rules);
}

function netOf(line: StoredLine): bigint {
  return minus(lineTotal(line), plus(...line.allocations.map((one) => one.amount))).presentment;
}

function changeShipping(shop: ShopState, order: StoredOrder, change: EditInput, rules: TaxRules): boolean {
  for (const index of change.removeShipping ?? []) {
    const line = order.shippingLines[index];
    if (line) line.isRemoved = true;
  }
  for (const input of change.addShipping ?? []) {
    const line = newShippingLine(shop, input, order.currencies);
    line.taxLines = taxOn(line.price.presentment, taxesOf(input, rules), rules);
    order.shippingLines.push(line);
  }
  return (change.removeShipping ?? []).length + (change.addShipping ?? []).length > 0;
}

function describe(order: StoredOrder, change: EditInput): void {
  if (change.shippingAddress) order.shippingAddress = storedAddress(change.shippingAddress);
  if (change.billingAddress) order.billingAddress = storedAddress(change.billingAddress);
  if (change.email !== undefined) order.email = change.email;
  if (change.note !== undefined) order.note = change.note;
  if (change.tags) order.tags = [...change.tags];
}
