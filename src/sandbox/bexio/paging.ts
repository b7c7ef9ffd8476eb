import { ok, type Answer, type Call } from './call.ts';
import type { Json } from './json.ts';
import { invalid } from './refusal.ts';

export const defaultLimit = 500;
export const maxLimit = 2000;

export type Ordering<Row> = Readonly<Record<string, (row: Row) => string | number | bigint>>;

/** A 2.0 list: no count anywhere, so a client reads on until a page is shorter than its limit. */
export function listAnswer<Row>(
  call: Call,
  rows: readonly Row[],
  options: { print: (row: Row) => Json; orderBy?: Ordering<Row> },
): Answer {
  const sorted = order(rows, call.query.get('order_by'), options.orderBy ?? {});
  const { limit, offset } = window(call, defaultLimit);
  return ok(sorted.slice(offset, offset + limit).map(options.print));
}

/** A 3.0 list. `counted` ones send X-Total-Count; taxes and business years were recorded without. */
export function countedListAnswer<Row>(
  call: Call,
  rows: readonly Row[],
  options: { print: (row: Row) => Json; limit?: number },
): Answer {
  const { limit, offset } = window(call, options.limit ?? defaultLimit);
  return ok(rows.slice(offset, offset + limit).map(options.print), {
    'X-Total-Count': String(rows.length),
    'X-Limit': String(limit),
    'X-Offset': String(offset),
  });
}

function window(call: Call, usual: number): { limit: number; offset: number } {
  const limit = wholeNumber(call.query.get('limit'), usual, 'limit');
  const offset = wholeNumber(call.query.get('offset'), 0, 'offset');
  return { limit: Math.min(limit, maxLimit), offset };
}

function wholeNumber(value: string | null, usual: number, name: string): number {
  if (value === null) {
    return usual;
  }
  if (!/^\d{1,9}$/.test(value)) {
    throw invalid(`${name}: ${value} is not an integer`);
  }
  return Number(value);
}

function order<Row>(rows: readonly Row[], orderBy: string | null, fields: Ordering<Row>): Row[] {
  if (orderBy === null || orderBy === '') {
    return [...rows];
  }
  const steps = orderBy.split(',').map((part) => orderStep(part.trim(), fields));
  return [...rows].sort((a, b) => {
    for (const { read, direction } of steps) {
      const [left, right] = [read(a), read(b)];
      if (left !== right) {
        return left < right ? -direction : direction;
      }
    }
    return 0;
  });
}

function orderStep<Row>(part: string, fields: Ordering<Row>) {
  const descending = part.endsWith('_desc');
  const name = part.replace(/_(asc|desc)$/, '');
  const read = Object.hasOwn(fields, name) ? fields[name] : undefined;
  if (read === undefined) {
    throw invalid(`order_by: cannot be ordered by ${name}`);
  }
  return { read, direction: descending ? -1 : 1 };
}
