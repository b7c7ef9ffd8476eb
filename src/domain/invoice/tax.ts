import type { Company, SalesTax } from '../company.ts';
import { type Minor, share, sum } from '../money.ts';
import type { TaxLine } from '../order.ts';

/** The part of a price that carries one rate. `weight` says how large the part is beside its sisters. */
export type RatePart = { ratePpm: number; taxMinor: Minor; weight: number };

export type Taxed = {
  taxLines: TaxLine[];
  /** Price of everything the tax lines belong to, in the order's own mode. */
  amountMinor: Minor;
  taxesIncluded: boolean;
  /** Whether bexio has an active sales tax of this rate: decides if two stacked taxes can be one. */
  hasRate: (ratePpm: number) => boolean;
};

export type Rates = { ok: true; parts: RatePart[] } | { ok: false; why: 'marketplace' } | { ok: false; why: 'several'; ratesPpm: number[] };

/**
 * Which rates a line really carries. The rate alone does not say: exempt buyers and reverse charge leave `19 %` with a tax of 0.00, while
 * a sample for 0.02 has a tax of 0.00 because it is small. A tax that a marketplace remits is not the merchant's to book.
 */
export function ratesOf(taxed: Taxed): Rates {
  const { taxLines } = taxed;
  if (taxLines.some((line) => line.channelLiable && line.amountMinor !== 0)) return { ok: false, why: 'marketplace' };
  const own = taxLines.filter((line) => !line.channelLiable);
  const charged = own.filter((line) => line.amountMinor !== 0);
  const [first] = charged;
  if (first === undefined) return { ok: true, parts: [{ ratePpm: uncharged(own, taxed), taxMinor: 0, weight: 1 }] };
  if (charged.length === 1) return { ok: true, parts: [{ ratePpm: first.ratePpm, taxMinor: first.amountMinor, weight: 1 }] };
  return several(charged, taxed);
}

/**
 * The sales tax for a rate on a day: active, valid in that month. Of several the standard codes (`UN81`, `UR26`, `US38`, `U00`) come first,
 * then the lowest id, so that the same order always gets the same one.
 */
export function salesTaxFor(company: Company, ratePpm: number, date: string): SalesTax | null {
  const valid = company.taxes.filter((tax) => tax.exempt !== true && tax.ratePpm === ratePpm && isValid(tax, date));
  return valid.toSorted((a, b) => Number(isStandard(b)) - Number(isStandard(a)) || a.id - b.id)[0] ?? null;
}

export function isValid({ active, validFrom, validTo }: SalesTax, date: string): boolean {
  const month = date.slice(0, 7);
  return active && (validFrom ?? month) <= month && (validTo ?? month) >= month;
}

function isStandard(tax: SalesTax): boolean {
  return /^U[NRS]?\d\d$/.test(tax.code);
}

/** All taxes are 0.00: the rate stays when the tax would round to nothing anyway, otherwise the buyer is exempt. */
function uncharged(own: TaxLine[], { amountMinor, taxesIncluded, hasRate }: Taxed): number {
  const rates = own.map((line) => line.ratePpm).filter((rate) => rate > 0);
  const combined = sum(rates);
  const expected = share(amountMinor, combined, taxesIncluded ? 1_000_000 + combined : 1_000_000);
  if (combined === 0 || expected !== 0) return 0;
  return rates.length > 1 && hasRate(combined) ? combined : (rates[0] ?? 0);
}

/**
 * Several taxes with an amount. Either they all lie on the whole price (a state and its county: only a sales tax of the combined rate can
 * express that), or each lies on its own part of it (Shopify spreads shipping over the rates of the goods): then the price is divided.
 * The amounts tell which, within the cent that Shopify rounds each of them by.
 */
function several(charged: TaxLine[], { amountMinor, taxesIncluded, hasRate }: Taxed): Rates {
  const taxMinor = sum(charged.map((line) => line.amountMinor));
  const netMinor = taxesIncluded ? amountMinor - taxMinor : amountMinor;
  const rates = [...new Set(charged.map((line) => line.ratePpm))];
  const fits = (ratePpm: number) => Math.abs(share(netMinor, ratePpm, 1_000_000) - taxMinor) <= charged.length;
  const [onlyRate] = rates;
  if (rates.length === 1 && onlyRate !== undefined && fits(onlyRate)) return single(onlyRate, taxMinor);
  const combined = sum(charged.map((line) => line.ratePpm));
  if (fits(combined)) return hasRate(combined) ? single(combined, taxMinor) : { ok: false, why: 'several', ratesPpm: rates };
  const parts = rates.map((ratePpm) => partOf(ratePpm, charged, taxesIncluded));
  const slackMinor = sum(parts.map((part) => (part.ratePpm === 0 ? 0 : Math.ceil(500_000 / part.ratePpm)))) + charged.length;
  const spread = Math.abs(sum(parts.map((part) => part.weight)) - amountMinor) <= slackMinor;
  return spread && parts.every((part) => part.ratePpm > 0) ? { ok: true, parts } : { ok: false, why: 'several', ratesPpm: rates };
}

function single(ratePpm: number, taxMinor: Minor): Rates {
  return { ok: true, parts: [{ ratePpm, taxMinor, weight: 1 }] };
}

/** The weight is the price that this tax amount belongs to, with the tax where prices contain it. */
function partOf(ratePpm: number, charged: TaxLine[], taxesIncluded: boolean): RatePart {
  const taxMinor = sum(charged.filter((line) => line.ratePpm === ratePpm).map((line) => line.amountMinor));
  if (ratePpm === 0) return { ratePpm, taxMinor, weight: 0 };
  const netMinor = Math.abs(share(taxMinor, 1_000_000, ratePpm));
  return { ratePpm, taxMinor, weight: taxesIncluded ? netMinor + Math.abs(taxMinor) : netMinor };
}
