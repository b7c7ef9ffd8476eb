import { allocate, inBoth, parseFraction, parseMinor, share } from './money.ts';
import type { DiscountInput, OrderInput } from './order-input.ts';
import type { Allocation, StoredDiscount, StoredOrder } from './stored-order.ts';

/** Line discounts first, then those over the order on what is left. Every amount is for the whole line, in whole cents. */
export function applyDiscounts(order: StoredOrder, input: OrderInput): void {
  input.lines.forEach((line, index) => {
    const target = order.lines[index];
    if (line.discount && target) discountLine(order, target, line.discount);
  });
  for (const discount of input.discounts ?? []) discountOrder(order, discount);
  (input.shipping ?? []).forEach((line, index) => {
    const target = order.shippingLines[index];
    if (!line.discount || !target) return;
    const discount = recordDiscount(order, line.discount, 'SHIPPING_LINE', 'ENTITLED', 'EACH');
    addAllocation(order, target, discount.index, worthOf(line.discount, left(target, target.price.presentment), order));
  });
}

export function discountLine(order: StoredOrder, line: StoredOrder['lines'][number], input: DiscountInput): void {
  const discount = recordDiscount(order, { kind: 'manual', ...input }, 'LINE_ITEM', 'EXPLICIT', 'EACH');
  addAllocation(order, line, discount.index, worthOf(input, left(line, line.unitPrice.presentment * BigInt(line.quantity)), order));
}

/** Tips and gift cards are never discounted. */
function discountOrder(order: StoredOrder, input: DiscountInput): void {
  const entitled = order.lines.filter((line, index) => !line.tip && !line.giftCard && (!input.lines || input.lines.includes(index)));
  const discount = recordDiscount(order, input, 'LINE_ITEM', input.lines ? 'ENTITLED' : 'ALL', 'ACROSS');
  const bases = entitled.map((line) => left(line, line.unitPrice.presentment * BigInt(line.quantity)));
  const worth = worthOf(input, bases.reduce((sum, base) => sum + base, 0n), order);
  const parts = allocate(worth, bases);
  entitled.forEach((line, index) => addAllocation(order, line, discount.index, parts[index] ?? 0n));
}

function recordDiscount(
  order: StoredOrder,
  input: DiscountInput,
  targetType: StoredDiscount['targetType'],
  targetSelection: StoredDiscount['targetSelection'],
  allocationMethod: StoredDiscount['allocationMethod'],
): StoredDiscount {
  const kind = input.code ? 'code' : (input.kind ?? 'automatic');
  const discount: StoredDiscount = {
    index: order.discounts.length,
    kind,
    title: input.title ?? input.code ?? 'Rabatt',
    code: input.code ?? null,
    description: kind === 'manual' ? (input.title ?? 'Rabatt') : null,
    value: input.percentage === undefined ? { amount: parseMinor(input.amount ?? '0', order.currencies.presentment) } : { percentage: input.percentage },
    targetType,
    targetSelection,
    allocationMethod,
  };
  order.discounts.push(discount);
  if (input.code && !order.discountCodes.includes(input.code)) order.discountCodes.push(input.code);
  return discount;
}

/** What the discount takes off a base: never more than the base. */
function worthOf(input: DiscountInput, base: bigint, order: StoredOrder): bigint {
  if (input.percentage !== undefined) {
    const percent = parseFraction(input.percentage);
    return share(base, percent.numerator, percent.denominator * 100n);
  }
  const amount = parseMinor(input.amount ?? '0', order.currencies.presentment);
  return amount < base ? amount : base;
}

function left(line: { allocations: Allocation[] }, base: bigint): bigint {
  return base - line.allocations.reduce((sum, one) => sum + one.amount.presentment, 0n);
}

function addAllocation(order: StoredOrder, line: { allocations: Allocation[] }, discountIndex: number, amount: bigint): void {
  if (amount !== 0n) line.allocations.push({ discountIndex, amount: inBoth(order.currencies, amount) });
}
