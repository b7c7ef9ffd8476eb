import { found, idParam, ok, success, type Answer, type Call, type Route } from './call.ts';
import { asNumber } from './decimal.ts';
import { etagOf } from './etag.ts';
import type { Json } from './json.ts';
import type { Tax } from './records.ts';
import { plain, invalidField } from './refusal.ts';
import { listAnswer } from './paging.ts';
import { taxDisplayName } from './translations.ts';
import { isDate } from './zurich-time.ts';

/** Although 3.0, the tax list was recorded without X-Total-Count. */
export const taxRoutes: readonly Route[] = [
  { method: 'GET', path: '/3.0/taxes', scopes: [], body: 'none', answer: list },
  { method: 'GET', path: '/3.0/taxes/:id', scopes: [], body: 'none', answer: show },
  { method: 'DELETE', path: '/3.0/taxes/:id', scopes: [], body: 'none', answer: remove },
];

function list(call: Call): Answer {
  const scope = call.query.get('scope');
  const types = call.query.get('types');
  const date = call.query.get('date');
  if (scope !== null && scope !== 'active' && scope !== 'inactive') {
    throw invalidField('scope', 'choice', 'Must be one of active, inactive');
  }
  if (types !== null && types !== 'sales_tax' && types !== 'pre_tax') {
    throw invalidField('types', 'choice', 'Must be one of sales_tax, pre_tax');
  }
  if (date !== null && !isDate(date)) {
    throw invalidField('date', 'date', 'Must be a date');
  }
  const rows = call.company.taxes
    .all()
    .filter((tax) => scope === null || tax.is_active === (scope === 'active'))
    .filter((tax) => types === null || tax.type.startsWith(types))
    .filter((tax) => date === null || isValidOn(tax, date));
  return listAnswer(call, rows, { print: (tax) => print(tax, call) });
}

function show(call: Call): Answer {
  return ok(print(findTax(call), call), etagOf(call.company, ''));
}

/** Recorded Jun 2026: a used tax answers 409. */
function remove(call: Call): Answer {
  const tax = findTax(call);
  const documents = Object.values(call.company.documents).flatMap((table) => table.all());
  const used = documents.some(({ positions }) => positions.some((row) => 'tax_id' in row && row.tax_id === tax.id));
  if (used || tax.is_active) {
    throw plain(409, 'tax can not be deleted');
  }
  call.company.taxes.remove(tax.id);
  return success();
}

function isValidOn(tax: Tax, date: string): boolean {
  const month = date.slice(0, 7);
  const start = tax.start_year === null ? '' : yearMonth(tax.start_year, tax.start_month ?? 1);
  const end = tax.end_year === null ? '9999' : yearMonth(tax.end_year, tax.end_month ?? 12);
  return start <= month && month <= end;
}

function yearMonth(year: number, month: number): string {
  return `${year}-${String(month).padStart(2, '0')}`;
}

function findTax(call: Call): Tax {
  return found(call.company.taxes.get(idParam(call)));
}

function print(tax: Tax, call: Call): Json {
  return {
    id: tax.id,
    uuid: tax.uuid,
    name: tax.name,
    code: tax.code,
    digit: tax.digit,
    type: tax.type,
    account_id: tax.account_id,
    tax_settlement_type: 'none',
    value: asNumber(tax.percent),
    net_tax_value: null,
    start_year: tax.start_year,
    end_year: tax.end_year,
    is_active: tax.is_active,
    display_name: taxDisplayName(tax, call.language),
    start_month: tax.start_month,
    end_month: tax.end_month,
  };
}
