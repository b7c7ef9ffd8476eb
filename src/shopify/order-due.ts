import { z } from 'zod';
import { formatDecimal, parseDecimal } from '../domain/money.ts';
import type { MoneySide } from '../domain/order.ts';
import type { Ask } from './graphql.ts';
import { pageSizes } from './operations.ts';
import { fromUserErrors, ShopifyError, strangeAnswer } from './outcome.ts';

/** What Shopify still waits for, read by id: the one source that decides whether an order may be marked as paid. */
export type OrderDue = {
  currency: string;
  /** The buyer pays in another currency than these amounts are in. */
  isForeign: boolean;
  outstandingMinor: number;
  /** Shopify's own answer: not paid, not cancelled, no provider still busy. */
  canMarkAsPaid: boolean;
  /** An authorization is waiting to be captured: marking the order as paid would take the buyer's money. */
  capturable: boolean;
  /** Money that came in, oldest first. `manual`: noted by hand (or by `orderMarkAsPaid`), no provider behind it. */
  received: { id: string; gateway: string; amountMinor: number; manual: boolean }[];
};

export type MarkedAsPaid = { ok: true; due: OrderDue } | { ok: false; why: string; due: OrderDue | null };

export type OrderDueApi = {
  /** Null: the shop has no such order. */
  readDue(orderId: string, side: MoneySide): Promise<OrderDue | null>;
  /** Notes the whole outstanding amount as received. Shopify refuses it for an order that owes nothing, so it cannot happen twice for one debt. */
  markAsPaid(orderId: string, side: MoneySide): Promise<MarkedAsPaid>;
  /**
   * Notes a part of it as received, in the buyer's currency; Shopify Plus only. Nothing tells a repetition from a second payment: whoever
   * sends it again reads in between.
   */
  notePayment(orderId: string, part: { amountMinor: number; currency: string }, side: MoneySide): Promise<MarkedAsPaid>;
  /** Metafield definitions of orders in our namespace, pinned while there is room. Those that exist are left as they are. */
  defineOrderMetafields(definitions: readonly MetafieldDefinition[]): Promise<void>;
};

export type MetafieldDefinition = { key: string; name: string; type: string; description: string };

export function createOrderDue(ask: Ask): OrderDueApi {
  const gid = (orderId: string) => `gid://shopify/Order/${orderId}`;
  return {
    async readDue(orderId, side) {
      const { order } = await ask('OrderDue', { id: gid(orderId) }, dueAnswer, side);
      return order && toDue(order);
    },
    async markAsPaid(orderId, side) {
      const { orderMarkAsPaid: answer } = await ask('MarkPaid', { input: { id: gid(orderId) } }, markAnswer, side);
      return toMarked('MarkPaid', answer);
    },
    async notePayment(orderId, { amountMinor, currency }, side) {
      const amount = { amount: formatDecimal(amountMinor, currency), currencyCode: currency };
      const { orderCreateManualPayment: answer } = await ask('NotePayment', { id: gid(orderId), amount }, noteAnswer, side);
      return toMarked('NotePayment', answer);
    },
    async defineOrderMetafields(definitions) {
      for (const definition of definitions) await define(ask, definition);
    },
  };
}

function toMarked(operation: string, answer: z.output<typeof marked>): MarkedAsPaid {
  if (!answer) throw strangeAnswer(operation, 'no result');
  const due = answer.order && toDue(answer.order);
  if (answer.userErrors.length > 0) return { ok: false, why: answer.userErrors.map((one) => one.message).join('; '), due };
  if (!due) throw strangeAnswer(operation, 'no order');
  return { ok: true, due };
}

/** The admin shows twenty pinned fields; where they are used up ours is still there, one click away. */
async function define(ask: Ask, definition: MetafieldDefinition): Promise<void> {
  const made = (pin: boolean) => ask('DefineMetafield', { definition: { ...definition, namespace: 'bexio', ownerType: 'ORDER', pin } }, defineAnswer);
  const first = (await made(true)).metafieldDefinitionCreate?.userErrors ?? [];
  const full = first.some((error) => error.code === 'PINNED_LIMIT_REACHED');
  const errors = full ? ((await made(false)).metafieldDefinitionCreate?.userErrors ?? []) : first;
  const serious = errors.filter((error) => error.code !== 'TAKEN');
  if (serious.length > 0) throw fromUserErrors('DefineMetafield', serious);
}

const bag = z.object({ money: z.object({ amount: z.string(), currencyCode: z.string() }) });
const id = z.string().transform((gid) => gid.split('/').at(-1) ?? gid);
const order = z.object({
  presentmentCurrencyCode: z.string(),
  cancelledAt: z.string().nullable(),
  displayFinancialStatus: z.string().nullable(),
  canMarkAsPaid: z.boolean(),
  capturable: z.boolean(),
  totalOutstandingSet: bag,
  transactions: z.array(z.object({ id, kind: z.string(), status: z.string(), gateway: z.string().nullable(), manualPaymentGateway: z.boolean(), amountSet: bag })),
});
const userErrors = z.array(z.object({ code: z.string().nullish(), field: z.array(z.string()).nullish(), message: z.string() }));
const dueAnswer = z.object({ order: order.nullable() });
const marked = z.object({ order: order.nullable(), userErrors }).nullable();
const markAnswer = z.object({ orderMarkAsPaid: marked });
const noteAnswer = z.object({ orderCreateManualPayment: marked });
const defineAnswer = z.object({ metafieldDefinitionCreate: z.object({ userErrors }).nullable() });

function toDue(answer: z.output<typeof order>): OrderDue {
  // A plain list has no next page: a full one may have been cut, and a payment that is cut away would be marked again.
  if (answer.transactions.length >= pageSizes.transactions) throw new ShopifyError({ kind: 'refused', code: 'TOO_MANY', cause: `the order has more than ${pageSizes.transactions - 1} transactions` });
  const currency = answer.totalOutstandingSet.money.currencyCode;
  const minor = (amount: z.output<typeof bag>) => parseDecimal(amount.money.amount, currency);
  const received = answer.transactions.filter((one) => one.status === 'SUCCESS' && (one.kind === 'SALE' || one.kind === 'CAPTURE'));
  return {
    currency,
    isForeign: answer.presentmentCurrencyCode !== currency,
    outstandingMinor: minor(answer.totalOutstandingSet),
    canMarkAsPaid: answer.canMarkAsPaid && answer.cancelledAt === null,
    capturable: answer.capturable || answer.displayFinancialStatus === 'AUTHORIZED',
    received: received.map((one) => ({ id: one.id, gateway: (one.gateway ?? 'manual').toLowerCase(), amountMinor: minor(one.amountSet), manual: one.manualPaymentGateway })),
  };
}
