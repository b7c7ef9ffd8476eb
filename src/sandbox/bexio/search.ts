import type { Call } from './call.ts';
import { longDecimal, parseMicro } from './decimal.ts';
import { isJsonObject, type Json } from './json.ts';
import type { Readings } from './readings.ts';
import { invalid } from './refusal.ts';

/** bigint stands for a decimal in millionths. */
export type SearchValue = string | number | bigint | boolean | null;

export type SearchFields<Row> = Readonly<Record<string, (row: Row) => SearchValue>>;

/** `POST …/search`: criteria joined by AND. */
export function searchRows<Row>(call: Call, rows: readonly Row[], fields: SearchFields<Row>): Row[] {
  if (!Array.isArray(call.body)) {
    throw invalid('The request body must be an array of search criteria');
  }
  const { readings } = call.company.world;
  const tests = call.body.map((criterion) => readCriterion(criterion, fields, readings));
  return rows.filter((row) => tests.every((matches) => matches(row)));
}

/** Leaves out what the search index has not seen yet. */
export function indexed<Row extends { createdMs: number }>(call: Call, rows: readonly Row[]): Row[] {
  const { world } = call.company;
  const newest = world.now().getTime() - world.searchLagMs();
  return rows.filter((row) => row.createdMs <= newest);
}

type Test = (value: SearchValue) => boolean;

function readCriterion<Row>(
  criterion: Json,
  fields: SearchFields<Row>,
  readings: Readings,
): (row: Row) => boolean {
  if (!isJsonObject(criterion)) {
    throw invalid('A search criterion must be an object');
  }
  const unknown = Object.keys(criterion).find((name) => !['field', 'value', 'criteria'].includes(name));
  if (unknown !== undefined) {
    throw invalid(`${unknown}: not part of a search criterion`);
  }
  const { field, value = null, criteria = 'like' } = criterion;
  const read = typeof field === 'string' && Object.hasOwn(fields, field) ? fields[field] : undefined;
  if (read === undefined) {
    throw invalid(`field: ${String(field)} cannot be searched`);
  }
  const test = readTest(criteria, value, readings);
  return (row) => test(read(row));
}

const wordForms: Readonly<Record<string, string>> = {
  equal: '=',
  not_equal: '!=',
  greater_than: '>',
  less_than: '<',
  greater_equal: '>=',
  less_equal: '<=',
};

function readTest(criteria: Json, value: Json, readings: Readings): Test {
  const name = typeof criteria === 'string' ? (wordForms[criteria] ?? criteria) : '';
  if (name === 'is_null') {
    return (found) => found === null;
  }
  if (name === 'not_null') {
    return (found) => found !== null;
  }
  if (name === 'in' || name === 'not_in') {
    const wanted = listed(value);
    const inList: Test = (found) => wanted.some((item) => compare(found, item, readings) === 0);
    return name === 'in' ? inList : (found) => !inList(found);
  }
  const wanted = scalar(value);
  const test = comparison(name, wanted, readings);
  if (test === undefined) {
    throw invalid(`criteria: ${String(criteria)} is not a search criterion`);
  }
  return test;
}

function comparison(name: string, wanted: string, readings: Readings): Test | undefined {
  const order = (found: SearchValue) => compare(found, wanted, readings);
  switch (name) {
    case '=':
      return (found) => order(found) === 0;
    case '!=':
      return (found) => order(found) !== 0;
    case '>':
      return (found) => (order(found) ?? -1) > 0;
    case '<':
      return (found) => (order(found) ?? 1) < 0;
    case '>=':
      return (found) => (order(found) ?? -1) >= 0;
    case '<=':
      return (found) => (order(found) ?? 1) <= 0;
    case 'like':
      return like(wanted, readings);
    case 'not_like': {
      const matches = like(wanted, readings);
      return (found) => !matches(found);
    }
    default:
      return undefined;
  }
}

/** `%` and `_` are wildcards; without likeNeedsPercent the pattern also matches in the middle of a text. */
function like(wanted: string, readings: Readings): Test {
  const escaped = wanted.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
  const pattern = escaped.replaceAll('%', '.*').replaceAll('_', '.');
  const whole = readings.likeNeedsPercent ? `^${pattern}$` : pattern;
  const expression = new RegExp(whole, 'isu');
  return (found) => found !== null && expression.test(asText(found));
}

/** Undefined when the row has no value to compare. */
function compare(found: SearchValue, wanted: string, readings: Readings): number | undefined {
  if (found === null) {
    return undefined;
  }
  if (typeof found === 'number' || typeof found === 'bigint') {
    const left = typeof found === 'bigint' ? found : parseMicro(found);
    const right = parseMicro(wanted);
    return left === undefined || right === undefined ? undefined : sign(left, right);
  }
  const fold = (text: string) => (readings.equalsCaseSensitive ? text : text.toLocaleLowerCase('de-CH'));
  return sign(fold(asText(found)), fold(wanted));
}

function sign<Value extends string | bigint>(left: Value, right: Value): number {
  return left === right ? 0 : left < right ? -1 : 1;
}

function asText(value: Exclude<SearchValue, null>): string {
  if (typeof value === 'bigint') {
    return longDecimal(value);
  }
  return typeof value === 'boolean' ? (value ? '1' : '0') : String(value);
}

function listed(value: Json): string[] {
  const items = Array.isArray(value) ? value : scalar(value).split(',');
  return items.map((item) => scalar(item).trim());
}

function scalar(value: Json): string {
  if (value === null || typeof value === 'object') {
    throw invalid('value: a search criterion needs a text or a number');
  }
  const text = typeof value === 'boolean' ? (value ? '1' : '0') : String(value);
  if (text.length > 255) {
    throw invalid('value: is longer than 255 characters');
  }
  return text;
}
