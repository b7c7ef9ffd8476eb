import { afterAll, beforeAll, expect, test } from 'vitest';
import { firmOrder } from './buyers.ts';
import { killEverywhere } from './crash-matrix.ts';
import { openCrashRun, type CrashRun, type Point } from './crash-run.ts';

// Fault 17 where bexio keeps the stock: order → invoice and order → delivery → issue. What it shares with the plain way is killed there.

/** What every creation goes through: here a sales order, its conversion and its delivery. */
const made = ['intent-prepared', 'intent-sent', 'answer-received', 'link-recorded'];
const lines = [{ title: 'Bürostuhl', sku: 'STUHL', price: '249.05', quantity: 2 }];

let run: CrashRun;
beforeAll(async () => {
  run = await openCrashRun({
    settings: { documents: 'order-delivery-invoice', deliver: 'when-fulfilled' },
    bexio: { company: { articles: [{ intern_code: 'STUHL', intern_name: 'Bürostuhl', taxPercent: '8.1', is_stock: true, stock_nr: 1_000 }] } },
  });
});
afterAll(() => run.close());

test('order, delivery, invoice: killed at every moment that the plain way does not have', async () => {
  const points = await killEverywhere(
    run,
    { first: (mail) => firmOrder(mail, { lines }), afterwards: ({ open }, order) => void open.shop.editor.fulfil(order), next: (mail) => firmOrder(mail, { lines }) },
    onlyHere,
  );
  expect(points.map((one) => one.moment)).toEqual([
    ...made,
    ...made,
    'verified',
    'completion-recorded',
    ...made,
    'delivery-issue-sent',
    'delivery-issue-recorded',
  ]);
  const [article] = run.open.bexio.books.articles().filter((one) => one.intern_code === 'STUHL');
  // Two units for each first order: the second ones are not fulfilled.
  expect(article!.stock_nr).toBe(1_000 - 2 * (points.length + 1));
});

/** From the sales order to the completed invoice, and from the delivery on. */
function onlyHere(all: Point[]): Point[] {
  const at = (moment: string) => all.findIndex((one) => one.moment === moment);
  return [...all.slice(at('link-recorded') + 1, at('completion-recorded') + 1), ...all.slice(at('payment-recorded') + 1, at('delivery-issue-recorded') + 1)];
}
