import type { Company } from './company.ts';
import { parseMicro, one, type Micro } from './decimal.ts';
import { isJsonObject, type Json, type JsonObject } from './json.ts';
import type { ManualEntryLine } from './records.ts';
import { invalidField, plain } from './refusal.ts';
import { isDate } from './zurich-time.ts';

export type LineInput = Pick<
  ManualEntryLine,
  | 'debit_account_id'
  | 'credit_account_id'
  | 'tax_id'
  | 'tax_account_id'
  | 'description'
  | 'amount'
  | 'currency_id'
  | 'currency_factor'
>;

export type EntryInput = { type: string; date: string; reference_nr: string | null; lines: LineInput[] };

const types = ['manual_single_entry', 'manual_compound_entry', 'manual_group_entry'];

const lineNames = [
  'id',
  'debit_account_id',
  'credit_account_id',
  'tax_id',
  'tax_account_id',
  'description',
  'amount',
  'currency_id',
  'currency_factor',
];

/** 3.0 takes JSON numbers and answers faults per field. */
export function readEntry(company: Company, body: Json | undefined): EntryInput {
  if (!isJsonObject(body)) {
    throw plain(422, 'validation failed');
  }
  refuseUnknown(body, ['type', 'date', 'reference_nr', 'entries']);
  const { type, date, reference_nr = null, entries } = body;
  if (typeof type !== 'string' || !types.includes(type)) {
    throw invalidField('type', 'choice', `Must be one of ${types.join(', ')}`);
  }
  if (typeof date !== 'string' || !isDate(date)) {
    throw invalidField('date', 'date', 'Must be a date');
  }
  if (reference_nr !== null && typeof reference_nr !== 'string') {
    throw invalidField('reference_nr', 'string', 'Must be a string');
  }
  if (!Array.isArray(entries) || entries.length === 0) {
    throw invalidField('entries', 'count', 'Must have at least one entry');
  }
  if (type === 'manual_single_entry' && entries.length !== 1) {
    throw invalidField('entries', 'count', 'A single entry has exactly one line');
  }
  return { type, date, reference_nr, lines: entries.map((entry) => readLine(company, entry)) };
}

function readLine(company: Company, entry: Json): LineInput {
  if (!isJsonObject(entry)) {
    throw invalidField('entries', 'object', 'Must be an object');
  }
  refuseUnknown(entry, lineNames);
  const amount = readNumber(entry, 'amount');
  if (amount === undefined || amount <= 0n) {
    throw invalidField('amount', 'number', 'Must be a positive number');
  }
  const tax_id = readReference(entry, 'tax_id', company.taxes);
  return {
    debit_account_id: readAccount(company, entry, 'debit_account_id'),
    credit_account_id: readAccount(company, entry, 'credit_account_id'),
    tax_id: tax_id ?? null,
    tax_account_id: readReference(entry, 'tax_account_id', company.accounts) ?? null,
    description: typeof entry['description'] === 'string' ? entry['description'] : '',
    amount,
    currency_id: readReference(entry, 'currency_id', company.currencies) ?? company.currencies.all()[0]?.id ?? 0,
    currency_factor: readNumber(entry, 'currency_factor') ?? one,
  };
}

function readAccount(company: Company, entry: JsonObject, name: string): number {
  const id = readReference(entry, name, company.accounts);
  const account = id === undefined ? undefined : company.accounts.get(id);
  if (account === undefined || !account.is_active) {
    throw invalidField(name, 'not_null', 'Must be an active account');
  }
  return account.id;
}

function readReference(
  entry: JsonObject,
  name: string,
  rows: { get(id: number): unknown },
): number | undefined {
  const value = entry[name] ?? null;
  if (value === null) {
    return undefined;
  }
  if (typeof value !== 'number' || rows.get(value) === undefined) {
    throw invalidField(name, 'exists', 'Must exist');
  }
  return value;
}

function readNumber(entry: JsonObject, name: string): Micro | undefined {
  const value = entry[name] ?? null;
  if (value === null) {
    return undefined;
  }
  const number = typeof value === 'number' ? parseMicro(value) : undefined;
  if (number === undefined) {
    throw invalidField(name, 'number', 'Must be a number');
  }
  return number;
}

function refuseUnknown(body: JsonObject, names: readonly string[]): void {
  const unknown = Object.keys(body).find((name) => !names.includes(name));
  if (unknown !== undefined) {
    throw invalidField(unknown, 'unknown_field', 'This field was not expected');
  }
}
