import { createHash } from 'node:crypto';
import { z } from 'zod';
import type { Args, Context, Fields } from './context.ts';
import { byId, page } from './connection.ts';
import { wholeSecond } from './clock.ts';
import { typeOfGid } from './ids.ts';
import type { ShopState } from './shop-state.ts';
import type { StoredMetafield } from './stored-order.ts';
import { accessDenied } from './access.ts';

type Owner = { metafields: StoredMetafield[] };

export const metafieldFields: Fields<Owner> = {
  metafield(owner, args, context) {
    const namespace = ownNamespace(typeof args['namespace'] === 'string' ? args['namespace'] : '$app', context);
    return owner.metafields.find((one) => one.namespace === namespace && one.key === args['key']) ?? null;
  },
  metafields(owner, args, context) {
    const namespace = typeof args['namespace'] === 'string' ? ownNamespace(args['namespace'], context) : null;
    return page(owner.metafields.filter((one) => namespace === null || one.namespace === namespace), args, byId);
  },
};

export const storedMetafieldFields: Fields<StoredMetafield> = { compareDigest: digestOf };

const metafieldInput = z.object({
  ownerId: z.string(),
  namespace: z.string().nullish(),
  key: z.string(),
  type: z.string().nullish(),
  value: z.string(),
  compareDigest: z.string().nullish(),
});
type MetafieldInput = z.infer<typeof metafieldInput>;
type UserError = { code: string; field: string[]; message: string; elementIndex: number | null };

const mostPerCall = 25;

/** All or nothing, at most 25; with `compareDigest` only over the value it was read with (null = only if there is none yet). */
export function setMetafields(args: Args, context: Context): { metafields: StoredMetafield[] | null; userErrors: UserError[] } {
  const inputs = z.array(metafieldInput).parse(args['metafields']);
  if (inputs.length > mostPerCall) {
    const message = `Exceeded the maximum metafields input limit of ${mostPerCall}.`;
    return { metafields: null, userErrors: [{ code: 'LESS_THAN_OR_EQUAL_TO', field: ['metafields'], message, elementIndex: null }] };
  }
  const userErrors = inputs.flatMap((input, index) => faultOf(input, index, context));
  if (userErrors.length > 0) return { metafields: null, userErrors };
  return { metafields: inputs.map((input) => write(input, context)), userErrors: [] };
}

function faultOf(input: MetafieldInput, index: number, context: Context): UserError[] {
  const fault = (code: string, field: string, message: string): UserError[] => [{ code, field: ['metafields', String(index), field], message, elementIndex: index }];
  const owner = ownerOf(context.shop, input.ownerId);
  if (!owner) return fault('INVALID', 'ownerId', 'Owner does not exist.');
  if (typeOfGid(input.ownerId) === 'Order' && !context.scopes.has('write_orders')) throw accessDenied('metafieldsSet', '`write_orders` access scope.');
  const known = existing(owner, input, context);
  if (!known && !input.type) return fault('BLANK', 'type', "Type can't be blank");
  if (known && input.type && input.type !== known.type) return fault('INVALID_TYPE', 'type', `Type '${known.type}' must be kept.`);
  if (!/^[\w-]{2,64}$/.test(input.key)) return fault('INVALID', 'key', 'Key must be 2 to 64 letters, digits, hyphens or underscores.');
  if (input.value === '') return fault('BLANK', 'value', "Value can't be blank.");
  if (!fits(input.value, input.type ?? known?.type ?? '')) return fault('INVALID_VALUE', 'value', 'Value is invalid for the type.');
  const digest = known ? digestOf(known) : null;
  if (input.compareDigest !== undefined && input.compareDigest !== digest) return fault('STALE_OBJECT', 'compareDigest', 'The resource has been updated since it was loaded.');
  return [];
}

function fits(value: string, type: string): boolean {
  if (type === 'number_decimal') return /^-?\d{1,13}(\.\d{1,9})?$/.test(value);
  if (type === 'number_integer') return /^-?\d+$/.test(value);
  if (type === 'boolean') return value === 'true' || value === 'false';
  if (type === 'url') return /^https?:\/\//.test(value);
  if (type !== 'json') return true;
  try {
    JSON.parse(value);
    return true;
  } catch {
    return false;
  }
}

function write(input: MetafieldInput, context: Context): StoredMetafield {
  const { shop } = context;
  const owner = ownerOf(shop, input.ownerId);
  if (!owner) throw new Error(`No owner ${input.ownerId}.`);
  const at = wholeSecond(shop.now());
  const known = existing(owner, input, context);
  if (known) {
    known.value = input.value;
    known.updatedAt = at;
    return known;
  }
  const namespace = ownNamespace(input.namespace ?? '$app', context);
  const made = { id: shop.ids.next('Metafield'), namespace, key: input.key, type: input.type ?? '', value: input.value, createdAt: at, updatedAt: at };
  owner.metafields.push(made);
  return made;
}

function existing(owner: Owner, input: MetafieldInput, context: Context): StoredMetafield | undefined {
  const namespace = ownNamespace(input.namespace ?? '$app', context);
  return owner.metafields.find((one) => one.namespace === namespace && one.key === input.key);
}

/** `$app:…` is the app's reserved namespace. */
function ownNamespace(namespace: string, { app }: Context): string {
  return namespace.startsWith('$app') ? namespace.replace('$app', `app--${app.apiKey}`).replace(':', '--') : namespace;
}

function ownerOf(shop: ShopState, id: string): Owner | undefined {
  if (id === shop.id) return { metafields: shop.shopMetafields };
  return shop.orders.get(id);
}

function digestOf(metafield: StoredMetafield): string {
  return createHash('sha256').update(`${metafield.type}\n${metafield.value}`).digest('hex');
}
