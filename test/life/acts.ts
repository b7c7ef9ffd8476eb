import type { OrderEditor, StoredLine, StoredOrder } from '../../src/sandbox/shopify/sandbox.ts';
import { chance, type Dice, pick } from '../flows/dice.ts';
import { gateways, someAddress, someDiscount, someLine, someShipping, text } from './birth.ts';
import { figuresOf, inCurrency, minor, sum } from './shopify-figures.ts';

/** Something that a buyer or a merchant does with an order. It throws where Shopify would refuse it. */
export type Act = { name: string; weight: number; may(order: StoredOrder): boolean; do(hands: Hands): void };
export type Hands = { order: StoredOrder; editor: OrderEditor; dice: Dice };

/** Chooses one that makes sense on the order as it is. */
export function chooseAct({ order, dice }: Hands): string {
  const possible = acts.filter((act) => act.may(order));
  let ticket = dice.whole(1, sum(possible.map((act) => act.weight)));
  return possible.find((one) => (ticket -= one.weight) <= 0)?.name ?? 'gets a note';
}

/** Does what it is called, where it makes sense and Shopify allows it; says what happened. */
export function doAct(name: string, hands: Hands): string {
  const act = acts.find((one) => one.name === name);
  if (!act?.may(hands.order)) return `${name}: makes no sense`;
  try {
    act.do(hands);
    return name;
  } catch (error) {
    return `${name}: refused (${error instanceof Error ? error.message : 'unclear'})`;
  }
}

/** What is under way when the life ends arrives, mostly. */
export function lastAct({ order, dice }: Hands): string[] {
  if (!isPending(order) || chance(dice, 0.1)) return [];
  return [chance(dice, 0.75) ? 'is settled' : 'is not settled'];
}

/** What usually follows at once upon an order; the app sees both together. */
export function firstActs(dice: Dice): string[] {
  return pick(dice, [[], [], ['pays the rest'], ['pays the rest'], ['pays the rest'], ['pays a part with a gift card', 'pays the rest'], ['promises a transfer'], ['authorises the rest'], ['fails to pay', 'pays the rest'], ['pays a part']]);
}

const acts: Act[] = [
  act('pays the rest', 14, isOpenFor, ({ order, editor, dice }) => void editor.pay(order, { gateway: order.sourceName === 'pos' ? 'cash' : pick(dice, gateways) })),
  act('pays a part', 6, isOpenFor, ({ order, editor, dice }) => void editor.pay(order, { gateway: pick(dice, gateways), amount: partOf(dice, outstanding(order)) })),
  act('pays a part with a gift card', 3, isOpenFor, ({ order, editor, dice }) => void editor.pay(order, { gateway: 'gift_card', amount: partOf(dice, outstanding(order)) })),
  act('is marked as paid', 4, isOpenFor, ({ order, editor }) => void editor.pay(order, { gateway: 'manual' })),
  act('promises a transfer', 2, isOpenFor, ({ order, editor }) => void editor.pay(order, { gateway: 'bank_deposit', status: 'PENDING' })),
  act('authorises the rest', 4, isOpenFor, ({ order, editor }) => void editor.authorize(order, { gateway: 'shopify_payments' })),
  act('fails to pay', 3, isOpenFor, ({ order, editor }) => void editor.failPayment(order, { gateway: 'twint' })),
  act('is captured', 10, isAuthorised, ({ order, editor }) => void editor.capture(order)),
  act('is voided', 3, isAuthorised, ({ order, editor }) => void editor.void(order)),
  act('is settled', 10, isPending, ({ order, editor }) => void editor.settle(order, 'SUCCESS')),
  act('is not settled', 4, isPending, ({ order, editor }) => void editor.settle(order, 'FAILURE')),
  act('gets another line', 6, isAlive, ({ order, editor, dice }) => void editor.edit(order, { add: [someLine(dice)] })),
  act('loses units', 8, hasGoods, ({ order, editor, dice }) => {
    const { index, line } = someGoods(dice, order);
    editor.edit(order, { quantities: [{ line: index, quantity: dice.whole(0, unitsOf(line) - 1) }] });
  }),
  act('gets more units', 4, hasWholeLine, ({ order, editor, dice }) => {
    const { index, line } = someGoods(dice, order, isWhole);
    editor.edit(order, { quantities: [{ line: index, quantity: unitsOf(line) + dice.whole(1, 2) }] });
  }),
  act('gets a discount', 4, hasWholeLine, ({ order, editor, dice }) => {
    const { index, line } = someGoods(dice, order, isWhole);
    editor.edit(order, { discount: { line: index, discount: { ...someDiscount(dice, minor(line.unitPrice.shop)), title: 'Kulanz' } } });
  }),
  act('gets shipping', 2, (order) => isAlive(order) && !hasShipping(order), ({ order, editor, dice }) => void editor.edit(order, { addShipping: [someShipping(dice)] })),
  act('loses shipping', 2, hasShipping, ({ order, editor }) => void editor.edit(order, { removeShipping: [shippingIndex(order)] })),
  act('moves house', 3, isAlive, ({ order, editor, dice }) => {
    const address = { firstName: 'Rahel', lastName: 'Beispiel', ...someAddress(dice.whole(201, 400)) };
    editor.edit(order, { shippingAddress: address, ...(chance(dice, 0.5) ? { billingAddress: address } : {}) });
  }),
  act('gets a note', 2, () => true, ({ order, editor, dice }) => void editor.edit(order, { note: `Notiz ${dice.whole(1, 9)}`, tags: ['geprüft'] })),
  act('is shipped', 8, hasGoods, ({ order, editor }) => void editor.fulfil(order)),
  act('is shipped in part', 4, hasGoods, ({ order, editor, dice }) => void editor.fulfil(order, { lines: [{ line: someGoods(dice, order).index, quantity: 1 }] })),
  ...refunds(),
  act('is exchanged', 3, hasGoods, ({ order, editor, dice }) => {
    const { index } = someGoods(dice, order);
    editor.return(order, { lines: [{ line: index, quantity: 1 }], exchange: [someLine(dice)] });
    editor.refund(order, { lines: [{ line: index, quantity: 1 }] });
  }),
  act('is cancelled', 5, isAlive, ({ order, editor, dice }) => void editor.cancel(order, { reason: 'CUSTOMER', refund: chance(dice, 0.85), restock: chance(dice, 0.7) })),
  act('is closed', 1, () => true, ({ order, editor }) => void editor.close(order)),
];

function refunds(): Act[] {
  const units = ({ order, dice }: Hands) => {
    const { index, line } = someGoods(dice, order);
    return [{ line: index, quantity: dice.whole(1, unitsOf(line)) }];
  };
  const restock = (dice: Dice) => pick(dice, ['return', 'cancel', 'no_restock'] as const);
  return [
    act('is refunded units', 10, hasGoods, (hands) => void hands.editor.refund(hands.order, { lines: units(hands), restock: restock(hands.dice) })),
    act('is refunded units and shipping', 4, hasGoods, (hands) => void hands.editor.refund(hands.order, { lines: units(hands), shipping: true })),
    act('is refunded units, money under way', 5, hasGoods, (hands) => void hands.editor.refund(hands.order, { lines: units(hands), pending: true })),
    act('is refunded less than the goods', 3, hasGoods, (hands) => void hands.editor.refund(hands.order, { lines: units(hands), amount: partOf(hands.dice, Math.min(held(hands.order), 1_500)) })),
    act('is refunded units on a gift card', 3, hasGoods, (hands) => void hands.editor.refund(hands.order, { lines: units(hands), gateway: 'gift_card' })),
    act('gets goods back without money', 2, hasGoods, (hands) => void hands.editor.refund(hands.order, { lines: units(hands), amount: '0', restock: 'return' })),
    act('is refunded everything', 4, hasGoods, ({ order, editor }) => {
      const lines = order.lines.flatMap((line, index) => (unitsOf(line) > 0 ? [{ line: index, quantity: unitsOf(line) }] : []));
      editor.refund(order, { lines, shipping: true });
    }),
    act('is refunded shipping', 4, hasShipping, ({ order, editor }) => void editor.refund(order, { shipping: true })),
    act('is refunded a part of shipping', 2, hasShipping, ({ order, editor }) => void editor.refund(order, { shipping: '1.35' })),
    act('is refunded an amount', 6, hasMoney, ({ order, editor, dice }) => void editor.refund(order, { amount: partOf(dice, held(order) / 2) })),
    act('is refunded an amount under way', 3, hasMoney, ({ order, editor, dice }) => void editor.refund(order, { amount: partOf(dice, held(order)), pending: true })),
    act('is refunded an amount on a gift card', 2, hasMoney, ({ order, editor, dice }) => void editor.refund(order, { amount: partOf(dice, held(order)), gateway: 'gift_card' })),
  ];
}

function act(name: string, weight: number, may: Act['may'], work: Act['do']): Act {
  return { name, weight, may, do: work };
}

function isAlive(order: StoredOrder): boolean {
  return order.cancelledAt === null;
}

function isOpenFor(order: StoredOrder): boolean {
  return isAlive(order) && outstanding(order) > 1 && !isAuthorised(order) && !isPending(order);
}

function isAuthorised(order: StoredOrder): boolean {
  return order.transactions.some((one) => {
    const children = order.transactions.filter(({ parentId, status }) => parentId === one.id && status === 'SUCCESS');
    return one.kind === 'AUTHORIZATION' && one.status === 'SUCCESS' && one.expiredAt === null && children.length === 0;
  });
}

function isPending(order: StoredOrder): boolean {
  return order.transactions.some((one) => one.status === 'PENDING');
}

function hasGoods(order: StoredOrder): boolean {
  return isAlive(order) && order.lines.some((line) => unitsOf(line) > 0);
}

function hasShipping(order: StoredOrder): boolean {
  return isAlive(order) && order.shippingLines.some((line) => !line.isRemoved);
}

function hasMoney(order: StoredOrder): boolean {
  return held(order) > 1;
}

function held(order: StoredOrder): number {
  const inTheirs = inCurrency(order, 'presentment');
  const { received, refunded } = figuresOf(inTheirs);
  const underWay = inTheirs.transactions.filter((one) => one.kind === 'REFUND' && one.status === 'PENDING').map((one) => minor(one.amount.shop));
  return received - refunded - sum(underWay);
}

function outstanding(order: StoredOrder): number {
  const { owed, received, refunded } = figuresOf(inCurrency(order, 'presentment'));
  return owed - (received - refunded);
}

function someGoods(dice: Dice, order: StoredOrder, fits: (line: StoredLine) => boolean = () => true): { index: number; line: StoredLine } {
  return pick(dice, order.lines.flatMap((line, index) => (unitsOf(line) > 0 && fits(line) ? [{ line, index }] : [])));
}

/** How Shopify prices a line that grows or gets cheaper after some of its units were taken off is not known: the simulator leaves it. */
function isWhole(line: StoredLine): boolean {
  return line.removedQuantity === 0 && !line.tip && !line.giftCard;
}

function hasWholeLine(order: StoredOrder): boolean {
  return isAlive(order) && order.lines.some((line) => unitsOf(line) > 0 && isWhole(line));
}

function unitsOf(line: StoredLine): number {
  return line.quantity - line.removedQuantity;
}

function shippingIndex(order: StoredOrder): number {
  return order.shippingLines.findIndex((line) => !line.isRemoved);
}

function partOf(dice: Dice, amount: number): string {
  return text(dice.whole(1, Math.max(1, amount - 1)));
}
