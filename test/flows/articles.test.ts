import { afterAll, beforeAll, expect, test } from 'vitest';
import type { OrderInput } from '../../src/sandbox/shopify/sandbox.ts';
import { openStage, type Stage } from './stage.ts';

// Articles that orders ask for: made once, found again, and made anew where somebody has deleted them in bexio.

let stage: Stage;
beforeAll(async () => {
  stage = await openStage({ settings: { articles: 'create' } });
});
afterAll(() => stage.close());

const cup = (sku: string): OrderInput => ({ customer: { lastName: 'A', email: 'a@example.ch' }, email: 'a@example.ch', lines: [{ title: `Tasse ${sku}`, sku, price: '10.00' }], payments: [{ gateway: 'shopify_payments' }] });
const articles = (sku: string) => stage.bexio.books.articles().filter(({ intern_code }) => intern_code === sku);

function invoiceOf(record: { invoiceId: number | null } | undefined) {
  const found = stage.bexio.books.invoice(record?.invoiceId ?? 0);
  if (!found) throw new Error('no such invoice');
  return found;
}

test('an article that the app made and a person deleted is made anew for the next order, once', async () => {
  const [first] = await stage.drain([stage.place(cup('A'))]);
  expect([first?.state, articles('A').length]).toEqual(['booked', 1]);
  stage.bexio.books.deleteArticle(articles('A')[0]?.id ?? 0);
  const orders = [stage.place(cup('A')), stage.place(cup('A'))];
  const records = await stage.drain(orders);
  expect(records.map(({ state, detail }) => [state, detail])).toEqual([['booked', { kind: 'booked' }], ['booked', { kind: 'booked' }]]);
  expect(articles('A')).toHaveLength(1);
  expect(await stage.violations()).toEqual([]);
});

test('one that a person made and deleted is no article any more: its line is written as text, also on a bexio order', async () => {
  await stage.decide({ articles: 'match' });
  for (const documents of ['invoice', 'order-delivery-invoice'] as const) {
    await stage.decide({ documents });
    const id = stage.bexio.books.addArticle({ intern_code: `B-${documents}`, intern_name: 'Becher', taxPercent: '8.1' });
    const [known] = await stage.drain([stage.place(cup(`B-${documents}`))]);
    expect(invoiceOf(known).positions.map((one) => one['article_id'])).toContain(id);
    stage.bexio.books.deleteArticle(id);
    const order = stage.place(cup(`B-${documents}`));
    const [after] = await stage.drain([order]);
    expect(after).toMatchObject({ state: 'booked' });
    expect(invoiceOf(after).positions.map((one) => one['article_id'] ?? null)).toEqual([null]);
    expect((await stage.app.store.journal.of(stage.shop.domain, order.legacyId)).map(({ event }) => event)).toContain('article-deleted-in-bexio');
  }
  await stage.decide({ articles: 'create', documents: 'invoice' });
});

test('a contact that was archived in bexio: the buyer gets one that is not', async () => {
  const buyer = { ...cup('C'), customer: { lastName: 'Archiv', email: 'archiv@example.ch' }, email: 'archiv@example.ch' };
  const [first] = await stage.drain([stage.place(buyer)]);
  const former = invoiceOf(first).contact_id;
  stage.bexio.books.archiveContact(former);
  const records = await stage.drain([stage.place(buyer), stage.place(buyer)]);
  const contacts = records.map((record) => invoiceOf(record).contact_id);
  expect(new Set(contacts).size).toBe(1);
  expect(contacts).not.toContain(former);
});

test('what bexio refuses for another reason stays refused, and nothing is forgotten', async () => {
  const order = stage.place(cup('D'));
  await stage.drain([order]);
  const articlesBefore = await stage.app.store.links.all(stage.shop.domain, stage.bexio.books.companyId, 'article');
  const json = { error_code: 422, message: 'The form could not be saved', errors: ['title: is not liked'] };
  const fault = stage.bexio.faults.add({ match: { method: 'POST', path: /\/kb_invoice$/ }, kind: 'status', status: 422, json });
  const [refused] = await stage.drain([stage.place(cup('D'))]);
  fault.remove();
  expect(refused).toMatchObject({ state: 'problem', detail: { problem: { reason: 'refused' } } });
  expect(await stage.app.store.links.all(stage.shop.domain, stage.bexio.books.companyId, 'article')).toEqual(articlesBefore);
});
