import type { Order } from '../../../src/domain/order.ts';
import { aLine, anAddress, anOrder, someSettings } from '../../domain/build.ts';
import { aProductLine } from '../../store/contract-products.ts';
import { tellImport } from './past-runs.ts';
import { aProblemRecord, aRecord, connect, install, settle, shopA, type Shopfront } from './shopfront.ts';
import { tellRun, tellWholeLife } from './whole-life.ts';
import { leadStock, rememberStock } from './stocked.ts';

/** What buyers and other programs may put where we print it. */
export const hostileTexts = {
  markup: `<script>alert(1)</script><img src=x onerror=alert(2)>"'><b>&amp;`,
  template: '{{order}} ${7*7} %s javascript:alert(3)',
  rightToLeft: '\u202Eمرحبا שלום\u202C \u200Fabc',
  emoji: '👩‍👩‍👧‍👦🇨🇭🧀 ́́́Z̷a̷l̷g̷o̷',
  oneWord: 'Donaudampfschifffahrtsgesellschaftskapitän'.repeat(120),
  long: 'Sehr langer Name '.repeat(300),
  control: 'a\u0001b\u0007c\r\nd\te',
};

/** A shop in which every text is hostile; answers the orders as Shopify would tell them. */
export async function fillHostile({ store }: Pick<Shopfront, 'store'>, orders: Map<string, Order>): Promise<void> {
  await install(store, { ...shopA, name: hostileTexts.markup });
  await connect(store);
  const rules = [{ name: hostileTexts.markup.slice(0, 60), when: { tags: [hostileTexts.markup, hostileTexts.rightToLeft, hostileTexts.oneWord.slice(0, 900)], shippingMethods: [hostileTexts.template] }, then: { texts: { de: { title: hostileTexts.markup, footer: hostileTexts.template } } } }];
  await settle(store, shopA, someSettings({ rules }));
  await leadStock(store, 'shopify');
  await tellWholeLife(store, shopA.domain, '8000', { title: hostileTexts.markup + hostileTexts.oneWord.slice(0, 300), rule: hostileTexts.rightToLeft });
  await tellRun(store, shopA.domain);
  for (const [index, text] of Object.values(hostileTexts).entries()) {
    const orderId = String(8000 + index * 2);
    const other = String(8001 + index * 2);
    await store.orders.record(aRecord({ orderId, name: text, customerLabel: text, invoiceNumber: text.slice(0, 60), gateways: text.replaceAll(',', ' ').slice(0, 200) }));
    await store.journal.add({ shop: shopA.domain, orderId, event: text.slice(0, 200), actor: text.slice(0, 200) });
    await store.orders.record(aProblemRecord({ reason: 'refused', action: text, field: text, message: text }, { orderId: other, name: text, customerLabel: text }));
    const line = aProductLine({ key: `v:${orderId}`, sku: text.slice(0, 255), name: text.slice(0, 255), differences: [{ field: 'description', shopify: text, bexio: text, write: { side: 'bexio', value: text }, hindrance: null }, { field: 'price', shopify: text, bexio: text, write: null, hindrance: 'other-currency' }] });
    await store.atomically([store.products.recording({ shop: shopA.domain, companyId: 'c-77' }, line, { state: 'refused', cause: text })]);
    const order = anOrder({ id: orderId, name: text, note: text, billingAddress: anAddress({ firstName: text, company: text, address1: text, city: text }), lines: [aLine({ title: text, variantTitle: text, discounts: [] })] });
    await rememberStock(store, { sku: `${text.slice(0, 100)}${index}`, name: text, state: 'to-type', wanted: 5, why: 'booked' });
    await store.journal.add({ shop: shopA.domain, orderId: null, event: 'stock-set', detail: { sku: text, from: 1, to: 2, bexioAvailable: 2, pendingUnits: 0 } });
    orders.set(orderId, order).set(other, { ...order, id: other });
  }
  await tellImport(store, shopA.domain, { id: 'p-hostile', phase: 'ready', names: Object.values(hostileTexts) });
}

export const hostilePaths = ['/', '/orders', '/orders/8000', '/orders/8001', '/orders/8003', '/orders/8004', '/orders/8006', '/orders/8008', '/orders/8009', '/orders/8010', '/orders/8000/preview', '/orders/8004/preview', '/orders/8008/preview', '/preview?from=2026-11-21&to=2026-11-21', '/settings/payments', '/check', '/stock', '/products', '/import/p-hostile'];
