import { randomUUID } from 'node:crypto';
import { accountByNumber } from './chart-of-accounts.ts';
import { longDecimal, micro } from './decimal.ts';
import type { Account, Tax } from './records.ts';
import { createTable, type Table } from './table.ts';

export type TaxOptions = {
  /** As on a company founded today: no ended rates, 3.8 % and 0 % exist but are inactive (recorded Jun 2026). */
  fresh: boolean;
  /** Further active sales rates in percent, such as '19.00'. */
  extraSalesRates: readonly string[];
};

export function createTaxes(firstId: number, accounts: Table<Account>, options: TaxOptions): Table<Tax> {
  const taxes = createTable<Tax>(firstId);
  const rows = options.fresh ? currentRows : [...currentRows, ...endedRows];
  for (const [code, digit, type, account, percent, start, end, active, label] of rows) {
    taxes.add((id) => ({
      id,
      uuid: randomUUID(),
      name: `lib.model.tax.ch.${code.toLowerCase()}.name`,
      code,
      digit,
      type,
      account_id: accountByNumber(accounts, account).id,
      percent: micro(percent),
      start_year: start,
      start_month: start === null ? null : start === 2023 ? 7 : 1,
      end_year: end,
      end_month: end === null ? null : 12,
      is_active: active || (!options.fresh && onceActivated.has(code)),
      label,
    }));
  }
  for (const rate of options.extraSalesRates) {
    taxes.add((id) => extraRate(id, rate, accountByNumber(accounts, '2200').id));
  }
  return taxes;
}

const onceActivated: ReadonlySet<string> = new Set(['US38', 'U00']);

function extraRate(id: number, rate: string, account_id: number): Tax {
  return {
    id,
    uuid: randomUUID(),
    name: `custom.tax.${rate}`,
    code: `X${longDecimal(micro(rate), 2).replace('.', '')}`,
    digit: '303',
    type: 'sales_tax',
    account_id,
    percent: micro(rate),
    start_year: null,
    start_month: null,
    end_year: null,
    end_month: null,
    is_active: true,
    label: 'Revenue abroad',
  };
}

type TaxRow = readonly [
  code: string,
  digit: string,
  type: string,
  account: string,
  percent: string,
  startYear: number | null,
  endYear: number | null,
  active: boolean,
  label: string,
];

const currentRows: readonly TaxRow[] = [
  // The recorded list begins with its second row; other clients read this one as id 3, active on a fresh company.
  ['UEX', '220', 'not_taxable_turnover', '2200', '0', null, null, true, 'Export / exempt'],
  ['ULA', '221', 'not_taxable_turnover', '2200', '0', null, null, false, 'Leistungen im Ausland'],
  ['MEL', '225', 'not_taxable_turnover', '2200', '0', null, null, false, 'Transfer by reporting procedure'],
  ['UNO', '230', 'not_taxable_turnover', '2200', '0', null, null, false, 'Exempt revenue '],
  ['V00', '000', 'pre_tax_investment', '1171', '0', null, null, true, 'No VAT'],
  ['U00', '000', 'sales_tax', '2200', '0', null, null, false, 'No VAT'],
  ['VIM', '400', 'pre_tax_material', '1170', '0', null, null, true, 'Import'],
  ['ZOLLM', '400', 'pre_customs_tax_material', '1170', '100', null, null, true, 'Import Mat/SV'],
  ['ZOLLB', '405', 'pre_customs_tax_investment', '1171', '100', null, null, true, 'Import Inv/BA'],
  ['SUB', '900', 'non_consideration_sales_tax', '2200', '0', null, null, false, "Subsidies, Visitor's tax, Disposal"],
  ['SPE', '910', 'non_consideration_sales_tax', '2200', '0', null, null, false, 'Donations, Dividends, Compensation'],
  ['UN81', '303', 'sales_tax', '2200', '8.1', 2023, null, true, 'Revenue (NS)'],
  ['UR26', '313', 'sales_tax', '2200', '2.6', 2023, null, true, 'Revenue (RS)'],
  ['US38', '343', 'sales_tax', '2200', '3.8', 2023, null, false, 'Revenue (SS)'],
  ['UO81', '205.303', 'opted_sales_tax', '2200', '8.1', 2023, null, false, 'Opted revenue'],
  ['BZB81', '383', 'pre_regards_tax_investment', '1171', '8.1', 2023, null, false, 'Service import tax Inv/BA'],
  ['BZM81', '383', 'pre_regards_tax_material', '1170', '8.1', 2023, null, false, 'Service import tax Mat/SV'],
  ['VM26', '400', 'pre_tax_material', '1170', '2.6', 2023, null, true, 'Mat/SV (RS)'],
  ['VM81', '400', 'pre_tax_material', '1170', '8.1', 2023, null, true, 'Mat/SV (NS)'],
  ['VM38', '400', 'pre_tax_material', '1170', '3.8', 2023, null, false, 'Mat/SV (SS)'],
  ['VB26', '405', 'pre_tax_investment', '1171', '2.6', 2023, null, true, 'Inv/BA (RS)'],
  ['VB81', '405', 'pre_tax_investment', '1171', '8.1', 2023, null, true, 'Inv/BA (NS)'],
  ['VB38', '405', 'pre_tax_investment', '1171', '3.8', 2023, null, false, 'Inv/BA (SS)'],
  ['VES', '410', 'pre_tax_material', '1170', '8.1', 2023, null, false, 'Deduction of input VAT'],
  ['VEV', '415', 'pre_tax_material', '1174', '8.1', 2023, null, false, 'Compensation personal use'],
  ['VKÜ', '420', 'pre_tax_material', '1173', '8.1', 2023, null, false, 'Pre-tax reduction'],
];

/** A company that has been on bexio for years keeps the rates that ended in 2023, still marked active. */
const endedRows: readonly TaxRow[] = [
  ['UN77', '302', 'sales_tax', '2200', '7.7', 2018, 2023, true, 'Revenue (NS)'],
  ['UR25', '312', 'sales_tax', '2200', '2.5', 2018, 2023, true, 'Revenue (RS)'],
  ['US37', '342', 'sales_tax', '2200', '3.7', 2018, 2023, true, 'Revenue (SS)'],
  ['VM77', '400', 'pre_tax_material', '1170', '7.7', 2018, 2023, true, 'Mat/SV (NS)'],
];
