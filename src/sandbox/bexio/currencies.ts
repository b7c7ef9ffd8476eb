import { created, found, idParam, ok, success, type Answer, type Call, type Route } from './call.ts';
import { currencyCodes } from './data/currency-codes.ts';
import { asNumber, parseMicro, type Micro } from './decimal.ts';
import { etagOf } from './etag.ts';
import { isJsonObject, type Json, type JsonObject } from './json.ts';
import { countedListAnswer } from './paging.ts';
import type { Currency, ExchangeRate } from './records.ts';
import { invalidField, plain } from './refusal.ts';

const path = '/3.0/currencies';

export const currencyRoutes: readonly Route[] = [
  { method: 'GET', path, scopes: [], body: 'none', answer: list },
  { method: 'POST', path, scopes: [], body: 'json', answer: create },
  { method: 'GET', path: `${path}/codes`, scopes: [], body: 'none', answer: () => ok([...currencyCodes]) },
  { method: 'GET', path: `${path}/:id`, scopes: [], body: 'none', answer: show },
  { method: 'PATCH', path: `${path}/:id`, scopes: [], body: 'json', answer: edit },
  { method: 'DELETE', path: `${path}/:id`, scopes: [], body: 'none', answer: remove },
  { method: 'GET', path: `${path}/:id/exchange_rates`, scopes: [], body: 'none', answer: rates },
];

/** Recorded Jun 2026: this list's usual limit is 2000, that of others 500. */
function list(call: Call): Answer {
  return countedListAnswer(call, call.company.currencies.all(), { print, limit: 2000 });
}

function show(call: Call): Answer {
  return ok(print(findCurrency(call)), etagOf(call.company, ''));
}

function create(call: Call): Answer {
  const body = readBody(call.body, ['name', 'round_factor']);
  const { name } = body;
  if (typeof name !== 'string' || !currencyCodes.includes(name)) {
    throw invalidField('name', 'choice', 'Must be a currency code');
  }
  if (call.company.currencies.all().some((row) => row.name === name)) {
    throw invalidField('name', 'unique_object', `Must be unique. ${name} is already taken`);
  }
  const roundFactor = readRoundFactor(body);
  return created(print(call.company.currencies.add((id) => ({ id, name, roundFactor }))));
}

/** Only the round factor of a currency can change. */
function edit(call: Call): Answer {
  const currency = findCurrency(call);
  currency.roundFactor = readRoundFactor(readBody(call.body, ['round_factor']));
  return ok(print(currency));
}

function remove(call: Call): Answer {
  const currency = findCurrency(call);
  const documents = Object.values(call.company.documents).flatMap((table) => table.all());
  if (documents.some((row) => row.currency_id === currency.id)) {
    throw plain(409, 'currency can not be deleted');
  }
  call.company.currencies.remove(currency.id);
  return success();
}

function rates(call: Call): Answer {
  const currency = findCurrency(call);
  const date = call.query.get('date') ?? call.company.today();
  const own = call.company.exchangeRates
    .filter((rate) => rate.currency_id === currency.id && rate.date <= date)
    .sort((a, b) => (a.date < b.date ? 1 : -1))
    .slice(0, 1);
  const base = call.company.currencies.all()[0];
  return countedListAnswer(call, own, { print: (rate) => printRate(rate, base) });
}

function printRate(rate: ExchangeRate, base: Currency | undefined): Json {
  return {
    factor_nr: asNumber(rate.factor),
    exchange_currency: base === undefined ? null : print(base),
    ratio: 1,
    factor_nr_to_ratio: asNumber(rate.factor),
    source: 'custom',
    source_reason: 'source_custom',
    exchange_rate_date: rate.date,
  };
}

function print(currency: Currency): JsonObject {
  return { id: currency.id, name: currency.name, round_factor: asNumber(currency.roundFactor) };
}

function findCurrency(call: Call): Currency {
  return found(call.company.currencies.get(idParam(call)));
}

function readBody(body: Json | undefined, names: readonly string[]): JsonObject {
  if (!isJsonObject(body)) {
    throw plain(422, 'validation failed');
  }
  const unknown = Object.keys(body).find((name) => !names.includes(name));
  if (unknown !== undefined) {
    throw invalidField(unknown, 'unknown_field', 'This field was not expected');
  }
  return body;
}

/** 3.0 works with JSON numbers. */
function readRoundFactor(body: JsonObject): Micro {
  const value = body['round_factor'];
  const factor = typeof value === 'number' ? parseMicro(value) : undefined;
  if (factor === undefined || factor <= 0n) {
    throw invalidField('round_factor', 'number', 'Must be a positive number');
  }
  return factor;
}
