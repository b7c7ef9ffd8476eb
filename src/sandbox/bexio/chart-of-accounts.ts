import { randomUUID } from 'node:crypto';
import type { Account, AccountGroup } from './records.ts';
import { createTable, type Table } from './table.ts';

/** Swiss SME chart. Numbers, groups, types and locks follow the recorded fresh company (Jun 2026). */
export function createChart(firstGroupId: number, firstAccountId: number): Chart {
  const groups = createTable<AccountGroup>(firstGroupId);
  for (const [account_no, name, parent, is_locked] of groupRows) {
    groups.add((id) => ({
      id,
      uuid: randomUUID(),
      account_no,
      name,
      parent_fibu_account_group_id: parent === '' ? null : groupId(groups, parent),
      is_active: true,
      is_locked,
    }));
  }
  const accounts = createTable<Account>(firstAccountId);
  for (const [account_no, name, account_type, group, is_locked] of accountRows) {
    accounts.add((id) => ({
      id,
      uuid: randomUUID(),
      account_no,
      name,
      account_type,
      tax_id: null,
      fibu_account_group_id: groupId(groups, group),
      is_active: true,
      is_locked,
    }));
  }
  return { groups, accounts };
}

export type Chart = { groups: Table<AccountGroup>; accounts: Table<Account> };

export function accountByNumber(accounts: Table<Account>, account_no: string): Account {
  const account = accounts.all().find((candidate) => candidate.account_no === account_no);
  if (account === undefined) {
    throw new Error(`the chart has no account ${account_no}`);
  }
  return account;
}

function groupId(groups: Table<AccountGroup>, account_no: string): number {
  const group = groups.all().find((candidate) => candidate.account_no === account_no);
  if (group === undefined) {
    throw new Error(`the chart has no group ${account_no}`);
  }
  return group.id;
}

const groupRows: readonly (readonly [string, string, string, boolean])[] = [
  ['1', 'Aktiven', '', true],
  ['10', 'Umlaufvermögen', '1', true],
  ['117', 'Forderungen staatlichen Stellen', '10', false],
  ['110', 'Forderungen aus Lieferungen und Leistungen', '10', false],
  ['100', 'Flüssige Mittel', '10', true],
  ['2', 'Passiven', '', true],
  ['20', 'Kurzfristiges Fremdkapital', '2', false],
  ['220', 'Übrige kurzfristige Verbindlichkeiten', '20', false],
  ['200', 'Verbindlichkeiten aus Lieferungen und Leistungen', '20', false],
  ['3', 'Betrieblicher Ertrag', '', true],
  ['38', 'Erlösminderung', '3', false],
  ['380', 'Erlösminderung', '38', false],
  ['32', 'Handelserlös', '3', false],
  ['320', 'Handelserlös', '32', false],
  ['34', 'Dienstleistungserlös', '3', false],
  ['340', 'Dienstleistungserlös', '34', false],
  ['36', 'Übriger Ertrag', '3', false],
  ['360', 'Übriger Ertrag', '36', false],
  ['4', 'Aufwand für Material, Handel, Dienstleistung', '', true],
  ['49', 'Einkaufspreisminderungen', '4', false],
  ['490', 'Einkaufspreisminderungen', '49', false],
  ['42', 'Handelswarenaufwand', '4', false],
  ['420', 'Handelswarenaufwand', '42', false],
  ['5', 'Personalaufwand', '', true],
  ['6', 'Betrieblicher Aufwand', '', true],
  ['68', 'Abschreibung / WB Anlagevermögen', '6', true],
  ['69', 'Finanzaufwand und Finanzertrag', '6', true],
  ['695', 'Finanzertrag', '69', false],
  ['690', 'Finanzaufwand', '69', false],
  ['8', 'Ausserordentlicher Aufwand / Ertrag', '', true],
  ['9', 'Abschluss', '', true],
  ['91', 'Abschluss', '9', false],
];

/** account_no, name, type (1 earnings 2 expenditures 3 active 4 passive 5 complete), group, locked. */
const accountRows: readonly (readonly [string, string, number, string, boolean])[] = [
  ['9901', 'defaults.systemAccount.9001.name', 5, '91', true],
  ['9900', 'Korrekturen', 5, '91', true],
  ['9200', 'Jahresgewinn oder Jahresverlust', 5, '91', true],
  ['9101', 'Schlussbilanz', 5, '91', true],
  ['9100', 'Eröffnungsbilanz', 5, '91', true],
  ['9000', 'Erfolgsrechnung', 5, '91', true],
  ['6999', 'Währungsgewinne', 1, '695', true],
  ['6949', 'Währungsverluste', 2, '690', true],
  ['6945', 'Rundungsdifferenz', 2, '690', true],
  ['6940', 'Bankspesen', 2, '690', false],
  ['4900', 'Skonti', 2, '490', true],
  ['4200', 'Einkauf Handelsware', 2, '420', true],
  ['3805', 'Rabatte und Preisnachlässe', 1, '380', false],
  ['3800', 'Skonti', 1, '380', true],
  ['3600', 'Übrige Erlöse', 1, '360', false],
  ['3400', 'Dienstleistungserlös', 1, '340', false],
  ['3200', 'Handelserlös', 1, '320', true],
  ['2270', 'Sozialversicherungen und Vorsorgeeinrichtungen', 4, '220', false],
  ['2203', 'Bezugsteuer', 4, '220', true],
  ['2202', 'Umsatzsteuerausgleich Abrechnungsmethode', 4, '220', true],
  ['2201', 'Abrechnungskonto MWST', 4, '220', true],
  ['2200', 'Geschuldete Mehrwertsteuer (Umsatzsteuer)', 4, '220', true],
  ['2030', 'Gutscheine und erhaltene Anzahlungen von Dritten', 4, '200', true],
  ['2000', 'Verbindlichkeiten Material- / Warenaufwand', 4, '200', true],
  ['1174', 'Vorsteuerkorrektur', 3, '117', true],
  ['1173', 'Vorsteuerkürzung', 3, '117', true],
  ['1172', 'Vorsteuerausgleich Abrechnungsmethode', 3, '117', true],
  ['1171', 'Vorsteuer Inv., übr. Betriebsaufwand Kl.1 5-8', 3, '117', true],
  ['1170', 'Vorsteuer Material, Waren, DL - Kl. 4', 3, '117', true],
  ['1107', 'Forderungen TWINT', 3, '110', false],
  ['1106', 'Forderungen PayPal', 3, '110', false],
  ['1105', 'Transferkonto Shopify', 3, '110', false],
  ['1100', 'Forderungen aus Lieferungen und Leistungen', 3, '110', true],
  ['1029', 'Bank', 3, '100', true],
  ['1021', 'Bank EUR', 3, '100', false],
  ['1020', 'Bank CHF', 3, '100', false],
  ['1000', 'Kasse', 3, '100', false],
];
