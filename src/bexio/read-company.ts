import { z } from 'zod';
import type { Account, BankAccount, Company, SalesTax } from '../domain/company.ts';
import { ratePpmOfPercent } from '../domain/money.ts';
import { readCurrencies } from './currencies.ts';
import { BexioError } from './outcome.ts';
import { decimal, flag, idOrNull, readAs, recordId, text, textOrNull } from './parse.ts';
import type { ApiPath, Send } from './request.ts';
import { everyPage } from './search.ts';

/** Who is connected, from the sign-in. Without `userId` bexio is asked whose token it is. */
export type Connection = { companyId: string; userId?: number | null };

/**
 * All reference data of the connected company, at its own ids. Needs `bank_account_show` and `stock_edit`; a part of bexio that is not in
 * the company's plan answers 403 and becomes `modules.… = false`.
 */
export async function readCompany(send: Send, connection: Connection): Promise<Company> {
  const [userId, name, taxes, currencies, accounts, bankAccounts, numbering, documentTemplates] = await Promise.all([
    connection.userId ?? readUserId(send),
    readName(send),
    readTaxes(send),
    readCurrencies(send),
    rows(send, '/2.0/accounts', accountRow),
    rows(send, '/3.0/banking/accounts', bankAccountRow),
    rows(send, '/2.0/kb_item_setting', settingRow),
    ifAllowed(send({ method: 'GET', path: '/3.0/document_templates', read: readAs(z.array(templateRow)) })),
  ]);
  const automatic = (documentClass: string) => numbering.find((row) => row.kb_item_class === documentClass)?.use_automatic_enumeration ?? true;
  return {
    id: connection.companyId,
    name,
    userId,
    taxes,
    currencies,
    accounts,
    bankAccounts,
    documentTemplates: (documentTemplates ?? []).filter(({ slug }) => slug !== ''),
    automaticNumbering: { invoice: automatic('KbInvoice'), order: automatic('KbOrder') },
    ...(await readLists(send)),
    ...(await readModules(send)),
  };
}

async function readUserId(send: Send): Promise<number> {
  return (await send({ method: 'GET', path: '/3.0/users/me', read: readAs(z.looseObject({ id: recordId })) })).id;
}

async function readName(send: Send): Promise<string> {
  const profiles = await rows(send, '/2.0/company_profile', z.looseObject({ name: text }));
  return profiles[0]?.name ?? '';
}

/**
 * Exports and services abroad are of a type of their own, which `types=sales_tax` leaves out; positions take them (other clients' production
 * use, 2026). Active and inactive ones: an unscoped list holds both (recorded June 2026), and a rate that exists but is inactive is worth naming.
 */
async function readTaxes(send: Send): Promise<SalesTax[]> {
  const all = await send({ method: 'GET', path: '/3.0/taxes', query: { limit: 2000 }, read: readAs(z.array(taxRow)) });
  return all.filter((tax) => tax.type === 'sales_tax' || tax.type === 'not_taxable_turnover').map((tax) => ({
    ...(tax.type === 'sales_tax' ? {} : { exempt: true as const }),
    id: tax.id,
    code: tax.code,
    ratePpm: ratePpmOfPercent(tax.value),
    active: tax.is_active,
    validFrom: monthOf(tax.start_year, tax.start_month ?? 1),
    validTo: monthOf(tax.end_year, tax.end_month ?? 12),
  }));
}

function monthOf(year: number | null, month: number): string | null {
  return year === null ? null : `${year}-${String(month).padStart(2, '0')}`;
}

async function readLists(send: Send): Promise<Pick<Company, 'countries' | 'languages' | 'salutations' | 'units' | 'paymentTypes'>> {
  const [countries, languages, salutations, units, paymentTypes] = await Promise.all([
    rows(send, '/2.0/country', countryRow),
    rows(send, '/2.0/language', languageRow),
    rows(send, '/2.0/salutation', namedRow),
    rows(send, '/2.0/unit', namedRow),
    rows(send, '/2.0/payment_type', namedRow),
  ]);
  return {
    countries: countries.flatMap(({ id, isoCode }) => (isoCode === null ? [] : [{ id, isoCode }])),
    languages,
    salutations,
    units,
    paymentTypes,
  };
}

async function readModules(send: Send): Promise<Pick<Company, 'stockPlaces' | 'modules' | 'keepsStock'>> {
  const [stocks, places, deliveries, articles] = await Promise.all([
    ifAllowed(rows(send, '/2.0/stock', namedRow)),
    ifAllowed(rows(send, '/2.0/stock_place', stockPlaceRow)),
    ifAllowed(send({ method: 'GET', path: '/2.0/kb_delivery', query: { limit: 1 }, read: readAs(z.array(z.unknown())) })),
    // The newest two thousand tell whether this company keeps a stock at all; the whole list is the stock poll's business.
    ifAllowed(send({ method: 'GET', path: '/2.0/article', query: { limit: 2000, order_by: 'id_desc' }, read: readAs(z.array(z.looseObject({ is_stock: flag }))) })),
  ]);
  const stockName = new Map(stocks?.map((stock) => [stock.id, stock.name]));
  return {
    stockPlaces: (places ?? []).map((place) => ({ ...place, name: [stockName.get(place.stockId), place.name].filter(Boolean).join(' / ') })),
    modules: { stock: stocks !== null && places !== null, deliveries: deliveries !== null },
    keepsStock: articles?.some((article) => article.is_stock) ?? false,
  };
}

/** Null when the plan, or the user, has no part in it: bexio answers 403 for both. */
async function ifAllowed<T>(reading: Promise<T>): Promise<T | null> {
  try {
    return await reading;
  } catch (error) {
    if (error instanceof BexioError && error.failure.kind === 'not-allowed') return null;
    throw error;
  }
}

function rows<T>(send: Send, path: ApiPath, row: z.ZodType<T>): Promise<T[]> {
  return everyPage((query) => send({ method: 'GET', path, query, read: readAs(z.array(row)) }));
}

const taxRow = z.looseObject({
  id: recordId, code: text, type: text, value: decimal, is_active: flag,
  start_year: idOrNull, start_month: idOrNull, end_year: idOrNull, end_month: idOrNull,
});

const accountKinds: Record<number, Account['kind']> = { 1: 'earnings', 2: 'expenditures', 3: 'active', 4: 'passive', 5: 'complete' };

/** `is_locked` marks bexio's own accounts, which cannot be edited but are booked on every day: 3200 is one (recorded June 2026). */
const accountRow = z
  .looseObject({ id: recordId, account_no: text, name: text, account_type: z.coerce.number(), is_active: flag })
  .transform((row): Account => ({ id: row.id, number: row.account_no, name: row.name, kind: accountKinds[row.account_type] ?? 'complete', usable: row.is_active }));

const bankAccountRow = z
  .looseObject({ id: recordId, name: text, bank_name: text, currency_id: idOrNull, account_id: idOrNull, iban_nr: textOrNull, qr_invoice_iban: textOrNull })
  .transform((row): BankAccount => ({
    id: row.id, name: row.name || row.bank_name, currencyId: row.currency_id, accountId: row.account_id, iban: row.iban_nr ?? row.qr_invoice_iban,
  }));

const settingRow = z.looseObject({ kb_item_class: text, use_automatic_enumeration: flag });
/** The live field is `template_slug`; the documentation says `slug`. */
const templateRow = z.looseObject({ template_slug: textOrNull, slug: textOrNull, name: text }).transform((row) => ({ slug: row.template_slug ?? row.slug ?? '', name: row.name }));
const namedRow = z.looseObject({ id: recordId, name: text }).transform((row) => ({ id: row.id, name: row.name }));
const languageRow = z.looseObject({ id: recordId, iso_639_1: text }).transform((row) => ({ id: row.id, isoCode: row.iso_639_1.toLowerCase() }));
const stockPlaceRow = z.looseObject({ id: recordId, stock_id: recordId, name: text }).transform((row) => ({ stockId: row.stock_id, placeId: row.id, name: row.name }));

/** Read as `iso_3166_alpha2`, written as `iso3166_alpha2`. `name_short` is no code: the recorded one of Israel is `ISR`, of Belgium `B`. */
const countryRow = z
  .looseObject({ id: recordId, iso_3166_alpha2: textOrNull, iso3166_alpha2: textOrNull, name_short: textOrNull })
  .transform((row) => ({ id: row.id, isoCode: twoLetters(row.iso_3166_alpha2) ?? twoLetters(row.iso3166_alpha2) ?? twoLetters(row.name_short) }));

function twoLetters(code: string | null): string | null {
  const upper = code?.trim().toUpperCase() ?? '';
  return /^[A-Z]{2}$/.test(upper) ? upper : null;
}
