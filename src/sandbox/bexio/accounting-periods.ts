import { found, idParam, ok, type Call, type Route } from './call.ts';
import type { Json } from './json.ts';
import type { BusinessYear, VatPeriod } from './records.ts';

const years = '/3.0/accounting/business_years';
const periods = '/3.0/accounting/vat_periods';

/** Recorded Jun 2026: these 3.0 lists send no X-Total-Count, and the newest year comes first. */
export const periodRoutes: readonly Route[] = [
  get(years, (call) => call.company.businessYears.all().map(printYear)),
  get(`${years}/:id`, (call) => printYear(found(call.company.businessYears.get(idParam(call))))),
  get(periods, (call) => call.company.vatPeriods.all().map(printPeriod)),
  get(`${periods}/:id`, (call) => printPeriod(found(call.company.vatPeriods.get(idParam(call))))),
];

function get(path: string, body: (call: Call) => Json): Route {
  return { method: 'GET', path, scopes: [], body: 'none', answer: (call) => ok(body(call)) };
}

function printYear(year: BusinessYear): Json {
  return {
    id: year.id,
    start: year.start,
    end: year.end,
    closed_at: year.closed_at,
    status: year.closed_at === null ? 'open' : 'closed',
  };
}

function printPeriod(period: VatPeriod): Json {
  return { ...period };
}
