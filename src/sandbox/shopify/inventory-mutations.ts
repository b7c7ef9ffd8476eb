import { GraphQLError, type GraphQLResolveInfo } from 'graphql';
import { z } from 'zod';
import type { Args, Context, Fields } from './context.ts';
import { textArg } from './context.ts';
import { wholeSecond } from './clock.ts';
import { quantityNamed } from './catalogue-resolvers.ts';
import { levelId, type StoredLevel } from './stock.ts';

export const inventoryMutations: Fields<unknown> = {
  inventorySetQuantities: (_root, args, context, info) => once(args, context, info, () => setQuantities(args, context, info)),
  inventoryAdjustQuantities: (_root, args, context, info) => once(args, context, info, () => adjustQuantities(args, context, info)),
  inventoryActivate: (_root, args, context, info) => once(args, context, info, () => activate(args, context)),
};

type UserError = { code: string; field: string[]; message: string };

/** `@idempotent(key)` is not in the schema as mandatory, but these mutations refuse to run without it since 2026-04. */
function once(args: Args, context: Context, info: GraphQLResolveInfo, run: () => unknown): unknown {
  const key = idempotencyKey(info);
  if (!key) throw new GraphQLError('The @idempotent directive is required for this mutation but was not provided.', { extensions: { code: 'BAD_REQUEST' } });
  const request = JSON.stringify([info.fieldName, args]);
  const known = context.shop.idempotency.get(key);
  if (known) {
    if (known.request === request) return known.answer;
    const mismatch = [{ code: 'IDEMPOTENCY_KEY_PARAMETER_MISMATCH', field: ['idempotencyKey'], message: 'The idempotency key was used with other parameters.' }];
    return { inventoryAdjustmentGroup: null, inventoryLevel: null, userErrors: mismatch };
  }
  const answer = run();
  context.shop.idempotency.set(key, { request, answer: failed(answer) ? previousFailure : answer });
  return answer;
}

const previousFailure = {
  inventoryAdjustmentGroup: null,
  inventoryLevel: null,
  userErrors: [{ code: 'IDEMPOTENCY_PREVIOUS_ATTEMPT_FAILED', field: ['idempotencyKey'], message: 'The previous attempt with this key failed. Use a new key.' }],
};

function failed(answer: unknown): boolean {
  return typeof answer === 'object' && answer !== null && 'userErrors' in answer && Array.isArray(answer.userErrors) && answer.userErrors.length > 0;
}

function idempotencyKey(info: GraphQLResolveInfo): string | null {
  const directive = info.fieldNodes[0]?.directives?.find((one) => one.name.value === 'idempotent');
  const value = directive?.arguments?.find((one) => one.name.value === 'key')?.value;
  if (value?.kind === 'StringValue') return value.value.trim() || null;
  if (value?.kind !== 'Variable') return null;
  const given = info.variableValues.coerced[value.name.value];
  return typeof given === 'string' ? given.trim() || null : null;
}

const change = z.object({ inventoryItemId: z.string(), locationId: z.string(), changeFromQuantity: z.number().nullish() });
const setInput = z.object({ name: z.string(), reason: z.string(), referenceDocumentUri: z.string().nullish(), quantities: z.array(change.extend({ quantity: z.number() })) });
const adjustInput = z.object({ name: z.string(), reason: z.string(), referenceDocumentUri: z.string().nullish(), changes: z.array(change.extend({ delta: z.number() })) });

const reasons = new Set([
  'correction',
  'cycle_count_available',
  'damaged',
  'movement_canceled',
  'movement_created',
  'movement_received',
  'movement_updated',
  'other',
  'promotion',
  'quality_control',
  'received',
  'reservation_created',
  'reservation_deleted',
  'reservation_updated',
  'restock',
  'safety_stock',
  'shrinkage',
]);

function setQuantities(args: Args, context: Context, info: GraphQLResolveInfo) {
  const input = setInput.parse(args['input']);
  requireChangeFrom(rawList(args['input'], 'quantities'), 'InventoryQuantityInput', info);
  const userErrors = headErrors(input);
  if (input.name !== 'available' && input.name !== 'on_hand') userErrors.push({ code: 'INVALID_NAME', field: ['input', 'name'], message: 'The quantity name must be either available or on_hand.' });
  const targets = input.quantities.map((one, index) => targetOf(one, index, 'quantities', input.name, context, userErrors));
  input.quantities.forEach((one, index) => {
    if (Math.abs(one.quantity) > 1_000_000_000) userErrors.push({ code: 'INVALID_QUANTITY_TOO_HIGH', field: ['input', 'quantities', String(index), 'quantity'], message: 'The quantity is too high.' });
  });
  if (userErrors.length > 0) return { inventoryAdjustmentGroup: null, userErrors };
  const deltas = input.quantities.map((one, index) => {
    const level = targets[index];
    return level ? { level, delta: one.quantity - quantityNamed(level, input.name) } : null;
  });
  return { inventoryAdjustmentGroup: applied(context, input, deltas.filter((one) => one !== null)), userErrors: [] };
}

function adjustQuantities(args: Args, context: Context, info: GraphQLResolveInfo) {
  const input = adjustInput.parse(args['input']);
  requireChangeFrom(rawList(args['input'], 'changes'), 'InventoryChangeInput', info);
  const userErrors = headErrors(input);
  if (input.name !== 'available') userErrors.push({ code: 'INVALID_QUANTITY_NAME', field: ['input', 'name'], message: 'The sandbox adjusts available quantities only.' });
  const targets = input.changes.map((one, index) => targetOf(one, index, 'changes', input.name, context, userErrors));
  if (userErrors.length > 0) return { inventoryAdjustmentGroup: null, userErrors };
  const deltas = input.changes.map((one, index) => {
    const level = targets[index];
    return level ? { level, delta: one.delta } : null;
  });
  return { inventoryAdjustmentGroup: applied(context, input, deltas.filter((one) => one !== null)), userErrors: [] };
}

/** Nullable in the schema, yet each entry must name it: null says "do not check". */
function requireChangeFrom(entries: unknown[], inputType: string, info: GraphQLResolveInfo): void {
  const missing = entries.some((one) => typeof one === 'object' && one !== null && !('changeFromQuantity' in one));
  if (!missing) return;
  throw new GraphQLError(`${inputType} must include the following argument: changeFromQuantity.`, {
    nodes: info.fieldNodes,
    extensions: { code: 'INVALID_FIELD_ARGUMENTS' },
  });
}

function rawList(input: unknown, name: string): unknown[] {
  const list = typeof input === 'object' && input !== null ? (input as Record<string, unknown>)[name] : null;
  return Array.isArray(list) ? list : [];
}

function headErrors(input: { reason: string; referenceDocumentUri?: string | null | undefined }): UserError[] {
  const errors: UserError[] = [];
  if (!reasons.has(input.reason)) errors.push({ code: 'INVALID_REASON', field: ['input', 'reason'], message: 'The reason is not one of the possible reasons.' });
  const uri = input.referenceDocumentUri;
  if (uri && !/^[a-z][a-z0-9+.-]*:\/\/.+/i.test(uri)) errors.push({ code: 'INVALID_REFERENCE_DOCUMENT', field: ['input', 'referenceDocumentUri'], message: 'The reference document URI is invalid.' });
  return errors;
}

type Wanted = z.infer<typeof change>;

function targetOf(one: Wanted, index: number, list: string, name: string, context: Context, errors: UserError[]): StoredLevel | null {
  const { stock } = context.shop;
  const at = ['input', list, String(index)];
  const item = stock.items.get(one.inventoryItemId);
  const level = stock.levels.get(levelId(one.inventoryItemId, one.locationId));
  if (!item) errors.push({ code: 'INVALID_INVENTORY_ITEM', field: [...at, 'inventoryItemId'], message: 'The specified inventory item could not be found.' });
  else if (item.bundleParent) errors.push({ code: 'NON_MUTABLE_INVENTORY_ITEM', field: [...at, 'inventoryItemId'], message: 'The specified inventory item is not allowed to be adjusted via API.' });
  else if (!stock.locations.some((location) => location.id === one.locationId)) errors.push({ code: 'INVALID_LOCATION', field: [...at, 'locationId'], message: 'The specified location could not be found.' });
  else if (!level) errors.push({ code: 'INVALID_LOCATION', field: [...at, 'locationId'], message: 'The specified inventory item is not stocked at the location.' });
  else if (typeof one.changeFromQuantity === 'number' && one.changeFromQuantity !== quantityNamed(level, name)) {
    errors.push({ code: 'CHANGE_FROM_QUANTITY_STALE', field: [...at, 'changeFromQuantity'], message: 'The changeFromQuantity value does not match the current quantity.' });
  }
  return level ?? null;
}

function applied(context: Context, input: { name: string; reason: string; referenceDocumentUri?: string | null | undefined }, deltas: { level: StoredLevel; delta: number }[]) {
  const { shop } = context;
  const changes = deltas.filter((one) => one.delta !== 0).flatMap(({ level, delta }) => {
    shop.stock.change(level, { available: delta });
    const place = { item: shop.stock.items.get(level.itemId) ?? null, location: shop.stock.locations.find((one) => one.id === level.locationId) ?? null };
    const names = input.name === 'on_hand' ? ['on_hand', 'available'] : ['available', 'on_hand'];
    return names.map((name) => ({ name, delta, quantityAfterChange: quantityNamed(level, name), ledgerDocumentUri: null, ...place }));
  });
  if (changes.length === 0) return null;
  const createdAt = wholeSecond(shop.now());
  return { id: shop.ids.next('InventoryAdjustmentGroup'), createdAt, reason: input.reason, referenceDocumentUri: input.referenceDocumentUri ?? null, changes };
}

function activate(args: Args, context: Context) {
  const { stock } = context.shop;
  const [itemId, locationId] = [textArg(args, 'inventoryItemId'), textArg(args, 'locationId')];
  if (!stock.items.has(itemId)) return { inventoryLevel: null, userErrors: [{ field: ['inventoryItemId'], message: "The product couldn't be stocked because it does not exist." }] };
  if (!stock.locations.some((one) => one.id === locationId)) return { inventoryLevel: null, userErrors: [{ field: ['locationId'], message: "The product couldn't be stocked because the location does not exist." }] };
  return { inventoryLevel: stock.activate(itemId, locationId, typeof args['available'] === 'number' ? args['available'] : 0), userErrors: [] };
}
