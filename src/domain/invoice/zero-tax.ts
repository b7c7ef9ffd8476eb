import type { Company, SalesTax } from '../company.ts';
import { isReverseCharge, leavesTerritory } from './legal-note.ts';
import type { Order, Shop } from '../order.ts';
import type { AccountRole, Settings, ZeroTax } from '../settings.ts';
import { isValid, salesTaxFor } from './tax.ts';

type Books = { order: Order; shop: Shop; settings: Settings; company: Company };

/** The sales tax of an amount: by its rate, and without VAT by the reason, where the merchant has named a tax for it. */
export function taxOf(books: Books, { role, lineId, ratePpm }: { role: AccountRole; lineId: string | null; ratePpm: number }, date: string): SalesTax | null {
  const { order, shop, settings, company } = books;
  // A liability and a difference of rounding are no turnover.
  const isTurnover = role !== 'gift-cards' && role !== 'rounding';
  const wanted = ratePpm === 0 && isTurnover ? settings.zeroTaxes[reasonOf(order, shop, lineId)] : null;
  const named = company.taxes.find((tax) => tax.id === wanted && tax.ratePpm === 0 && isValid(tax, date));
  return named ?? salesTaxFor(company, ratePpm, date);
}

/** What is not shipped is a service; an amount without a line (shipping, a fee) goes with the goods. */
function reasonOf(order: Order, shop: Shop, lineId: string | null): ZeroTax {
  if (!leavesTerritory(order, shop)) return 'inland';
  if (isReverseCharge(order)) return 'reverseCharge';
  const line = order.lines.find(({ id }) => id === lineId);
  return line !== undefined && !line.requiresShipping ? 'servicesAbroad' : 'goodsAbroad';
}

/** What a company that is set up today has for each reason, by bexio's own codes. Null: any tax of 0 % does. */
export function proposedZeroTaxes({ taxes }: Company): Settings['zeroTaxes'] {
  const coded = (code: string) => taxes.find((tax) => tax.active && tax.ratePpm === 0 && tax.code === code)?.id ?? null;
  return { goodsAbroad: coded('UEX'), servicesAbroad: coded('ULA'), reverseCharge: coded('UEX'), inland: null };
}
