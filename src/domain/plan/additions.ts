import { isCents, keyOf, netByRate } from '../payment/balance.ts';
import type { Booked, Covered } from '../booked.ts';
import { dateIn } from '../dates.ts';
import type { InvoicePlan } from '../documents.ts';
import { languageOf } from '../invoice/language.ts';
import { type Minor, share, sum } from '../money.ts';
import type { Order } from '../order.ts';
import { type InvoiceInput, planDocument, referenceOf, taxesOf, worthOnInvoice } from '../invoice/order-to-invoice.ts';
import { type Owed, withCents } from '../invoice/owed-now.ts';
import type { Problem } from '../problem.ts';
import type { Settings } from '../settings.ts';

type Input = InvoiceInput & { booked: Pick<Booked, 'extras' | 'extrasEver' | 'refunds'> };

export type PlannedExtra = { ok: true; plan: InvoicePlan; seq: number } | { ok: false; problem: Problem };

/** An invoice over what the documents lack, each rate lowered by what has gone under it in exchange. It settles the whole balance. */
export function planExtra(input: Input, balance: readonly Covered[]): PlannedExtra {
  const { order, shop, company, settings, booked } = input;
  const currency = company.currencies.find(({ code }) => code === order.currency);
  if (currency === undefined) return { ok: false, problem: { reason: 'currency-missing', currency: order.currency } };
  const worth = worthOnInvoice(input);
  if (!worth.ok) return worth;
  const content = { owed: additions(worth.owed, balance), totalMinor: sum(balance.map((row) => row.grossMinor)), date: dateIn(shop.timeZone, order.updatedAt), covers: [...balance], taxes: taxesOf(balance) };
  const planned = planDocument(input, currency, content);
  if (!planned.ok) return planned;
  const seq = booked.extrasEver + 1;
  return { ok: true, seq, plan: { ...planned.plan, title: extraTitle(planned.plan.title, order, { settings, seq }), apiReference: referenceOf(shop, order, { extra: seq }) } };
}

export function extraTitle(title: string, order: Order, { settings, seq }: { settings: Settings; seq: number }): string {
  return `${title} · ${extraWords[languageOf(order, settings)]}${seq === 1 ? '' : ` ${seq}`}`;
}

const extraWords = { de: 'Nachtrag', fr: 'complément', it: 'aggiunta', en: 'addition' } as const;

function additions(worth: readonly Owed[], balance: readonly Covered[]): Owed[] {
  const added = balance.flatMap((row): Owed[] => {
    const owed = worth.find((one) => keyOf({ ...one, title: one.entry?.title ?? '' }) === keyOf(row));
    if (owed === undefined || row.grossMinor <= 0) return [];
    // Discounts are named on the invoice of the whole line; here they would be named for goods that are not on the document.
    const entry = owed.entry === null ? null : { ...owed.entry, discounts: [] };
    return [{ ...owed, entry, quantity: Math.max(1, row.quantity), grossMinor: row.grossMinor, taxMinor: row.taxMinor, changes: [] }];
  });
  const lowered = [...netByRate(balance)].flatMap(([ratePpm, netMinor]) => loweredTo(netMinor, added.filter((one) => one.ratePpm === ratePpm && !isCents(one))));
  const centsMinor = sum(balance.filter(isCents).map((row) => row.grossMinor));
  return centsMinor < 0 ? withCents(lowered, centsMinor, 'rounding') : [...lowered, ...added.filter(isCents)];
}

function loweredTo(amountMinor: Minor, owed: Owed[]): Owed[] {
  let tooMuchMinor = sum(owed.map((one) => one.grossMinor)) - amountMinor;
  return owed.flatMap((one) => {
    const offMinor = Math.min(tooMuchMinor, one.grossMinor);
    tooMuchMinor -= offMinor;
    if (offMinor <= 0) return [one];
    const grossMinor = one.grossMinor - offMinor;
    if (grossMinor === 0) return [];
    return [{ ...one, grossMinor, taxMinor: share(one.taxMinor, grossMinor, one.grossMinor), changes: [...one.changes, { why: 'refund' as const, amountMinor: -offMinor }] }];
  });
}
