import type { Country, Tax } from './records.ts';
import { longDecimal } from './decimal.ts';

/** Accept-Language changes names, so matching on a name works in one language and fails in the next. */
export function readLanguage(header: string | undefined): string | undefined {
  const language = header?.slice(0, 2).toLowerCase();
  return language !== undefined && ['de', 'fr', 'it', 'en'].includes(language) ? language : undefined;
}

export function countryName(country: Country, language: string | undefined): string {
  if (language === undefined || language === 'de' || country.edited) {
    return country.name;
  }
  return new Intl.DisplayNames([language], { type: 'region' }).of(country.iso) ?? country.name;
}

/** "UN81 - Revenue (NS) 8.10%" (recorded Jun 2026). */
export function taxDisplayName(tax: Tax, language: string | undefined): string {
  const label = taxLabels[tax.label]?.[language ?? 'en'] ?? tax.label;
  return `${tax.code} - ${label} ${longDecimal(tax.percent, 2)}%`;
}

export function paymentTypeName(name: string, language: string | undefined): string {
  return paymentTypes[name]?.[language ?? 'de'] ?? name;
}

const taxLabels: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  'Revenue (NS)': { de: 'Umsatz (NS)', fr: "Chiffre d'affaires (TN)", it: 'Fatturato (AN)' },
  'Revenue (RS)': { de: 'Umsatz (RS)', fr: "Chiffre d'affaires (TR)", it: 'Fatturato (AR)' },
  'Revenue (SS)': { de: 'Umsatz (SS)', fr: "Chiffre d'affaires (TS)", it: 'Fatturato (AS)' },
  'No VAT': { de: 'Keine MWST', fr: 'Pas de TVA', it: 'Senza IVA' },
};

const paymentTypes: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  Vorauszahlung: { fr: "Paiement d'avance", it: 'Pagamento anticipato', en: 'Prepayment' },
  Barzahlung: { fr: 'Paiement comptant', it: 'Pagamento in contanti', en: 'Cash' },
  'EC Karte': { fr: 'Carte EC', it: 'Carta EC', en: 'EC card' },
  Rechnung: { fr: 'Facture', it: 'Fattura', en: 'Invoice' },
  Nachnahme: { fr: 'Remboursement', it: 'Contrassegno', en: 'Cash on delivery' },
  Kreditkarte: { fr: 'Carte de crédit', it: 'Carta di credito', en: 'Credit card' },
  'Bankeinzug/LSV': { fr: 'Prélèvement/LSV', it: 'Addebito/LSV', en: 'Direct debit/LSV' },
};
