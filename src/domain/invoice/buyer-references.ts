import { htmlLines, plainText } from '../html.ts';
import type { Order } from '../order.ts';
import type { DocumentTexts, Language } from '../settings.ts';

/**
 * What a business wants to read on its invoice to book it: its own order number and its VAT number, which reverse charge requires. Printed
 * below the header unless the merchant's own texts name them already.
 */
export function buyerReferences(order: Order, texts: DocumentTexts, language: Language): string[] {
  const printed = Object.values(texts).join(' ');
  const isNamed = (placeholder: string) => new RegExp(`\\{\\{\\s*${placeholder}\\s*\\}\\}`, 'i').test(printed);
  const { po, vat } = words[language];
  const lines: [string, string | null | undefined, string][] = [
    ['po', order.poNumber, po],
    ['vat', order.company?.vatNumber, vat],
  ];
  return lines.flatMap(([placeholder, value, label]) => (value === null || value === undefined || isNamed(placeholder) ? [] : [`${label} ${htmlLines(plainText(value, 100), 100)}`]));
}

const words: Record<Language, { po: string; vat: string }> = {
  de: { po: 'Ihre Bestellnummer:', vat: 'Ihre MwSt-Nummer:' },
  fr: { po: 'Votre numéro de commande:', vat: 'Votre numéro de TVA:' },
  it: { po: 'Il Suo numero d’ordine:', vat: 'Il Suo numero IVA:' },
  en: { po: 'Your order number:', vat: 'Your VAT number:' },
};
