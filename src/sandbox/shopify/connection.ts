import { GraphQLError } from 'graphql';
import type { Args } from './context.ts';
import { legacyId } from './ids.ts';

/** Where an item stands in its list. Pages are cut by this, not by position, so an item that moves may be met twice or shifted, as with Shopify. */
export type Place = { value: string | number; id: string };

export type Page<Item> = {
  nodes: Item[];
  edges: { node: Item; cursor: string }[];
  pageInfo: { hasNextPage: boolean; hasPreviousPage: boolean; startCursor: string | null; endCursor: string | null };
};

const maximumPage = 250;
/** The page of a bulk operation; no client can send it. */
export const everything = Number.POSITIVE_INFINITY;

export function page<Item>(items: readonly Item[], args: Args, placeOf: (item: Item) => Place): Page<Item> {
  const { first, last } = pageSize(args);
  const sorted = items.map((item) => ({ item, place: placeOf(item) })).toSorted((a, b) => compare(a.place, b.place));
  if (args['reverse'] === true) sorted.reverse();
  const sign = args['reverse'] === true ? -1 : 1;
  const after = cursorArg(args, 'after');
  const before = cursorArg(args, 'before');
  const later = after ? sorted.filter((one) => sign * compare(one.place, after) > 0) : sorted;
  const within = before ? later.filter((one) => sign * compare(one.place, before) < 0) : later;
  const cut = first === null ? within.slice(-last) : within.slice(0, first);
  const edges = cut.map((one) => ({ node: one.item, cursor: cursorOf(one.place) }));
  return {
    nodes: cut.map((one) => one.item),
    edges,
    pageInfo: {
      hasNextPage: first === null ? before !== null && later.length > within.length : within.length > cut.length,
      hasPreviousPage: first === null ? within.length > cut.length : after !== null && sorted.length > later.length,
      startCursor: edges[0]?.cursor ?? null,
      endCursor: edges.at(-1)?.cursor ?? null,
    },
  };
}

/** A list in its own order, for things without a sort key. */
export function pageInOrder<Item extends { id: string }>(items: readonly Item[], args: Args): Page<Item> {
  const positions = new Map(items.map((item, index) => [item.id, index]));
  return page(items, args, (item) => ({ value: positions.get(item.id) ?? 0, id: item.id }));
}

export function byId(item: { id: string }): Place {
  return { value: 0, id: item.id };
}

function pageSize(args: Args): { first: number; last: 0 } | { first: null; last: number } {
  const { first, last } = args;
  if (typeof first !== 'number' && typeof last !== 'number') throw badRequest('you must provide one of first or last');
  if (typeof first === 'number' && typeof last === 'number') throw badRequest('providing both first and last is not supported');
  const size = typeof first === 'number' ? first : Number(last);
  if (size !== everything && (size < 0 || size > maximumPage)) throw badRequest(`${typeof first === 'number' ? 'first' : 'last'} must be between 0 and ${maximumPage}`);
  return typeof first === 'number' ? { first, last: 0 } : { first: null, last: size };
}

function badRequest(message: string): GraphQLError {
  return new GraphQLError(message, { extensions: { code: 'BAD_REQUEST' } });
}

function compare(a: Place, b: Place): number {
  if (a.value !== b.value) return a.value < b.value ? -1 : 1;
  const [left, right] = [numberOf(a.id), numberOf(b.id)];
  if (left === right) return 0;
  return left < right ? -1 : 1;
}

/** The text itself when an id is not a number. */
function numberOf(id: string): bigint | string {
  const digits = legacyId(id);
  return /^\d+$/.test(digits) ? BigInt(digits) : digits;
}

function cursorOf(place: Place): string {
  return Buffer.from(JSON.stringify({ last_id: place.id, last_value: place.value })).toString('base64');
}

function cursorArg(args: Args, name: 'after' | 'before'): Place | null {
  const cursor = args[name];
  if (typeof cursor !== 'string') return null;
  try {
    const parsed = JSON.parse(Buffer.from(cursor, 'base64').toString('utf8')) as { last_id?: unknown; last_value?: unknown };
    const { last_id: id, last_value: value } = parsed;
    if (typeof id === 'string' && (typeof value === 'string' || typeof value === 'number')) return { id, value };
  } catch {
    // Falls through to the refusal: whatever it is, it is no cursor of ours.
  }
  throw badRequest('Invalid cursor for current pagination sort.');
}
