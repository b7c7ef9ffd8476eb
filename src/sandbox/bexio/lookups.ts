import { created, found, idParam, ok, success, type Answer, type Call, type Route } from './call.ts';
import type { Company } from './company.ts';
import type { Json } from './json.ts';
import { listAnswer } from './paging.ts';
import type { Country, Language, Named, StockPlace } from './records.ts';
import { searchRows, type SearchFields } from './search.ts';
import type { Table } from './table.ts';
import { countryName, paymentTypeName } from './translations.ts';
import * as check from './validation.ts';

/** Small lists. Most carry the scope the documentation calls "general", which every token has. */
export const lookupRoutes: readonly Route[] = [
  ...namedRoutes('salutation', (company) => company.salutations),
  ...namedRoutes('title', (company) => company.titles),
  ...namedRoutes('unit', (company) => company.units),
  ...namedRoutes('contact_group', (company) => company.contactGroups),
  ...readOnlyRoutes<Named>('payment_type', (company) => company.paymentTypes, {
    print: (row, call) => ({ id: row.id, name: paymentTypeName(row.name, call.language) }),
    fields: { name: (row) => row.name },
  }),
  ...readOnlyRoutes<Language>('language', (company) => company.languages, {
    print: printLanguage,
    fields: { name: (row) => row.name, iso_639_1: (row) => row.iso_639_1 },
  }),
  ...readOnlyRoutes<Named>('stock', (company) => company.stocks, {
    print: (row) => ({ ...row }),
    fields: { name: (row) => row.name },
    scopes: ['stock_edit'],
    module: 'stock',
  }),
  ...readOnlyRoutes<StockPlace>('stock_place', (company) => company.stockPlaces, {
    print: (row) => ({ ...row }),
    fields: { name: (row) => row.name, stock_id: (row) => row.stock_id },
    scopes: ['stock_edit'],
    module: 'stock',
  }),
  { method: 'GET', path: '/2.0/country', scopes: [], body: 'none', answer: listCountries },
  { method: 'POST', path: '/2.0/country', scopes: [], body: 'json', answer: createCountry },
  { method: 'POST', path: '/2.0/country/search', scopes: [], body: 'json', answer: searchCountries },
  { method: 'GET', path: '/2.0/country/:id', scopes: [], body: 'none', answer: showCountry },
  { method: 'POST', path: '/2.0/country/:id', scopes: [], body: 'json', answer: editCountry },
  { method: 'DELETE', path: '/2.0/country/:id', scopes: [], body: 'none', answer: deleteCountry },
];

type ReadOnly<Row> = {
  print: (row: Row, call: Call) => Json;
  fields: SearchFields<Row>;
  scopes?: readonly string[];
  module?: 'stock';
};

function readOnlyRoutes<Row extends { id: number }>(
  name: string,
  table: (company: Company) => Table<Row>,
  options: ReadOnly<Row>,
): Route[] {
  const print = (call: Call) => ({ print: (row: Row) => options.print(row, call) });
  const shared = {
    scopes: options.scopes ?? [],
    ...(options.module === undefined ? {} : { module: options.module }),
  };
  return [
    {
      ...shared,
      method: 'GET',
      path: `/2.0/${name}`,
      body: 'none',
      answer: (call) => listAnswer(call, table(call.company).all(), print(call)),
    },
    {
      ...shared,
      method: 'POST',
      path: `/2.0/${name}/search`,
      body: 'json',
      answer: (call) =>
        listAnswer(call, searchRows(call, table(call.company).all(), options.fields), print(call)),
    },
  ];
}

const nameRules: check.Rules = { name: check.text({ required: true }) };

function namedRoutes(name: string, table: (company: Company) => Table<Named>): Route[] {
  const path = `/2.0/${name}`;
  const find = (call: Call) => found(table(call.company).get(idParam(call)));
  const print = (row: Named): Json => ({ id: row.id, name: row.name });
  return [
    ...readOnlyRoutes(name, table, { print, fields: { name: (row) => row.name } }),
    {
      method: 'POST',
      path,
      scopes: [],
      body: 'json',
      answer(call) {
        const fields = check.readFields(call.body, nameRules, 'create');
        return created(print(table(call.company).add((id) => ({ id, name: fields.text('name') ?? '' }))));
      },
    },
    { method: 'GET', path: `${path}/:id`, scopes: [], body: 'none', answer: (call) => ok(print(find(call))) },
    {
      method: 'POST',
      path: `${path}/:id`,
      scopes: [],
      body: 'json',
      answer(call) {
        const row = find(call);
        row.name = check.readFields(call.body, nameRules, 'edit').text('name') ?? row.name;
        return ok(print(row));
      },
    },
    {
      method: 'DELETE',
      path: `${path}/:id`,
      scopes: [],
      body: 'none',
      answer(call) {
        table(call.company).remove(find(call).id);
        return success();
      },
    },
  ];
}

function printLanguage(row: Language): Json {
  return {
    id: row.id,
    name: row.name,
    decimal_point: '.',
    thousands_separator: "'",
    date_format_id: 1,
    date_format: 'd.m.Y',
    iso_639_1: row.iso_639_1,
  };
}

/** Read as `iso_3166_alpha2`, written as `iso3166_alpha2`. */
const countryRules: check.Rules = {
  name: check.text({ required: true }),
  name_short: check.text({ required: true }),
  iso3166_alpha2: check.text({ required: true, maxLength: 2 }),
};

function printCountry(row: Country, call: Call): Json {
  return {
    id: row.id,
    name: countryName(row, call.language),
    name_short: row.name_short,
    iso_3166_alpha2: row.iso,
  };
}

function listCountries(call: Call): Answer {
  return listAnswer(call, call.company.countries.all(), { print: (row) => printCountry(row, call) });
}

function searchCountries(call: Call): Answer {
  const rows = searchRows<Country>(call, call.company.countries.all(), {
    name: (row) => row.name,
    name_short: (row) => row.name_short,
  });
  return listAnswer(call, rows, { print: (row) => printCountry(row, call) });
}

function createCountry(call: Call): Answer {
  const fields = check.readFields(call.body, countryRules, 'create');
  const country = call.company.countries.add((id) => ({
    id,
    name: fields.text('name') ?? '',
    name_short: fields.text('name_short') ?? '',
    iso: fields.text('iso3166_alpha2') ?? '',
    edited: true,
  }));
  return created(printCountry(country, call));
}

function showCountry(call: Call): Answer {
  return ok(printCountry(findCountry(call), call));
}

function editCountry(call: Call): Answer {
  const country = findCountry(call);
  const fields = check.readFields(call.body, countryRules, 'edit');
  country.name = fields.text('name') ?? country.name;
  country.name_short = fields.text('name_short') ?? country.name_short;
  country.iso = fields.text('iso3166_alpha2') ?? country.iso;
  country.edited = true;
  return ok(printCountry(country, call));
}

function deleteCountry(call: Call): Answer {
  call.company.countries.remove(findCountry(call).id);
  return success();
}

function findCountry(call: Call): Country {
  return found(call.company.countries.get(idParam(call)));
}
