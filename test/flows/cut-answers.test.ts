import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Fault, FaultKind } from '../../src/sandbox/bexio/sandbox.ts';
import { firmOrder } from './buyers.ts';
import { bookedOf } from './oracle.ts';
import { openStage, type Stage } from './stage.ts';

// Faults 18, 19, 23 and 24: whatever becomes of the answer to a write, the books are those of a quiet day.

const fates: Record<string, FaultKind> = {
  'cut before processing': { kind: 'cut-before' },
  'cut after processing': { kind: 'cut-after' },
  'executed late, the connection cut': { kind: 'late', delayMs: 20, answer: 'cut' },
  'executed late behind a gateway': { kind: 'late', delayMs: 20, answer: 'gateway-timeout' },
  '502 instead of processing': { kind: 'status', status: 502, html: '<html>Bad Gateway</html>' },
  '502 after processing': { kind: 'status-after', status: 502, html: '<html>Bad Gateway</html>' },
  '200 with HTML': { kind: 'html' },
  'half of the JSON': { kind: 'truncated-json' },
  'no body': { kind: 'empty-body' },
  'no id': { kind: 'missing-id' },
  'fewer bytes than announced': { kind: 'wrong-content-length' },
};

const plainWrites = {
  'contact': /^\/2\.0\/contact$/,
  'person of a contact': /^\/2\.0\/contact\/\d+\/additional_address$/,
  'invoice': /^\/2\.0\/kb_invoice$/,
  'issue': /^\/2\.0\/kb_invoice\/\d+\/issue$/,
  'payment': /^\/2\.0\/kb_invoice\/\d+\/payment$/,
};

const stockWrites = {
  'sales order': /^\/2\.0\/kb_order$/,
  'conversion': /^\/2\.0\/kb_order\/\d+\/invoice$/,
  'completion': /^\/2\.0\/kb_invoice\/\d+$/,
  'delivery': /^\/2\.0\/kb_order\/\d+\/delivery$/,
  'issue of a delivery': /^\/2\.0\/kb_delivery\/\d+\/issue$/,
};

describe('invoices', () => {
  unclearAnswers(plainWrites, () => openStage());
});

describe('order, delivery, invoice', () => {
  unclearAnswers(stockWrites, () =>
    openStage({
      settings: { documents: 'order-delivery-invoice', deliver: 'at-once' },
      bexio: { company: { articles: [{ intern_code: 'STUHL', intern_name: 'Bürostuhl', taxPercent: '8.1', is_stock: true, stock_nr: 10_000 }] } },
    }),
  );
});

function unclearAnswers(writes: Record<string, RegExp>, open: () => Promise<Stage>): void {
  let stage: Stage;
  let quiet: unknown;
  let buyers = 0;
  beforeAll(async () => {
    stage = await open();
    quiet = await bookOne(null);
  });
  afterAll(() => stage.close());

  for (const [what, path] of Object.entries(writes)) {
    test.for(Object.entries(fates))(`${what}: %s`, async ([, fate]) => {
      expect(await bookOne({ match: { method: 'POST', path, nth: 1 }, ...fate })).toEqual(quiet);
      expect(await stage.violations()).toEqual([]);
    });
  }

  /** A new buyer's order, with the fault if there is one; what the books then hold. */
  async function bookOne(fault: Fault | null): Promise<unknown> {
    const name = `kaeufer-${(buyers += 1)}`;
    const mail = `${name}@flow.example`;
    const handle = fault && stage.bexio.faults.add(fault);
    const order = stage.place(firmOrder(mail, { lines: [{ title: 'Bürostuhl', sku: 'STUHL', price: '249.05', quantity: 2 }] }));
    const [record] = await stage.drain([order]);
    expect(record!.state).toBe('booked');
    expect(handle?.hits() ?? 1).toBe(1);
    stage.bexio.faults.clear();
    return JSON.parse(JSON.stringify(await bookedOf(stage.bexio, { invoiceId: record!.invoiceId, mail })).replaceAll(order.name, '#').replaceAll(name, 'kaeufer'));
  }
}

describe('found again by other ways', () => {
  let stage: Stage;
  beforeAll(async () => {
    stage = await openStage({ settings: { documents: 'order-delivery-invoice', deliver: 'at-once' } });
  });
  afterAll(() => stage.close());

  test('bexio refuses a second conversion because the first was executed after the search: its invoice is taken', async () => {
    const { faults } = stage.bexio;
    faults.add({ match: { method: 'POST', path: /^\/2\.0\/kb_order\/\d+\/invoice$/, nth: 1 }, kind: 'late', delayMs: 1_000 });
    // By reference first, then by title: that answer is on its way while bexio converts.
    faults.add({ match: { method: 'POST', path: /kb_invoice\/search$/, nth: 2 }, kind: 'slow', delayMs: 1_600 });
    const order = stage.place(firmOrder('wandel@flow.example'));
    await stage.settled();
    stage.clock.jump(120_000);
    await stage.settled();
    faults.clear();
    const conversions = stage.bexio.requests.all({ method: 'POST', path: /^\/2\.0\/kb_order\/\d+\/invoice$/ });
    expect(conversions.map((one) => one.status)).toEqual([504, 422]);
    expect(await stage.drain([order])).toMatchObject([{ state: 'booked' }]);
    expect(await stage.violations()).toEqual([]);
  });

  test('the search lags by an hour: the list of the newest knows the invoice', async () => {
    await stage.decide({ documents: 'invoice' });
    const { faults } = stage.bexio;
    faults.add({ kind: 'search-lag', lagMs: 3_600_000 });
    faults.add({ match: { method: 'POST', path: /^\/2\.0\/kb_invoice$/, nth: 1 }, kind: 'cut-after' });
    const order = stage.place(firmOrder('wandel@flow.example'));
    expect(await stage.drain([order])).toMatchObject([{ state: 'booked' }]);
    faults.clear();
    expect(await stage.violations()).toEqual([]);
  });
});

describe('executed after everything was over', () => {
  let stage: Stage;
  beforeAll(async () => {
    stage = await openStage();
  });
  afterAll(() => stage.close());

  test('a draft that appears after another was issued is removed by the next sweep, and only that one', async () => {
    stage.bexio.faults.add({ match: { method: 'POST', path: /^\/2\.0\/kb_invoice$/, nth: 1 }, kind: 'late', delayMs: 1_000 });
    const order = stage.place(firmOrder('spaet@flow.example'));
    await stage.settled();
    // The quiet period ends before bexio executes what it had given up: the search finds nothing, and a second draft is made and issued.
    stage.clock.jump(120_000);
    await stage.settled();
    expect((await stage.record(order)).state).toBe('booked');
    await stage.bexio.faults.settled();
    expect(stage.bexio.books.invoices().map((one) => one.status).toSorted()).toEqual([7, 9].toSorted());
    // The oracle sees it, or it would prove nothing anywhere else.
    expect(await stage.violations()).toContain(`I2 ${order.name} has 1 stray drafts`);

    stage.clock.jump(10 * 60_000);
    await stage.run({ kind: 'strays', subject: 'routine' });
    expect(await stage.violations()).toEqual([]);
    expect(stage.invoicesOf(order)).toHaveLength(1);
    expect((await stage.app.store.journal.of(stage.shop.domain, order.legacyId)).map((one) => one.event)).toContain('draft-removed');
  });
});
