import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createBexioClient, type BexioClient } from '../../src/bexio/client.ts';
import { systemClock } from '../../src/clock.ts';
import type { EntryPlan } from '../../src/domain/entry.ts';
import { createLog } from '../../src/log.ts';
import { createBexioSandbox, type BexioSandbox } from '../../src/sandbox/bexio/sandbox.ts';

let sandbox: BexioSandbox;
let client: BexioClient;
let plan: EntryPlan;

beforeAll(async () => {
  sandbox = await createBexioSandbox({ limits: 'off' });
  client = createBexioClient({ apiUrl: sandbox.apiUrl, accessToken: () => sandbox.accessToken(), pace: { take: async () => {}, observe: async () => {} }, clock: systemClock, log: createLog('silent') });
  const { books } = sandbox;
  const line = { debitAccountId: books.accountId('3200'), creditAccountId: books.accountId('1020'), taxId: books.taxId('UN81'), ratePpm: 81_000, amountMinor: 10_005 };
  plan = { reference: 'shopify:1:refund:2', description: 'Shopify #1001 Rückerstattung (RE-00001)', date: '2026-11-22', currency: 'CHF', currencyId: books.currencyId('CHF'), currencyFactor: '1', lines: [line], totalMinor: 10_005, taxes: [] };
});
afterAll(() => sandbox.close());

describe('manual entries', () => {
  test('one line is a single entry, several are a compound one; amounts are exact numbers', async () => {
    await client.manualEntries.create(plan);
    const { creditAccountId } = plan.lines[0] ?? { creditAccountId: 0 };
    await client.manualEntries.create({ ...plan, reference: 'shopify:1:refund:3', lines: [...plan.lines, { debitAccountId: sandbox.books.accountId('2030'), creditAccountId, taxId: null, ratePpm: 0, amountMinor: 1 }] });
    expect(sandbox.books.manualEntries().map(({ type, entries }) => [type, entries.map((one) => [one.debit_account_no, one.credit_account_no, one.amount, one.tax_id])])).toEqual([
      ['manual_single_entry', [['3200', '1020', '100.05', sandbox.books.taxId('UN81')]]],
      ['manual_compound_entry', [['3200', '1020', '100.05', sandbox.books.taxId('UN81')], ['2030', '1020', '0.01', null]]],
    ]);
  });

  test('are found again by their exact reference', async () => {
    expect(await client.manualEntries.find('shopify:1:refund:2', 'CHF')).toMatchObject([{ date: '2026-11-22', description: plan.description, lines: [{ taxId: plan.lines[0]?.taxId, amountMinor: 10_005 }] }]);
    expect(await client.manualEntries.find('shopify:1:refund:', 'CHF')).toEqual([]);
  });

  test('a closed year is a refusal in bexio’s own words', async () => {
    sandbox.books.closeBusinessYear(2026);
    await expect(client.manualEntries.create({ ...plan, reference: 'shopify:1:refund:4' })).rejects.toMatchObject({ failure: { kind: 'refused', message: 'business year is closed' } });
  });
});
