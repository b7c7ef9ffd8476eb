import { z } from 'zod';
import { accessDenied } from './access.ts';
import type { Args, Context, Fields } from './context.ts';
import { optionalText, textArg } from './context.ts';
import { createFulfilment } from './fulfilment-mutation.ts';
import { typeOfGid } from './ids.ts';
import { canMarkAsPaid } from './order-resolvers.ts';
import { visibleOrder } from './order-search.ts';
import { parseFraction, parseMinor } from './money.ts';
import { capturableOn, paymentFigures } from './payment-figures.ts';
import { setMetafields } from './metafields.ts';
import type { StoredOrder } from './stored-order.ts';

type UserError = { field: string[] | null; message: string; code?: string };
const refused = (field: string[] | null, message: string, code?: string): UserError[] => [{ field, message, ...(code ? { code } : {}) }];

export const orderMutations: Fields<unknown> = {
  orderMarkAsPaid: (_root, args, context) => markAsPaid(args, context),
  orderCapture: (_root, args, context) => capture(args, context),
  orderCreateManualPayment: (_root, args, context) => manualPayment(args, context),
  fulfillmentCreate: (_root, args, context) => createFulfilment(args, context),
  tagsAdd: (_root, args, context) => addTags(args, context),
  metafieldsSet: (_root, args, context) => setMetafields(args, context),
};

/** Captures what is authorized; whatever is left is noted as a manual sale. */
function markAsPaid(args: Args, context: Context) {
  const { id } = z.object({ id: z.string() }).parse(args['input']);
  const order = visibleOrder(context, id);
  if (!order) return { order: null, userErrors: refused(['id'], 'Order does not exist') };
  if (!canMarkAsPaid(order, context)) return { order, userErrors: refused(['id'], 'Order cannot be marked as paid.') };
  // A payment announced at checkout (bank deposit) is received under its own name; anything else is called manual.
  const announced = order.transactions.findLast((one) => one.kind === 'SALE' && one.status === 'PENDING' && one.manual);
  payRest(order, context, announced ? { gateway: announced.gateway, parentId: announced.id } : { gateway: 'manual' });
  return { order, userErrors: [] };
}

function payRest(order: StoredOrder, context: Context, payment: { gateway: string; at?: string; amount?: string; parentId?: string }): void {
  const { capturable } = paymentFigures(order, context.shop.reading);
  if (capturable.presentment > 0n && payment.amount === undefined) context.editor.capture(order);
  const { outstanding } = paymentFigures(order, context.shop.reading);
  if (outstanding.presentment > 0n) context.editor.pay(order, payment);
}

const captureInput = z.object({ id: z.string(), parentTransactionId: z.string(), amount: z.union([z.string(), z.number()]), currency: z.string().nullish() });

function capture(args: Args, context: Context) {
  const input = captureInput.parse(args['input']);
  const order = visibleOrder(context, input.id);
  const authorization = order?.transactions.find((one) => one.id === input.parentTransactionId);
  if (!order || !authorization) return { transaction: null, userErrors: refused(['input', 'parentTransactionId'], 'Parent transaction does not exist') };
  const { shop: shopCurrency, presentment } = order.currencies;
  if (shopCurrency !== presentment && input.currency !== presentment) {
    return { transaction: null, userErrors: refused(['input', 'currency'], 'Currency must be provided and match the presentment currency.') };
  }
  const amount = parseFraction(String(input.amount));
  const open = capturableOn(order, authorization).presentment;
  if (amount.numerator <= 0n) return { transaction: null, userErrors: refused(['input', 'amount'], 'Amount must be greater than 0') };
  if (open === 0n) return { transaction: null, userErrors: refused(['input', 'parentTransactionId'], 'Transaction cannot be captured') };
  const before = new Set(order.transactions);
  try {
    context.editor.capture(order, { amount: String(input.amount) });
  } catch (error) {
    return { transaction: null, userErrors: refused(['input', 'amount'], error instanceof Error ? error.message : 'Amount is invalid') };
  }
  const made = order.transactions.find((one) => !before.has(one));
  return { transaction: made ? { order, transaction: made } : null, userErrors: [] };
}

function manualPayment(args: Args, context: Context) {
  const order = visibleOrder(context, textArg(args, 'id'));
  if (!order) return { order: null, userErrors: refused(['id'], 'Order not found.', 'ORDER_NOT_FOUND') };
  const amount = z.object({ amount: z.union([z.string(), z.number()]), currencyCode: z.string() }).nullish().parse(args['amount']);
  if (amount && !context.shop.seed.plan.shopifyPlus) throw accessDenied('amount', 'The API client must be installed on a Shopify Plus store to use the amount field.');
  if (amount && amount.currencyCode !== order.currencies.presentment) return { order: null, userErrors: refused(['amount'], 'Currency mismatch.', 'CURRENCY_MISMATCH') };
  const processedAt = optionalText(args, 'processedAt');
  if (processedAt && new Date(processedAt) > context.shop.now()) return { order: null, userErrors: refused(['processedAt'], 'Processed at is in the future.', 'PROCESSED_AT_INVALID') };
  if (paymentFigures(order, context.shop.reading).outstanding.presentment <= 0n) return { order: null, userErrors: refused(['amount'], 'Nothing is outstanding.', 'AMOUNT_EXCEEDS_BALANCE') };
  if (amount && (parseMinor(String(amount.amount), order.currencies.presentment) > paymentFigures(order, context.shop.reading).outstanding.presentment || Number(amount.amount) <= 0)) {
    return { order: null, userErrors: refused(['amount'], 'Amount must be positive and within the balance.', 'AMOUNT_EXCEEDS_BALANCE') };
  }
  const method = optionalText(args, 'paymentMethodName') ?? 'manual';
  payRest(order, context, { gateway: method, ...(processedAt ? { at: processedAt } : {}), ...(amount ? { amount: String(amount.amount) } : {}) });
  return { order, userErrors: [] };
}

function addTags(args: Args, context: Context) {
  const id = textArg(args, 'id');
  const tags = Array.isArray(args['tags']) ? args['tags'].map(String).flatMap((tag) => tag.split(',')).map((tag) => tag.trim()) : [];
  if (typeOfGid(id) !== 'Order') return { node: null, userErrors: refused(['id'], 'The sandbox tags orders only.') };
  if (!context.scopes.has('write_orders')) throw accessDenied('tagsAdd', '`write_orders` access scope.');
  const order = visibleOrder(context, id);
  if (!order) return { node: null, userErrors: refused(['id'], 'Order does not exist') };
  const all = new Map([...tags.filter((tag) => tag !== '').toReversed(), ...order.tags.toReversed()].map((tag) => [tag.toLowerCase(), tag]));
  if (all.size > order.tags.length) context.editor.edit(order, { tags: [...all.values()].toReversed() });
  return { node: order, userErrors: [] };
}
