import type { Country, ItemSetting, Language, Named } from './records.ts';
import { createTable, type Table } from './table.ts';

export function createNamed(firstId: number, names: readonly string[]): Table<Named> {
  const table = createTable<Named>(firstId);
  for (const name of names) {
    table.add((id) => ({ id, name }));
  }
  return table;
}

export function createCountries(firstId: number): Table<Country> {
  const countries = createTable<Country>(firstId);
  for (const [name, name_short, iso] of countryRows) {
    countries.add((id) => ({ id, name, name_short, iso, edited: false }));
  }
  return countries;
}

/** Ids 1 to 8 are the same in every recorded company. */
export function createLanguages(): Table<Language> {
  const languages = createTable<Language>();
  for (const [name, iso_639_1] of languageRows) {
    languages.add((id) => ({ id, name, iso_639_1 }));
  }
  return languages;
}

export type NumberedClass = 'KbOffer' | 'KbOrder' | 'KbInvoice' | 'KbDelivery' | 'KbCreditVoucher';

export function createSettings(options: {
  numbering: Partial<Record<NumberedClass, 'automatic' | 'manual'>>;
  bankAccountId: number;
  paymentTypeId: number;
}): ItemSetting[] {
  const manual = new Set<string>(
    Object.entries(options.numbering).flatMap(([name, how]) => (how === 'manual' ? [name] : [])),
  );
  return settingRows.map(([id, text, kb_item_class, format, automatic, mwstType, mwstIsNet]) => ({
    id,
    text,
    kb_item_class,
    enumeration_format: format,
    use_automatic_enumeration: automatic && !manual.has(kb_item_class),
    default_mwst_type: mwstType,
    default_mwst_is_net: mwstIsNet,
    default_payment_type_id: kb_item_class === 'KbOffer' ? options.paymentTypeId : null,
    default_client_bank_account_new_id: kb_item_class === 'KbVendorCreditNote' ? null : options.bankAccountId,
  }));
}

export const salutationNames = ['Herr', 'Frau', 'Familie', 'Herr & Frau'];
export const titleNames = ['Dr.', 'Prof.'];
export const unitNames = ['Stk', 'h'];
export const contactGroupNames = ['Kunden', 'Lieferanten', 'Partner'];
export const paymentTypeNames = [
  'Vorauszahlung',
  'Barzahlung',
  'EC Karte',
  'Rechnung',
  'Nachnahme',
  'Kreditkarte',
  'Bankeinzug/LSV',
];

const languageRows: readonly (readonly [string, string])[] = [
  ['Deutsch', 'de'],
  ['Französisch', 'fr'],
  ['Italienisch', 'it'],
  ['Englisch', 'en'],
  ['Portugiesisch', 'pt'],
  ['Chinesisch', 'zh'],
  ['Japanisch', 'ja'],
  ['Spanisch', 'es'],
];

/** Short names are bexio's own and not always the ISO code (recorded Jun 2026: VAE, ISR, B, SIN …). */
const countryRows: readonly (readonly [string, string, string])[] = [
  ['Schweiz', 'CH', 'CH'],
  ['Deutschland', 'D', 'DE'],
  ['Österreich', 'A', 'AT'],
  ['Frankreich', 'F', 'FR'],
  ['Italien', 'I', 'IT'],
  ['Liechtenstein', 'FL', 'LI'],
  ['Grossbritannien', 'GB', 'GB'],
  ['Portugal', 'PT', 'PT'],
  ['Polen', 'PL', 'PL'],
  ['Tschechien', 'CZ', 'CZ'],
  ['China', 'CN', 'CN'],
  ['Japan', 'JP', 'JP'],
  ['Kanada', 'CA', 'CA'],
  ['Ägypten', 'EG', 'EG'],
  ['USA', 'USA', 'US'],
  ['Spanien', 'ES', 'ES'],
  ['Australien', 'AU', 'AU'],
  ['Argentinien', 'AR', 'AR'],
  ['Malediven', 'MV', 'MV'],
  ['Bulgarien', 'BG', 'BG'],
  ['Rumänien', 'RO', 'RO'],
  ['Luxemburg', 'LU', 'LU'],
  ['Türkei', 'TR', 'TR'],
  ['Israel', 'ISR', 'IL'],
  ['Niederlande', 'NL', 'NL'],
  ['Vereinigte Arabische Emirate', 'VAE', 'AE'],
  ['Belgien', 'B', 'BE'],
  ['Singapur', 'SIN', 'SG'],
  ['Montenegro', 'MTN', 'ME'],
  ['Katar', 'KAT', 'QA'],
  ['Dänemark', 'DK', 'DK'],
  ['Schweden', 'SE', 'SE'],
  ['Malaysia', 'MY', 'MY'],
  ['Irland', 'IRL', 'IE'],
  ['Norwegen', 'NO', 'NO'],
  ['Finnland', 'FI', 'FI'],
  ['Ungarn', 'HU', 'HU'],
];

type SettingRow = readonly [number, string, string, string | null, boolean, number, boolean];

const settingRows: readonly SettingRow[] = [
  [1, 'Angebot', 'KbOffer', 'AN-%nummer%', true, 0, true],
  [2, 'Auftrag', 'KbOrder', 'AU-%nummer%', true, 0, true],
  [3, 'Rechnung', 'KbInvoice', 'RE-%nummer%', true, 0, true],
  [4, 'Lieferung', 'KbDelivery', 'LS-%nummer%', true, 0, true],
  [5, 'Gutschrift', 'KbCreditVoucher', 'GS-%nummer%', true, 0, true],
  [6, 'Kontoauszug', 'KbAccountStatement', 'KA-%nummer%', true, 0, true],
  [10, 'Bestellung', 'KbArticleOrder', '%nummer%', true, 1, true],
  [11, 'Lieferantenrechnung', 'KbBill', '', false, 0, false],
  [12, 'Aufwendung', 'KbExpense', '', false, 0, false],
  [13, 'Lieferantengutschriften', 'KbVendorCreditNote', null, false, 0, false],
];
