import { describe, expect, test } from 'vitest';
import { noRequests, type ImportPlan } from '../../src/domain/past/history-import.ts';
import type { NewImportRow } from '../../src/store/imports.ts';
import type { Bench } from './contract.ts';
import { aShopDomain, start } from './samples.ts';

const plan: ImportPlan = { from: '2026-03-01T00:00:00Z', until: '2026-04-01T00:00:00Z', patterns: ['Shopify {name}'], recognised: 'adopt' };
const progress = { exportId: null, byPages: false, cursor: null, expected: null, requests: noRequests, invoices: 0, invoicesTo: 0, lookedAgain: false, stopped: null };

function aRow(number: number, given: Partial<NewImportRow> = {}): NewImportRow {
  return { orderId: String(5000 + number), name: `#${number}`, number, orderedAt: new Date(start.getTime() + number * 60_000), currency: 'CHF', totalMinor: 1_000 + number, finding: 'listed', detail: { totalsMinor: [1_000 + number] }, ...given };
}

export function importsContract(bench: Bench): void {
  const begun = async (shop = aShopDomain(), id = 'run-1') => {
    const key = { shop, id };
    await bench.store.imports.add({ ...key, companyId: 'c1', phase: 'listing', paused: false, plan, progress, author: 'merchant' });
    return key;
  };
  const all = async (key: { shop: string; id: string }, limit: number, more = {}) => {
    const seen: string[] = [];
    for (let cursor: string | null = null; ; ) {
      const page: Awaited<ReturnType<typeof bench.store.imports.rows>> = await bench.store.imports.rows({ ...key, limit, ...more, ...(cursor === null ? {} : { cursor }) });
      seen.push(...page.rows.map(({ orderId }) => orderId));
      if ((cursor = page.nextCursor) === null) return seen;
    }
  };

  describe('history imports', () => {
    test('a run is kept with its plan, and phases move only from where they were', async () => {
      const { imports, atomically } = bench.store;
      const key = await begun();
      await atomically([imports.moving(key, ['ready'], 'booking')]);
      expect(await imports.get(key)).toMatchObject({ phase: 'listing', plan, progress, startedAt: null, endedAt: null, createdAt: bench.clock.now() });
      await atomically([imports.moving(key, ['listing', 'judging'], 'cancelled'), imports.noting(key, { ...progress, expected: 7 }), imports.pausing(key, true)]);
      await atomically([imports.moving(key, ['listing'], 'judging')]);
      expect(await imports.get(key)).toMatchObject({ phase: 'cancelled', paused: true, progress: { expected: 7 }, endedAt: bench.clock.now() });
      expect(await imports.get({ ...key, shop: aShopDomain() })).toBeNull();
      expect(await imports.isAnyAtWork(key.shop)).toBe(false);
      await begun(key.shop, 'run-2');
      expect(await imports.isAnyAtWork(key.shop)).toBe(true);
      expect(await imports.isAnyAtWork(key.shop, 'run-2')).toBe(false);
      expect((await imports.list(key.shop)).map(({ id }) => id)).toEqual(['run-2', 'run-1']);
    });

    test('orders come in pages, oldest first, each once; adding one again changes nothing', async () => {
      const { imports, atomically } = bench.store;
      const key = await begun();
      const rows = [4, 1, 3, 2, 5].map((number) => aRow(number, number > 3 ? { orderedAt: start } : {}));
      await atomically([imports.addingRows(key, rows)]);
      await atomically([imports.finding(key, '5001', 'recognised', { totalsMinor: [1], recognised: { as: 'elsewhere', invoiceId: 7, number: 'RE-7' } })]);
      await atomically([imports.addingRows(key, rows.map((row) => ({ ...row, name: 'again' })))]);
      for (const limit of [1, 2, 5]) expect(await all(key, limit)).toEqual(['5004', '5005', '5001', '5002', '5003']);
      expect(await all(key, 2, { finding: 'listed' })).toEqual(['5004', '5005', '5002', '5003']);
      expect(await imports.row(key, '5001')).toMatchObject({ name: '#1', finding: 'recognised', detail: { recognised: { invoiceId: 7 } }, choice: null, outcome: null });
      expect((await imports.unjudged(key, 2)).map(({ orderId }) => orderId)).toEqual(['5004', '5005']);
      expect((await imports.rows({ ...key, cursor: 'nonsense' })).rows).toHaveLength(5);
    });

    test('what is chosen counts until the order has its turn; what is under way is known', async () => {
      const { imports, atomically } = bench.store;
      const key = await begun();
      await atomically([imports.addingRows(key, [aRow(1), aRow(2), aRow(3, { currency: 'EUR', finding: 'unclear' })])]);
      await atomically([imports.choosing(key, '5001', 'leave'), imports.ending(key, '5002', 'rung')]);
      await atomically([imports.choosing(key, '5002', 'leave')]);
      expect((await imports.open(key, 10)).map(({ orderId, choice }) => [orderId, choice])).toEqual([['5001', 'leave'], ['5003', null]]);
      expect((await imports.underWay(key)).map(({ orderId, choice }) => [orderId, choice])).toEqual([['5002', null]]);
      expect(await imports.isUnderWay(key.shop, '5002')).toBe(true);
      expect(await imports.isUnderWay(key.shop, '5001')).toBe(false);
      expect(await imports.isUnderWay(aShopDomain(), '5002')).toBe(false);
      const counts = await imports.counts(key);
      expect(counts.toSorted((a, b) => a.totalMinor - b.totalMinor)).toEqual([
        { finding: 'listed', choice: 'leave', outcome: null, currency: 'CHF', orders: 1, totalMinor: 1_001 },
        { finding: 'listed', choice: null, outcome: 'rung', currency: 'CHF', orders: 1, totalMinor: 1_002 },
        { finding: 'unclear', choice: null, outcome: null, currency: 'EUR', orders: 1, totalMinor: 1_003 },
      ]);
    });

    test('what an undo takes back is what the run had booked, not what it adopted or left', async () => {
      const { imports, atomically } = bench.store;
      const key = await begun();
      const outcomes = ['booked', 'adopted', 'left', 'waiting', 'problem', 'skipped', 'rung'] as const;
      await atomically([imports.addingRows(key, outcomes.map((_, at) => aRow(at)))]);
      await atomically(outcomes.map((outcome, at) => imports.ending(key, String(5000 + at), outcome)));
      expect(await imports.bookedOrderIds(key)).toEqual(['5000', '5003', '5004', '5006']);
      expect(await imports.bookedOrderIds(key, { after: '5003', limit: 1 })).toEqual(['5004']);
    });

    test('of every run is known how much it booked itself, per currency; runs that booked nothing are left out', async () => {
      const { imports, atomically } = bench.store;
      const key = await begun();
      const other = await begun(key.shop, 'run-2');
      await begun(key.shop, 'run-3');
      await atomically([imports.addingRows(key, [aRow(0), aRow(1), aRow(2, { currency: 'EUR' }), aRow(3), aRow(4)]), imports.addingRows(other, [aRow(0)])]);
      for (const [at, outcome] of (['booked', 'problem', 'booked', 'adopted'] as const).entries()) await atomically([imports.ending(key, String(5000 + at), outcome)]);
      await atomically([imports.moving(key, ['listing'], 'booking')]);
      expect(await imports.bookedByRun(key.shop)).toEqual([{ run: await imports.get(key), orders: 3, amounts: [{ currency: 'CHF', totalMinor: 2_001 }, { currency: 'EUR', totalMinor: 1_002 }] }]);
      await atomically([imports.ending(other, '5000', 'rung')]);
      expect((await imports.bookedByRun(key.shop)).map(({ run, orders }) => [run.id, orders])).toEqual([['run-2', 1], ['run-1', 3]]);
      expect(await imports.bookedByRun(aShopDomain())).toEqual([]);
    });

    test('a part of the requests can be left to others', async () => {
      const { paces } = bench.store;
      const company = aShopDomain();
      const now = bench.clock.now();
      expect(await paces.quotas(company)).toEqual({});
      await paces.observe(company, 'general', { limit: 100, remaining: 6, resetAt: new Date(now.getTime() + 30_000) });
      const spare = () => paces.take(company, 'general', now, { leavePercent: 4 });
      expect([await spare(), await spare()]).toEqual([{ go: true }, { go: true }]);
      expect(await spare()).toEqual({ go: false, waitMs: 30_000 });
      for (let count = 0; count < 4; count++) expect(await paces.take(company, 'general', now)).toEqual({ go: true });
      expect(await paces.take(company, 'general', now)).toMatchObject({ go: false });
      expect(await paces.quotas(company)).toEqual({ general: 100 });
    });
  });
}
