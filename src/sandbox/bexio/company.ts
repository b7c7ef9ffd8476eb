import { randomUUID } from 'node:crypto';
import { accountByNumber, createChart } from './chart-of-accounts.ts';
import type { CompanySeed, PlanModule, UserSeed } from './company-seed.ts';
import { micro } from './decimal.ts';
import type { Readings } from './readings.ts';
import type * as rows from './records.ts';
import * as reference from './reference-rows.ts';
import { createTable, type Table } from './table.ts';
import { createTaxes } from './tax-rows.ts';
import { zurichDate, zurichStamp } from './zurich-time.ts';

/** What every company of one sandbox shares. */
export type World = {
  now(): Date;
  readings: Readings;
  /** Readings and faults together decide how long a search answer lags behind. */
  searchLagMs(): number;
};

export type Company = ReturnType<typeof createCompany>;

export function createCompany(seed: CompanySeed, companyNumber: number, world: World) {
  const from = firstIds(companyNumber);
  const { groups, accounts } = createChart(from(31), from(67));
  const taxes = createTaxes(from(3), accounts, {
    fresh: seed.freshTaxes,
    extraSalesRates: seed.extraSalesTaxRates,
  });
  const currencies = createCurrencies(from(1), seed);
  const bankAccounts = createBankAccounts(from(2), seed, currencies, accounts);
  const paymentTypes = reference.createNamed(from(1), reference.paymentTypeNames);
  const main = { bankAccount: first(bankAccounts), paymentType: first(paymentTypes) };
  return {
    id: seed.id,
    number: companyNumber,
    name: seed.name,
    shardId: randomUUID(),
    world,
    modules: new Set<PlanModule>(seed.modules),
    groups,
    accounts,
    taxes,
    currencies,
    bankAccounts,
    paymentTypes,
    settings: reference.createSettings({
      numbering: seed.numbering,
      bankAccountId: main.bankAccount.id,
      paymentTypeId: main.paymentType.id,
    }),
    ...createPeople(from, seed.users),
    ...createReferences(from),
    ...createStocks(from, seed),
    ...createEmptyBooks(from, world),
    /** 2.0 wall clock time of this moment. */
    stamp: () => zurichStamp(world.now()),
    today: () => zurichDate(world.now()),
  };
}

/** Different per company and table, repeatable between runs. */
export function firstIds(companyNumber: number): (salt: number) => number {
  return (salt) => 1 + ((companyNumber * 17 + salt * 7) % 90);
}

function first<Row extends { id: number }>(table: Table<Row>): Row {
  const row = table.all()[0];
  if (row === undefined) {
    throw new Error('a table that needs a first row is empty');
  }
  return row;
}

function createPeople(from: (salt: number) => number, seeds: readonly UserSeed[]) {
  const users = createTable<rows.User>(from(5));
  for (const seed of seeds) {
    users.add((id) => ({
      id,
      sub: randomUUID(),
      salutation_type: 'female',
      firstname: seed.firstname,
      lastname: seed.lastname,
      email: seed.email,
      is_superadmin: seed.isSuperadmin ?? false,
      is_accountant: false,
      forbidden: new Set(seed.forbidden),
      removed: false,
    }));
  }
  return { users, fictionalUsers: createTable<rows.User>(from(6)) };
}

function createReferences(from: (salt: number) => number) {
  return {
    countries: reference.createCountries(from(11)),
    languages: reference.createLanguages(),
    salutations: reference.createNamed(from(12), reference.salutationNames),
    titles: reference.createNamed(from(13), reference.titleNames),
    units: reference.createNamed(from(14), reference.unitNames),
    contactGroups: reference.createNamed(from(15), reference.contactGroupNames),
  };
}

function createStocks(from: (salt: number) => number, seed: CompanySeed) {
  const stocks = createTable<rows.Named>(from(21));
  const stockPlaces = createTable<rows.StockPlace>(from(22));
  for (const { name, places } of seed.stocks) {
    const stock = stocks.add((id) => ({ id, name }));
    for (const place of places) {
      stockPlaces.add((id) => ({ id, name: place, stock_id: stock.id }));
    }
  }
  return { stocks, stockPlaces };
}

function createEmptyBooks(from: (salt: number) => number, world: World) {
  const year = Number(zurichDate(world.now()).slice(0, 4));
  return {
    contacts: createTable<rows.Contact>(from(41)),
    contactNumbers: createCounter(),
    additionalAddresses: createTable<rows.AdditionalAddress>(from(42)),
    contactRelations: createTable<rows.ContactRelation>(from(43)),
    articles: createTable<rows.Article>(from(44)),
    documents: {
      kb_offer: createTable<rows.KbDocument>(from(45)),
      kb_order: createTable<rows.KbDocument>(from(46)),
      kb_invoice: createTable<rows.KbDocument>(from(47)),
      kb_delivery: createTable<rows.KbDocument>(from(48)),
    } satisfies Record<rows.DocumentKind, Table<rows.KbDocument>>,
    documentNumbers: {
      kb_offer: createCounter(),
      kb_order: createCounter(),
      kb_invoice: createCounter(),
      kb_delivery: createCounter(),
    } satisfies Record<rows.DocumentKind, () => number>,
    positionIds: createPositionCounters(from),
    payments: createTable<rows.Payment>(from(51)),
    creditVoucherIds: createCounter(from(52)),
    reminders: createTable<rows.Reminder>(from(53)),
    comments: createTable<rows.Comment>(from(54)),
    notes: createTable<rows.Note>(from(55)),
    manualEntries: createTable<rows.ManualEntry>(from(56)),
    manualEntryLineIds: createCounter(from(57)),
    files: createTable<rows.StoredFile>(from(58)),
    exchangeRates: [] as rows.ExchangeRate[],
    businessYears: createBusinessYears(from(61), year),
    vatPeriods: createVatPeriods(from(62), year),
  };
}

/** Position ids run per type: text 2 and custom 2 are different rows (recorded Jun 2026). */
function createPositionCounters(from: (salt: number) => number): Record<rows.Position['type'], () => number> {
  return {
    KbPositionCustom: createCounter(from(71)),
    KbPositionArticle: createCounter(from(72)),
    KbPositionText: createCounter(from(73)),
    KbPositionSubtotal: createCounter(from(74)),
    KbPositionPagebreak: createCounter(from(75)),
    KbPositionDiscount: createCounter(from(76)),
    KbPositionSubposition: createCounter(from(77)),
  };
}

function createCounter(start = 1): () => number {
  let next = start;
  return () => {
    next += 1;
    return next - 1;
  };
}

function createCurrencies(firstId: number, seed: CompanySeed): Table<rows.Currency> {
  const currencies = createTable<rows.Currency>(firstId);
  const usual = [
    { name: 'CHF', roundFactor: '0.05' },
    { name: 'EUR', roundFactor: '0.01' },
    { name: 'USD', roundFactor: '0.01' },
    { name: 'GBP', roundFactor: '0.01' },
  ];
  for (const { name, roundFactor } of [...usual, ...seed.extraCurrencies]) {
    currencies.add((id) => ({ id, name, roundFactor: micro(seed.roundFactors[name] ?? roundFactor) }));
  }
  return currencies;
}

function createBankAccounts(
  firstId: number,
  seed: CompanySeed,
  currencies: Table<rows.Currency>,
  accounts: Table<rows.Account>,
): Table<rows.BankAccount> {
  const table = createTable<rows.BankAccount>(firstId);
  const currencyId = (name: string) => currencies.all().find((row) => row.name === name)?.id ?? firstId;
  for (const [name, account_no, currency, type, iban, qrIban] of bankRows) {
    table.add((id) => ({
      id,
      uuid: randomUUID(),
      name,
      owner: seed.name,
      bank_name: type === 'bank' ? name : '',
      iban_nr: iban,
      currency_id: currencyId(currency),
      account_id: accountByNumber(accounts, account_no).id,
      type,
      invoice_mode: qrIban === null ? 'none' : 'qr_invoice',
      qr_invoice_iban: qrIban,
    }));
  }
  return table;
}

/** IBANs are the public specimens of the Swiss and German standards. */
const bankRows: readonly (readonly [string, string, string, string, string, string | null])[] = [
  ['Musterbank CHF', '1020', 'CHF', 'bank', 'CH9300762011623852957', 'CH4431999123000889012'],
  ['Kasse', '1000', 'CHF', 'cash', '', null],
  ['Shopify Payments', '1105', 'CHF', 'cash', '', null],
  ['PayPal', '1106', 'CHF', 'cash', '', null],
  ['TWINT', '1107', 'CHF', 'cash', '', null],
  ['Gutscheine', '2030', 'CHF', 'cash', '', null],
  ['Musterbank EUR', '1021', 'EUR', 'bank', 'DE89370400440532013000', null],
];

function createBusinessYears(firstId: number, year: number): Table<rows.BusinessYear> {
  const years = createTable<rows.BusinessYear>(firstId);
  for (const [offset, closed_at] of [
    [0, null],
    [-1, null],
    [-2, `${year - 1}-03-31`],
  ] as const) {
    const start = `${year + offset}-01-01`;
    years.add((id) => ({ id, start, end: `${year + offset}-12-31`, closed_at }));
  }
  return years;
}

function createVatPeriods(firstId: number, year: number): Table<rows.VatPeriod> {
  const periods = createTable<rows.VatPeriod>(firstId);
  for (const [start, end] of [
    ['01-01', '03-31'],
    ['04-01', '06-30'],
    ['07-01', '09-30'],
    ['10-01', '12-31'],
  ] as const) {
    periods.add((id) => ({
      id,
      start: `${year}-${start}`,
      end: `${year}-${end}`,
      type: 'quarter',
      status: 'open',
      closed_at: null,
    }));
  }
  return periods;
}
