import type { Minor } from '../money.ts';
import type { MoneySide } from '../order.ts';

/** An invoice in bexio, as far as it can be recognised by. `reference`: what a person typed into that field. */
export type KnownInvoice = { id: number; number: string; title: string; apiReference: string | null; reference: string | null; totalMinor: Minor; currencyId: number };

/**
 * `new`: nothing in bexio says that it was invoiced. `linked`: ours, on record. `ours`: our reference without a record (a restored backup,
 * an earlier installation). `elsewhere`: another connector's or a person's, by its words and its total. `unclear`: by its words, with
 * another total or another currency. `side`: of the order's money, on which the invoice is; absent = the shop's.
 */
export type Recognised =
  | { as: 'new' }
  | { as: 'linked' }
  | { as: 'ours' | 'elsewhere' | 'unclear'; invoiceId: number; number: string; side?: MoneySide };

/** How other connectors and people name an invoice: `{name}` is the order's name (`#1001`), `{number}` its number (`1001`). */
export const usualPatterns = ['Shopify {name}', '{name}', 'Order {name}', 'Bestellung {name}', 'Commande {name}', 'Ordine {name}'];

const patternLengthMax = 80;

/** Without a placeholder a pattern would recognise the same invoice for every order. */
export function patternFault(pattern: string): 'too-long' | 'no-placeholder' | 'unknown-placeholder' | null {
  if (pattern.length > patternLengthMax) return 'too-long';
  const placeholders = [...pattern.matchAll(/\{[^{}]*\}/g)].map(([whole]) => whole);
  if (placeholders.some((one) => one !== '{name}' && one !== '{number}')) return 'unknown-placeholder';
  return placeholders.length === 0 ? 'no-placeholder' : null;
}

/** All invoices of a company by what they can be found by. */
export type InvoiceIndex = { byReference: Map<string, KnownInvoice>; byWords: Map<string, KnownInvoice[]>; size: number; lastId: number };

export function indexInvoices(invoices: Iterable<KnownInvoice>): InvoiceIndex {
  const index: InvoiceIndex = { byReference: new Map(), byWords: new Map(), size: 0, lastId: 0 };
  for (const invoice of invoices) {
    index.size += 1;
    index.lastId = Math.max(index.lastId, invoice.id);
    const order = orderReferenceIn(invoice.apiReference);
    if (order !== null) index.byReference.set(order, invoice);
    // What carries a reference of ours belongs to that order of that shop, whatever else is written on it.
    if (isOurs(invoice.apiReference)) continue;
    const words = new Set([invoice.title, invoice.apiReference, invoice.reference].map((text) => normal(text ?? '')));
    words.delete('');
    for (const one of words) {
      const alike = index.byWords.get(one);
      if (alike) alike.push(invoice);
      else index.byWords.set(one, [invoice]);
    }
  }
  return index;
}

/** What an order is worth, in the shop's currency and in the one the buyer paid in. `currencyId`: bexio's; null = bexio does not know it. */
export type PastAmounts = { side: MoneySide; totalsMinor: readonly Minor[]; currencyId: number | null };
/** `amounts`: one, or two where the buyer paid in another currency. */
export type PastOrderFacts = { reference: string; name: string; number: number; amounts: readonly PastAmounts[] };

/**
 * An order that anything speaks for having been invoiced is never invoiced again; whoever doubts decides by hand. The words must be the
 * pattern's, whole: `#100` is not found in `#1001`.
 */
export function recognise(order: PastOrderFacts, index: InvoiceIndex, patterns: readonly string[]): Recognised {
  const ours = index.byReference.get(order.reference);
  if (ours) return { as: 'ours', ...named(order, ours) };
  const alike = patterns.flatMap((pattern) => index.byWords.get(normal(written(pattern, order))) ?? []);
  const exact = alike.find((one) => order.amounts.some((amounts) => isWorth(one, amounts)));
  if (exact) return { as: 'elsewhere', ...named(order, exact) };
  const [first] = alike;
  return first ? { as: 'unclear', ...named(order, first) } : { as: 'new' };
}

/** Where bexio does not know the shop's own currency, the invoice is in one that took its place. */
function isWorth({ totalMinor, currencyId }: KnownInvoice, amounts: PastAmounts): boolean {
  const isIn = amounts.currencyId === null ? amounts.side === 'shop' : amounts.currencyId === currencyId;
  return isIn && amounts.totalsMinor.includes(totalMinor);
}

/** Its currency tells the side, also where the total does not agree: the order is looked at on it from then on. */
function named({ amounts }: PastOrderFacts, { id, number, currencyId }: KnownInvoice): { invoiceId: number; number: string; side?: MoneySide } {
  const side = amounts.find((one) => one.currencyId === currencyId)?.side ?? 'shop';
  return { invoiceId: id, number, ...(side === 'shop' ? {} : { side }) };
}

/** In one pass, so that a name with braces in it stays what it is. */
function written(pattern: string, { name, number }: PastOrderFacts): string {
  return pattern.replaceAll(/\{(?:name|number)\}/g, (placeholder) => (placeholder === '{name}' ? name : String(number)));
}

function isOurs(apiReference: string | null): boolean {
  return apiReference !== null && /^shopify:\d+:order:\d+(?::|$)/.test(apiReference);
}

/** `…:2` is the invoice that took the place of the first; an additional one (`…:extra:1`) does not stand for the order. */
function orderReferenceIn(apiReference: string | null): string | null {
  return /^(shopify:\d+:order:\d+)(?::\d+)?$/.exec(apiReference ?? '')?.[1] ?? null;
}

function normal(words: string): string {
  return words.trim().replaceAll(/\s+/g, ' ').toLowerCase();
}
