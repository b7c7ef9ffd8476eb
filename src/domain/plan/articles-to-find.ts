import { articleName } from '../products/compare-product.ts';
import type { Company } from '../company.ts';
import type { ArticlePlan, InvoicePlan, Position } from '../documents.ts';
import type { Articles } from '../invoice/invoice-positions.ts';
import type { Order, OrderLine } from '../order.ts';
import type { Settings } from '../settings.ts';

type Situation = { order: Order; settings: Settings; company: Company; booked: { articles: Articles } };

/** SKUs of the invoice that have not been looked up yet, with what to create of them if the merchant wants that; null = all are known. */
export function articlesToFind({ order, settings, booked }: Situation, invoice: InvoicePlan): { skus: string[]; create: ArticlePlan[] } | null {
  const items = invoice.positions.flatMap((position) => (position.kind === 'item' ? [position] : []));
  const unknown = new Map<string, Item>();
  for (const item of items) {
    if (item.sku !== null && !Object.hasOwn(booked.articles, item.sku) && !unknown.has(item.sku)) unknown.set(item.sku, item);
  }
  if (unknown.size === 0) return null;
  const create = settings.articles === 'create' ? [...unknown].flatMap(([sku, item]) => articleOf(sku, item, { order, invoice })) : [];
  return { skus: [...unknown.keys()], create };
}

type Item = Extract<Position, { kind: 'item' }>;

/** The article as the first line with its SKU shows it: the shop's price before discounts. */
function articleOf(sku: string, item: Item, { order, invoice }: { order: Order; invoice: InvoicePlan }): ArticlePlan[] {
  const line = order.lines.find(({ id }) => id === item.lineId);
  if (line === undefined) return [];
  const { currencyId, unitId } = invoice;
  return [{ sku, name: nameOf(line), salePriceMinor: line.unitPriceMinor, currencyId, taxId: item.taxId, accountId: item.accountId, unitId }];
}

/** As the comparison of products names it, so that it does not differ from the first day on. */
function nameOf({ title, variantTitle }: OrderLine): string {
  return articleName({ productTitle: title, title: variantTitle === 'Default Title' ? null : variantTitle });
}
