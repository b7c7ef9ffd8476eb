import { addressLines, buyerName } from './addressee.ts';
import { buyerReferences } from './buyer-references.ts';
import type { Covered } from '../booked.ts';
import type { Company, Currency } from '../company.ts';
import { dateIn, plusDays, printedDate } from '../dates.ts';
import type { InvoicePlan, Position } from '../documents.ts';
import { plainText } from '../html.ts';
import { type Articles, invoicePositions, type Printing } from './invoice-positions.ts';
import { languageIdOf, languageOf } from './language.ts';
import { legalNote } from './legal-note.ts';
import { type Minor, sum } from '../money.ts';
import { grossPrices, netPrices } from './net-prices.ts';
import { differencesNow, type Owed, type OwedNow, owedNow, withCents, worthNow } from './owed-now.ts';
import type { Order, Shop } from '../order.ts';
import type { Problem } from '../problem.ts';
import type { Language, Settings } from '../settings.ts';
import { differencesOf } from './refund-differences.ts';
import { salesTaxFor } from './tax.ts';
import { taxedVouchers } from './voucher-tax.ts';
import { fillHtml, fillPlain, type Placeholders } from '../template.ts';
import { printedBankAccount } from './printed-account.ts';

export type InvoiceInput = {
  order: Order;
  shop: Shop;
  settings: Settings;
  company: Company;
  /** What is known of the articles; a SKU known to be missing is written as free text. */
  articles?: Articles;
};

export type PlannedInvoice = { ok: true; plan: InvoicePlan } | { ok: false; problem: Problem };

const titleMax = 80;

/** The invoice an order should have, exact to the cent, or the reason why there cannot be one. Decides everything that needs no id of bexio's. */
export function planInvoice(input: InvoiceInput): PlannedInvoice {
  const { order, shop, settings, company } = input;
  const currency = company.currencies.find(({ code }) => code === order.currency);
  if (currency === undefined) return refused({ reason: 'currency-missing', currency: order.currency });
  const numbers = numberingProblem(company, settings);
  if (numbers !== null) return refused(numbers);
  const date = dateIn(shop.timeZone, order.processedAt);
  const owed = owedOnInvoice(input);
  if (!owed.ok) return owed;
  return planDocument(input, currency, { owed: owed.owed, totalMinor: dueMinor(order), date, covers: coveredAmounts(input), taxes: taxesOf(owed.owed) });
}

/** A document over these amounts, which must add up to the total. `covers`: what of the order it stands for. */
export function planDocument(input: InvoiceInput, currency: Currency, content: { owed: Owed[]; totalMinor: Minor; date: string; covers: Covered[]; taxes: InvoicePlan['taxes'] }): PlannedInvoice {
  const { order, settings, company } = input;
  const { owed, totalMinor, date, covers, taxes } = content;
  const notPossible = roundingProblem(currency, totalMinor);
  if (notPossible !== null) return refused(notPossible);
  const language = languageOf(order, settings);
  const printing = { order, shop: input.shop, settings, company, currency: order.currency, taxesIncluded: order.taxesIncluded, date, language, articles: input.articles ?? {} };
  const priced = pricedPositions(owed, totalMinor, { ...printing, net: settings.presentation === 'net' });
  if (!priced.ok) return priced;
  const exact = sumProblem(order, priced, totalMinor);
  if (exact !== null) return refused(exact);
  const note = legalNote(order, input.shop, owed, language);
  const common = head(input, currency, { date, language });
  const footer = [common.footer, note].filter((part) => part !== null && part !== '').join('<br />');
  const plan = { ...common, footer, net: priced.net, positions: priced.positions, totalMinor, taxes, covers };
  return { ok: true, plan };
}

/**
 * What the order is worth now, line by line as Shopify has it: kept with the invoice, to tell later what was added or taken off. Cents that
 * no line stands for (a till, a conversion) are an amount of their own; mere amounts given back are not taken off.
 */
export function coveredAmounts(input: Pick<InvoiceInput, 'order' | 'shop' | 'company' | 'settings'>, stillHere?: (refundId: string) => boolean): Covered[] {
  const worth = worthOnInvoice(input, stillHere);
  return worth.ok ? worth.owed.map(asCovered) : [];
}

/** As `coveredAmounts`, with what a position of a document needs. `stillHere`: as in `worthNow`. */
export function worthOnInvoice(input: Pick<InvoiceInput, 'order' | 'shop' | 'company' | 'settings'>, stillHere?: (refundId: string) => boolean): OwedNow {
  const { order, shop, company } = input;
  const worth = worthNow(order, hasRateIn(shop, company, order), stillHere);
  if (!worth.ok) return worth;
  const { contained } = differencesNow(order);
  const underWayMinor = sum([...differencesOf(order)].map(([id, one]) => (stillHere?.(id) === true ? one.underWayMinor : 0)));
  const centsMinor = dueMinor(order) + (contained?.lumpMinor ?? 0) + underWayMinor - sum(worth.owed.map((one) => one.grossMinor));
  return { ok: true, owed: taxedVouchers(centsMinor === 0 ? worth.owed : [...worth.owed, roundingOf(centsMinor)], input) };
}

function hasRateIn(shop: Shop, company: Company, order: Order): (ratePpm: number) => boolean {
  const date = dateIn(shop.timeZone, order.processedAt);
  return (ratePpm) => salesTaxFor(company, ratePpm, date) !== null;
}

/** As `owedNow`, as it stands on the invoice: with what a till rounded, and with VAT on vouchers where they carry it. */
export function owedOnInvoice(input: Pick<InvoiceInput, 'order' | 'shop' | 'company' | 'settings'>): OwedNow {
  const { order, shop, company } = input;
  const owed = owedWithRounding(order, hasRateIn(shop, company, order));
  return owed.ok ? { ok: true, owed: taxedVouchers(owed.owed, input) } : owed;
}

export function asCovered({ lineId, entry, role, ratePpm, quantity, grossMinor, taxMinor }: Owed): Covered {
  return { lineId, title: entry?.title ?? '', role, ratePpm, quantity, grossMinor, taxMinor };
}

/** What the invoices of an order are found by in bexio, for ever (`:2` is the one that took the first one's place). */
export function referenceOf(shop: Shop, order: Order, part: { seq: number } | { extra: number }): string {
  const base = `shopify:${shop.id}:order:${order.id}`;
  if ('extra' in part) return `${base}:extra:${part.extra}`;
  return part.seq === 1 ? base : `${base}:${part.seq}`;
}

/** What the buyer has to pay now: Shopify's current total, what was kept of goods that came back, and what the till rounded. */
export function dueMinor(order: Order): Minor {
  const { worthMinor, contained } = differencesNow(order);
  const owedMinor = worthMinor - (contained?.lumpMinor ?? 0);
  // Nothing owed, nothing rounded off: a till takes nothing from an order whose goods have all come back.
  return owedMinor <= 0 ? Math.max(0, owedMinor) : owedMinor + order.totals.cashRoundingMinor;
}

function refused(problem: Problem): { ok: false; problem: Problem } {
  return { ok: false, problem };
}

function numberingProblem({ automaticNumbering, modules }: Company, { documents }: Settings): Problem | null {
  if (!automaticNumbering.invoice) return { reason: 'number-needed', document: 'invoice' };
  if (documents === 'invoice') return null;
  if (!automaticNumbering.order) return { reason: 'number-needed', document: 'order' };
  return modules.deliveries ? null : { reason: 'module-missing', module: 'deliveries' };
}

/** bexio rounds a document's total to the currency's factor, 0.05 on a fresh Swiss company: anything else could never be paid exactly. */
function roundingProblem({ code, roundFactorMinor }: Currency, totalMinor: Minor): Problem | null {
  if (roundFactorMinor <= 1 || totalMinor % roundFactorMinor === 0) return null;
  return { reason: 'total-not-representable', currency: code, totalMinor, roundFactorMinor };
}

/** Rounding up at the till is an amount of its own; rounding down lowers the largest price and is named there (decision 5). */
function owedWithRounding(order: Order, hasRate: (ratePpm: number) => boolean): OwedNow {
  const now = owedNow(order, hasRate);
  const { cashRoundingMinor } = order.totals;
  if (!now.ok) return now;
  if (cashRoundingMinor <= 0) return { ok: true, owed: withCents(now.owed, cashRoundingMinor, 'cash-rounding') };
  return { ok: true, owed: [...now.owed, roundingOf(cashRoundingMinor)] };
}

function roundingOf(grossMinor: Minor): Owed {
  return { role: 'rounding', entry: null, lineId: null, quantity: 1, grossMinor, taxMinor: 0, ratePpm: 0, changes: [] };
}

type PricedPositions = { ok: true; net: boolean; roundingMinor: Minor; positions: Position[] } | { ok: false; problem: Problem };

function pricedPositions(owed: Owed[], totalMinor: Minor, printing: Printing): PricedPositions {
  const net = printing.net ? netPrices(owed, totalMinor, printing.currency) : null;
  const { priced, roundingMinor } = net ?? { priced: grossPrices(owed), roundingMinor: 0 };
  const made = invoicePositions(priced, roundingMinor, { ...printing, net: net !== null });
  return made.ok ? { ...made, net: net !== null, roundingMinor } : made;
}

/** The last look before anything is written. Net documents were made to reach the total; gross ones are simply added up. */
function sumProblem(order: Order, { net, positions }: { net: boolean; positions: Position[] }, totalMinor: Minor): Problem | null {
  const items = positions.flatMap((position) => (position.kind === 'item' ? [position] : []));
  const actualMinor = sum(items.map((item) => item.quantity * item.unitPriceMinor));
  const possible = items.every((item) => item.unitPriceMinor >= 0 && item.quantity > 0);
  if (possible && (net || actualMinor === totalMinor)) return null;
  return { reason: 'order-does-not-add-up', currency: order.currency, expectedMinor: totalMinor, actualMinor };
}

function head({ order, shop, settings, company }: InvoiceInput, currency: Currency, { date, language }: { date: string; language: Language }) {
  const values = placeholders(order, shop, date);
  const texts = settings.texts[language];
  const dueAt = order.paymentTerms?.dueAt ?? null;
  const agreed = dueAt === null ? plusDays(date, settings.daysToPay) : dateIn(shop.timeZone, dueAt);
  return {
    apiReference: referenceOf(shop, order, { seq: 1 }),
    title: plainText(`Shopify ${order.name} ${fillPlain(texts.title, values, titleMax)}`, titleMax),
    header: [fillHtml(texts.header, values), ...buyerReferences(order, texts, language)].filter((line) => line !== '').join('<br />'),
    footer: fillHtml(texts.footer, values),
    currency: order.currency,
    currencyId: currency.id,
    languageId: languageIdOf(company, language),
    bankAccountId: printedBankAccount(order, settings, company),
    paymentTypeId: paymentType(order, settings),
    unitId: settings.unitId,
    templateSlug: templateOf(settings, company),
    date,
    dueDate: agreed < date ? date : agreed,
    addressLines: addressLines(order, language),
  };
}

/** A layout that was deleted in bexio since is left to bexio's default: an invoice must not wait for its looks. */
function templateOf({ templateSlug }: Settings, { documentTemplates }: Company): string | null {
  return documentTemplates === undefined || documentTemplates.some(({ slug }) => slug === templateSlug) ? templateSlug : null;
}

function placeholders(order: Order, shop: Shop, date: string): Placeholders {
  return { order: order.name, customer: buyerName(order), date: printedDate(date), shop: shop.name, po: order.poNumber ?? '', vat: order.company?.vatNumber ?? '', note: order.note ?? '' };
}

/** How the buyer pays, as the first payment that is not a failure says. */
function paymentType(order: Order, { gateways }: Settings): number | null {
  const attempts = order.transactions.filter(({ kind, status }) => ['sale', 'capture', 'authorization'].includes(kind) && ['success', 'pending'].includes(status));
  for (const { gateway } of attempts) {
    const rule = Object.hasOwn(gateways, gateway.toLowerCase()) ? gateways[gateway.toLowerCase()] : undefined;
    if (rule?.paymentTypeId !== undefined && rule.paymentTypeId !== null) return rule.paymentTypeId;
  }
  return null;
}

/** Shopify's own tax per rate for what is owed now, to hold bexio's against: they may differ by half a unit per line, not more. */
export function taxesOf(owed: readonly Pick<Owed, 'ratePpm' | 'taxMinor'>[]): InvoicePlan['taxes'] {
  const byRate = new Map<number, Minor>();
  for (const { ratePpm, taxMinor } of owed) byRate.set(ratePpm, (byRate.get(ratePpm) ?? 0) + taxMinor);
  return [...byRate]
    .map(([ratePpm, amountMinor]) => ({ ratePpm, amountMinor }))
    .filter(({ ratePpm, amountMinor }) => ratePpm !== 0 || amountMinor !== 0)
    .sort((a, b) => b.ratePpm - a.ratePpm);
}
