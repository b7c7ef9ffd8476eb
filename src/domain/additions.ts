import type { Booked, BookedInvoice, Covered } from './booked.ts';
import { dateIn } from './dates.ts';
import type { InvoicePlan } from './documents.ts';
import { languageOf } from './language.ts';
import { type Minor, share, sum } from './money.ts';
import type { Order } from './order.ts';
import { type InvoiceInput, owedOnInvoice, planDocument, referenceOf } from './order-to-invoice.ts';
import type { Owed } from './owed-now.ts';
import type { Problem } from './problem.ts';
import { coversOf, partsOf } from './refund-parts.ts';
import type { Settings } from './settings.ts';

type Input = InvoiceInput & { booked: Pick<Booked, 'extras' | 'extrasEver'> };

/** What stands on the order now and on no invoice, or why it cannot be told. */
export type Additions = { ok: true; owed: Owed[] } | { ok: false; problem: Problem };

/**
 * What was added since the booking: per amount and rate, what is owed now less what the invoices cover, where covered goods that were
 * given back or taken off since count no more.
 */
export function additionsSince(input: Input, invoice: BookedInvoice): Additions {
  const now = owedOnInvoice(input);
  if (!now.ok) return now;
  const left = new Map<string, Covered>();
  for (const covered of coversOf(input, invoice)) add(left, covered, 1);
  const known = invoice.refundIds ?? input.order.refunds.map(({ id }) => id);
  for (const refund of input.order.refunds.filter(({ id }) => !known.includes(id))) {
    const back = partsOf(input, refund);
    if (!back.ok) return back;
    for (const part of back.parts) add(left, part, -1);
  }
  const owed = now.owed.flatMap((one) => {
    const covered = left.get(keyOf(one));
    const grossMinor = one.grossMinor - (covered?.grossMinor ?? 0);
    if (grossMinor <= 0) return [];
    const quantity = Math.max(1, one.quantity - Math.max(0, covered?.quantity ?? 0));
    // Discounts are named on the invoice of the whole line; here they would be named for goods that are not on the document.
    const entry = one.entry === null ? null : { ...one.entry, discounts: [] };
    return [{ ...one, entry, quantity, grossMinor, taxMinor: one.taxMinor - (covered?.taxMinor ?? 0), changes: [] }];
  });
  return { ok: true, owed };
}

/** An invoice over what was added, lowered by `amountMinor`'s difference to it where something of the same rate was taken off in exchange. */
export function planExtra(input: Input, owed: Owed[], amountMinor: Minor): { ok: true; plan: InvoicePlan; seq: number } | { ok: false; problem: Problem } {
  const { order, shop, company, settings, booked } = input;
  const currency = company.currencies.find(({ code }) => code === order.currency);
  if (currency === undefined) return { ok: false, problem: { reason: 'currency-missing', currency: order.currency } };
  const planned = planDocument(input, currency, { owed: lowered(owed, amountMinor), totalMinor: amountMinor, date: dateIn(shop.timeZone, order.updatedAt) });
  if (!planned.ok) return planned;
  const seq = booked.extrasEver + 1;
  return { ok: true, seq, plan: { ...planned.plan, title: extraTitle(planned.plan.title, order, { settings, seq }), apiReference: referenceOf(shop, order, { extra: seq }) } };
}

export function extraTitle(title: string, order: Order, { settings, seq }: { settings: Settings; seq: number }): string {
  return `${title} · ${extraWords[languageOf(order, settings)]}${seq === 1 ? '' : ` ${seq}`}`;
}

const extraWords = { de: 'Nachtrag', fr: 'complément', it: 'aggiunta', en: 'addition' } as const;

export function sumOf(owed: readonly Pick<Owed, 'grossMinor'>[]): Minor {
  return sum(owed.map((one) => one.grossMinor));
}

/** True when what was added and what was taken off carry one and the same rate: only then can one be set off against the other. */
export function sameRate(owed: readonly Owed[], takenOff: readonly Covered[]): boolean {
  return new Set([...owed, ...takenOff].map((one) => one.ratePpm)).size <= 1;
}

function lowered(owed: Owed[], amountMinor: Minor): Owed[] {
  let tooMuchMinor = sumOf(owed) - amountMinor;
  return owed.flatMap((one) => {
    const offMinor = Math.min(tooMuchMinor, one.grossMinor);
    tooMuchMinor -= offMinor;
    if (offMinor === 0) return [one];
    const grossMinor = one.grossMinor - offMinor;
    if (grossMinor === 0) return [];
    return [{ ...one, grossMinor, taxMinor: share(one.taxMinor, grossMinor, one.grossMinor), changes: [...one.changes, { why: 'refund' as const, amountMinor: -offMinor }] }];
  });
}

function keyOf({ lineId, role, ratePpm, ...one }: Pick<Covered, 'lineId' | 'role' | 'ratePpm'> & ({ title: string } | { entry: Owed['entry'] })): string {
  const title = 'title' in one ? one.title : (one.entry?.title ?? '');
  return JSON.stringify([lineId ?? title, role, ratePpm]);
}

function add(amounts: Map<string, Covered>, part: Covered, sign: 1 | -1): void {
  const key = keyOf(part);
  const before = amounts.get(key) ?? { ...part, quantity: 0, grossMinor: 0, taxMinor: 0 };
  amounts.set(key, {
    ...before,
    quantity: before.quantity + sign * part.quantity,
    grossMinor: before.grossMinor + sign * part.grossMinor,
    taxMinor: before.taxMinor + sign * part.taxMinor,
  });
}

