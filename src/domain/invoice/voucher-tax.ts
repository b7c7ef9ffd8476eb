import type { Company } from '../company.ts';
import { dateIn } from '../dates.ts';
import { share } from '../money.ts';
import type { Order, Shop } from '../order.ts';
import type { Owed } from './owed-now.ts';
import type { Settings } from '../settings.ts';

/**
 * A voucher for a service is turnover with VAT when it is sold, and what it pays for must not be taxed twice. So it is sold on the sales
 * account at the standard rate, each payment with it is followed by an entry that takes that turnover off again, and money that goes back to
 * it books nothing: the voucher is then taxed as if it had just been sold. A value voucher (the default) is a liability without VAT.
 */
export function taxedVouchers(owed: Owed[], { order, shop, settings, company }: { order: Order; shop: Shop; settings: Settings; company: Company }): Owed[] {
  const ratePpm = settings.giftCards === 'service' ? standardRatePpm(company, dateIn(shop.timeZone, order.processedAt)) : 0;
  if (ratePpm === 0) return owed;
  return owed.map((one) => (one.role === 'gift-cards' && one.ratePpm === 0 ? { ...one, role: 'sales', ratePpm, taxMinor: share(one.grossMinor, ratePpm, 1_000_000 + ratePpm) } : one));
}

/** The highest that is valid on the day: in Switzerland the standard rate. */
export function standardRatePpm({ taxes }: Company, date: string): number {
  const month = date.slice(0, 7);
  const valid = taxes.filter((tax) => tax.active && (tax.validFrom ?? month) <= month && (tax.validTo ?? month) >= month);
  return Math.max(0, ...valid.map((tax) => tax.ratePpm));
}
