import { afterAll, beforeAll, expect, test } from 'vitest';
import { openShop, type OpenShop } from './open-shop.ts';
import { openStage } from './stage.ts';

/** The health check speaks of what this shop really sells at and may do, and Home says what it found without being asked. */
let open: OpenShop;
beforeAll(async () => {
  open = await openShop({ settings: { articles: 'text' } });
});
afterAll(() => open.close());

test('a rate that an order carried is looked up in bexio from then on', async () => {
  expect(await said(open, '/check')).not.toContain('3.8');
  await open.finished([open.place({ lines: [{ title: 'Übernachtung', price: '68.00', taxRate: '0.038' }], payments: [{ gateway: 'shopify_payments' }] })]);
  await open.settled();
  expect(await said(open, '/check')).toContain('3.8');
  expect(await said(open, '/')).not.toContain('verdient einen Blick');
});

test('a rate that bexio has not is named on Home, before the next order meets it', async () => {
  await open.finished([open.place({ lines: [{ title: 'Buch aus Deutschland', price: '10.70', taxRate: '0.07' }], payments: [{ gateway: 'shopify_payments' }] })]);
  await open.settled();
  expect(await said(open, '/check')).toMatch(/7\s?%/);
  expect(await said(open, '/')).toMatch(/verdien(t|en) einen Blick/);
});

test('a right that the person lost in bexio stands on Home a day later, and goes when it is given back and asked for', async () => {
  const stage = await openStage({ settings: { articles: 'text' } });
  try {
    const { books } = stage.bexio;
    const userId = books.ownerId();
    expect(await said(stage, '/')).not.toContain('Rechnungen bearbeiten');
    books.setForbidden(userId, ['kb_invoice_edit']);
    stage.clock.jump(24 * 3_600_000);
    await stage.settled();
    expect(await said(stage, '/')).toContain('darf in bexio nicht bearbeiten: Rechnungen');

    books.setForbidden(userId, []);
    const page = await stage.merchant.open('/check');
    expect(page.document.textContent).toContain('darf in bexio nicht bearbeiten: Rechnungen');
    const again = page.document.querySelectorAll('form').find((form) => form.getAttribute('action')?.startsWith('/check/again'));
    const after = await stage.merchant.submit(page, again!);
    expect(after.status).toBe(200);
    await stage.settled();
    expect(await said(stage, '/check')).not.toContain('darf in bexio nicht bearbeiten: Rechnungen');
    expect(await said(stage, '/')).not.toContain('darf in bexio nicht bearbeiten: Rechnungen');
  } finally {
    await stage.close();
  }
});

test('orders that no webhook announces are noticed an hour later; late ones are not', async () => {
  const stage = await openStage({ settings: { articles: 'text' } });
  try {
    const { deliveries } = stage.shopify;
    const anOrder = () => stage.place({ lines: [{ title: 'Buch', price: '10.00', taxRate: '0.026' }], payments: [{ gateway: 'shopify_payments' }] });
    stage.clock.jump(60_000);
    deliveries.pause();
    const late = stage.shop.editor.create({ lines: [{ title: 'Buch', price: '10.00', taxRate: '0.026' }], payments: [{ gateway: 'shopify_payments' }] });
    stage.clock.jump(300_000);
    await stage.app.worker.idle();
    expect((await stage.record(late)).state).toBe('booked');
    deliveries.resume();
    await stage.settled();
    for (let hour = 0; hour < 3; hour++) {
      stage.clock.jump(3_600_000);
      await stage.settled();
    }
    expect(await said(stage, '/check')).not.toContain('nicht gemeldet');

    deliveries.drop(() => true);
    anOrder();
    for (let hour = 0; hour < 3; hour++) {
      stage.clock.jump(3_600_000);
      await stage.settled();
    }
    expect(await said(stage, '/check')).toContain('nicht gemeldet');
    expect(await said(stage, '/')).toContain('nicht gemeldet');
  } finally {
    await stage.close();
  }
});

async function said(shop: OpenShop, path: string): Promise<string> {
  return (await shop.merchant.open(path)).document.textContent;
}
