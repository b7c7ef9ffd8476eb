import type { Minor } from './money.ts';

/** An invoice in bexio, as far as it can be recognised by. */
export type KnownInvoice = { id: number; number: string; title: string; apiReference: string | null; totalMinor: Minor; currencyId: number };

/**
 * `new`: nothing in bexio says that it was invoiced. `linked`: ours, on record. `ours`: our reference without a record (a restored backup,
 * an earlier installation). `elsewhere`: another connector's or a person's, by title and total. `unclear`: by title, with another total.
 */
export type Recognised =
  | { as: 'new' }
  | { as: 'linked' }
  | { as: 'ours' | 'elsewhere' | 'unclear'; invoiceId: number; number: string };

/** How other connectors and people name an invoice; `{{order}}` is the order's name. */
export const usualTitles = ['Shopify {{order}}', '{{order}}', 'Order {{order}}', 'Bestellung {{order}}', 'Commande {{order}}', 'Ordine {{order}}'];

/** All invoices of a company by what they can be found by. */
export type InvoiceIndex = { byReference: Map<string, KnownInvoice>; byTitle: Map<string, KnownInvoice[]> };

export function indexInvoices(invoices: Iterable<KnownInvoice>): InvoiceIndex {
  const index: InvoiceIndex = { byReference: new Map(), byTitle: new Map() };
  for (const invoice of invoices) {
    if (invoice.apiReference !== null) index.byReference.set(invoice.apiReference, invoice);
    const title = normal(invoice.title);
    if (title !== '') index.byTitle.set(title, [...(index.byTitle.get(title) ?? []), invoice]);
  }
  return index;
}

export type PastOrderFacts = { reference: string; name: string; totalsMinor: readonly Minor[]; currencyId: number | null };

/** An order that anything speaks for having been invoiced is never invoiced again; whoever doubts decides by hand. */
export function recognise(order: PastOrderFacts, index: InvoiceIndex, titles: readonly string[]): Recognised {
  const ours = index.byReference.get(order.reference);
  if (ours) return { as: 'ours', invoiceId: ours.id, number: ours.number };
  // Another shop of this company may have an order of the same name: what carries a reference of ours is that shop's.
  const alike = titles.flatMap((title) => index.byTitle.get(normal(title.replaceAll('{{order}}', order.name))) ?? []).filter((one) => !one.apiReference?.startsWith('shopify:'));
  const exact = alike.find((one) => order.totalsMinor.includes(one.totalMinor) && (order.currencyId === null || one.currencyId === order.currencyId));
  if (exact) return { as: 'elsewhere', invoiceId: exact.id, number: exact.number };
  const [first] = alike;
  return first ? { as: 'unclear', invoiceId: first.id, number: first.number } : { as: 'new' };
}

function normal(title: string): string {
  return title.trim().replaceAll(/\s+/g, ' ').toLowerCase();
}
