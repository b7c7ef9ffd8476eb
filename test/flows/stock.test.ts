import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import type { Settings } from '../../src/domain/settings.ts';
import type { OrderInput, StoredOrder } from '../../src/sandbox/shopify/sandbox.ts';
import { closeTaskByHand } from '../../src/sync/order/close-task.ts';
import { openShop, type OpenShop } from './open-shop.ts';

/** Only an issued delivery lowers bexio's stock: order → invoice, and order → delivery → issue as Shopify ships. */
let open: OpenShop;
let usual: Settings;
const throughOrders: Partial<Settings> = { documents: 'order-delivery-invoice', deliver: 'when-fulfilled', articles: 'match' };
beforeAll(async () => {
  open = await openShop({ bexio: { company: { articles: [stocked('TEE', 100), stocked('MUG', 100), stocked('CAP', 100)] } } });
  usual = await open.decide(throughOrders);
});
afterAll(() => open.close());
afterEach(async () => void (await open.decide(usual)));

describe('stock follows what is shipped', () => {
  test('lowered by exactly the units of each parcel, no sooner', async () => {
    const order = open.place(sale([line('TEE', 5), line('MUG', 2)]));
    await booked(order);
    // The order is invoiced at once, and the sandbox's bexio takes an order that is invoiced whole for done: it reserves again from the first parcel on.
    expect(stock('TEE')).toEqual({ onHand: 100, reserved: 0, picked: 0, disposed: 0 });
    open.shop.editor.fulfil(order, { lines: [{ line: 0, quantity: 2 }] });
    await booked(order);
    expect(stock('TEE')).toEqual({ onHand: 98, reserved: 3, picked: 0, disposed: 2 });
    expect(stock('MUG')).toEqual({ onHand: 100, reserved: 2, picked: 0, disposed: 0 });
    open.shop.editor.fulfil(order);
    await booked(order);
    expect(stock('TEE')).toEqual({ onHand: 95, reserved: 0, picked: 0, disposed: 5 });
    expect(stock('MUG')).toEqual({ onHand: 98, reserved: 0, picked: 0, disposed: 2 });
    expect(open.invoicesOf(order)).toEqual([expect.objectContaining({ total: '70.00', total_received_payments: '70.00', source: expect.objectContaining({ kind: 'kb_order' }) as unknown })]);
    expect(deliveriesOf(order)).toEqual([[2], [3, 2]]);
  });

  test('a repeated nudge delivers nothing twice', async () => {
    const order = open.place(sale([line('CAP', 3)]));
    open.shop.editor.fulfil(order);
    await booked(order);
    for (const note of ['a', 'b', 'c']) open.shop.editor.edit(order, { note });
    await booked(order);
    expect(stock('CAP')).toEqual({ onHand: 97, reserved: 0, picked: 0, disposed: 3 });
  });

  test('a line that had to be divided for the Rappen is still delivered by its units', async () => {
    const before = stock('TEE').onHand;
    const order = open.place(sale([{ ...line('TEE', 3), discount: { amount: '0.01', title: 'Rundung' } }]));
    await booked(order);
    expect(open.bexio.books.orders().find(({ title }) => title === `Shopify ${order.name}`)?.positions).toHaveLength(2);
    open.shop.editor.fulfil(order, { lines: [{ line: 0, quantity: 2 }] });
    await booked(order);
    expect(stock('TEE').onHand).toBe(before - 2);
    open.shop.editor.fulfil(order);
    await booked(order);
    expect(stock('TEE').onHand).toBe(before - 3);
  });

  test('at once: delivered with the order, whatever Shopify has shipped', async () => {
    await open.decide({ deliver: 'at-once' });
    const before = stock('MUG').onHand;
    const order = open.place(sale([line('MUG', 4)]));
    await booked(order);
    expect(stock('MUG').onHand).toBe(before - 4);
  });

  test('goods that come back: bexio cannot be told, so the order asks for it until a person says that it is done', async () => {
    const before = stock('CAP').onHand;
    const order = open.place(sale([line('CAP', 3)]));
    open.shop.editor.fulfil(order);
    await booked(order);
    expect(stock('CAP').onHand).toBe(before - 3);
    open.shop.editor.refund(order.id, { lines: [{ line: 0, quantity: 2 }], restock: 'return' });
    await open.finished([order]);
    const { detail } = await open.record(order);
    expect(detail).toMatchObject({ problem: { reason: 'restock-needed', items: [{ sku: 'CAP', quantity: 2 }] } });
    const { refundId } = (detail as { problem: { refundId: string } }).problem;
    expect(await closeTaskByHand(open.app.tools, open.shop.domain, { orderId: order.legacyId, key: refundId }, 'Anna')).toBe(true);
    expect(await closeTaskByHand(open.app.tools, open.shop.domain, { orderId: order.legacyId, key: refundId }, 'Anna')).toBe(false);
    await open.finished([order]);
    expect(await open.record(order)).toMatchObject({ state: 'booked' });
  });

  test('what needs no shipping is not delivered', async () => {
    const order = open.place(sale([{ title: 'Kurs', price: '10.00', requiresShipping: false }, line('TEE', 1)]));
    open.shop.editor.fulfil(order);
    await booked(order);
    expect(deliveriesOf(order)).toEqual([[1]]);
  });

  test('invoice only: no order, no delivery, no stock moved', async () => {
    await open.decide({ documents: 'invoice' });
    const before = stock('TEE');
    const order = open.place(sale([line('TEE', 2)]));
    open.shop.editor.fulfil(order);
    await booked(order);
    expect(stock('TEE')).toEqual(before);
    expect(open.invoicesOf(order)[0]?.source).toBeNull();
  });
});

describe('articles', () => {
  test('match: the article is linked, the price is the shop’s', async () => {
    const id = open.bexio.books.addArticle({ intern_code: 'TEUER', intern_name: 'Im Laden teurer', sale_price: '99.00', taxPercent: '8.1' });
    const order = open.place(sale([line('TEUER', 1)]));
    await booked(order);
    expect(open.invoicesOf(order)[0]).toMatchObject({ total: '10.00', positions: [expect.objectContaining({ article_id: id, unit_price: '10' })] });
  });

  test('match: what bexio does not have is written as text', async () => {
    const order = open.place(sale([line('FEHLT', 1)]));
    await booked(order);
    expect(open.invoicesOf(order)[0]?.positions).toEqual([expect.objectContaining({ type: 'KbPositionCustom', article_id: null, text: expect.stringContaining('FEHLT') as unknown })]);
  });

  test('match: another spelling is another article', async () => {
    open.bexio.books.addArticle({ intern_code: 'Gross-1', intern_name: 'Gross geschrieben' });
    const order = open.place(sale([line('gross-1', 1)]));
    await booked(order);
    expect(open.invoicesOf(order)[0]?.positions[0]?.article_id).toBeNull();
  });

  test('match: of two articles with one code the older, every time', async () => {
    const ids = ['Erster', 'Zweiter'].map((intern_name) => open.bexio.books.addArticle({ intern_code: 'DOPPELT', intern_name }));
    const orders = [open.place(sale([line('DOPPELT', 1)])), open.place(sale([line('DOPPELT', 2)]))];
    for (const order of orders) {
      await booked(order);
      expect(open.invoicesOf(order)[0]?.positions[0]?.article_id).toBe(Math.min(...ids));
    }
  });

  test('create: one article per new SKU, even when several orders want it at once', async () => {
    await open.decide({ articles: 'create', documents: 'invoice' });
    const orders = [1, 2, 3].map((quantity) => open.place(sale([line('NEU', quantity)])));
    for (const order of orders) await booked(order);
    const made = open.bexio.books.articles().filter((article) => article.intern_code === 'NEU');
    expect(made).toEqual([expect.objectContaining({ intern_name: 'Ware NEU', sale_price: '10', is_stock: false })]);
    for (const order of orders) expect(open.invoicesOf(order)[0]?.positions[0]?.article_id).toBe(made[0]?.id);
  });

  test('text: never looked up', async () => {
    await open.decide({ articles: 'text', documents: 'invoice' });
    open.bexio.requests.clear();
    const order = open.place(sale([line('TEE', 1)]));
    await booked(order);
    expect(open.bexio.requests.count({ path: /\/article/ })).toBe(0);
    expect(open.invoicesOf(order)[0]?.positions[0]).toMatchObject({ type: 'KbPositionCustom', article_id: null });
  });
});

test('a plan without deliveries: the setting asks for what it does not have, and says so', async () => {
  const poor = await openShop({ bexio: { company: { modules: ['offers', 'orders', 'invoices'] } } });
  expect((await poor.decide({})).documents).toBe('invoice');
  const fine = poor.place(sale([line('TEE', 1)]));
  expect((await poor.finished([fine]))[0]?.state).toBe('booked');
  await poor.decide({ documents: 'order-delivery-invoice' });
  const order = poor.place(sale([line('TEE', 1)]));
  const [record] = await poor.finished([order]);
  expect(record?.detail).toEqual({ kind: 'problem', problem: { reason: 'module-missing', module: 'deliveries' } });
  expect([poor.bexio.books.orders(), poor.invoicesOf(order)]).toEqual([[], []]);
  await poor.close();
});

test('the proposal follows the company: it keeps stock, so orders and deliveries are proposed', async () => {
  expect((await open.app.store.settings.history(open.shop.domain)).at(-1)?.settings.documents).toBe('order-delivery-invoice');
});

function stocked(code: string, units: number) {
  return { intern_code: code, intern_name: `Ware ${code}`, sale_price: '10.00', taxPercent: '8.1', is_stock: true, stock_nr: units };
}

function line(sku: string, quantity: number): OrderInput['lines'][number] {
  return { title: `Ware ${sku}`, sku, price: '10.00', quantity };
}

function sale(lines: OrderInput['lines']): OrderInput {
  return { customer: { lastName: 'Lager', email: 'lager@example.ch' }, email: 'lager@example.ch', lines, payments: [{ gateway: 'shopify_payments' }] };
}

async function booked(order: StoredOrder): Promise<void> {
  const [record] = await open.finished([order]);
  expect({ state: record?.state, detail: record?.detail }).toEqual({ state: 'booked', detail: { kind: 'booked' } });
}

/** Units of each issued delivery of an order, in the order of its positions. */
function deliveriesOf(order: StoredOrder): number[][] {
  const own = open.bexio.books.deliveries().filter((delivery) => delivery.title === `Shopify ${order.name}`);
  expect(own.every((delivery) => delivery.status === 18)).toBe(true);
  return own.map((delivery) => delivery.positions.map((position) => Number(position.amount)));
}

function stock(code: string) {
  const article = open.bexio.books.articles().find((one) => one.intern_code === code)!;
  return { onHand: article.stock_nr, reserved: article.stock_reserved_nr, picked: article.stock_picked_nr, disposed: article.stock_disposed_nr };
}
