import { addressOf } from './addressee.ts';
import type { Order, Shop } from '../order.ts';
import type { Owed } from './owed-now.ts';
import type { Language } from '../settings.ts';

/**
 * What the law wants to read on an invoice without VAT. Goods that leave the country are exempt, Liechtenstein is inland (MWSTG art. 3 let.
 * a); a business in the EU, for which Shopify keeps the rate and charges nothing, owes the tax itself. Null: nothing to say.
 */
export function legalNote(order: Order, shop: Shop, owed: readonly Owed[], language: Language): string | null {
  const goods = owed.filter(({ role }) => role === 'sales');
  if (goods.length === 0 || goods.some((one) => one.ratePpm !== 0 || one.taxMinor !== 0)) return null;
  if (!leavesTerritory(order, shop)) return null;
  const wording = words[language];
  const notes = [...(territoryOf(shop.countryCode.toUpperCase()) === 'CH' ? [wording.export] : []), ...(isReverseCharge(order) ? [wording.reverseCharge] : [])];
  return notes.length === 0 ? null : notes.join('<br />');
}

/** Whether the goods go abroad. */
export function leavesTerritory(order: Order, shop: Shop): boolean {
  const to = destinationOf(order);
  return to !== null && territoryOf(shop.countryCode.toUpperCase()) !== territoryOf(to);
}

/** A business in the EU that was not charged the VAT Shopify names. */
export function isReverseCharge(order: Order): boolean {
  return isBusiness(order) && euCountries.has(destinationOf(order) ?? '') && keepsRate(order);
}

function destinationOf(order: Order): string | null {
  return (order.shippingAddress ?? order.billingAddress)?.countryCode?.toUpperCase() ?? null;
}

function territoryOf(country: string): string {
  return country === 'LI' ? 'CH' : country;
}

function isBusiness(order: Order): boolean {
  return order.company !== null || (addressOf(order)?.company ?? null) !== null;
}

/** Reverse charge leaves `19 %` with a tax of 0.00; an ordinary export has no tax lines at all. */
function keepsRate({ lines }: Order): boolean {
  return lines.some(({ taxLines }) => taxLines.some(({ ratePpm, amountMinor }) => ratePpm > 0 && amountMinor === 0));
}

const euCountries = new Set('AT BE BG HR CY CZ DK EE FI FR DE GR HU IE IT LV LT LU MT NL PL PT RO SK SI ES SE'.split(' '));

const words: Record<Language, { export: string; reverseCharge: string }> = {
  de: { export: 'Von der Steuer befreite Ausfuhr (Art. 23 Abs. 2 Ziff. 1 MWSTG).', reverseCharge: 'Steuerschuldnerschaft des Leistungsempfängers (Reverse Charge).' },
  fr: { export: 'Exportation exonérée de l’impôt (art. 23, al. 2, ch. 1, LTVA).', reverseCharge: 'Autoliquidation par le preneur (reverse charge).' },
  it: { export: 'Esportazione esente dall’imposta (art. 23 cpv. 2 n. 1 LIVA).', reverseCharge: 'Inversione contabile (reverse charge).' },
  en: { export: 'Export, exempt from Swiss VAT (art. 23 para. 2 no. 1 VAT Act).', reverseCharge: 'VAT to be accounted for by the recipient (reverse charge).' },
};
