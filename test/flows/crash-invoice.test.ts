import { afterAll, beforeAll, expect, test } from 'vitest';
import { moments } from '../../src/sync/tools.ts';
import { firmOrder } from './buyers.ts';
import { killEverywhere } from './crash-matrix.ts';
import { openCrashRun, type CrashRun } from './crash-run.ts';

// Fault 17: killed with SIGKILL at every moment of the protocol, started again on the same database: the same books, one invoice each.

let run: CrashRun;
beforeAll(async () => {
  run = await openCrashRun();
});
afterAll(() => run.close());

test('a new company buyer, two payments, a second order: killed at every moment of the first', async () => {
  const twoPayments = [{ gateway: 'gift_card', amount: '50.00' }, { gateway: 'shopify_payments' }];
  const points = await killEverywhere(run, { first: (mail) => firmOrder(mail, { payments: twoPayments }), next: (mail) => firmOrder(mail) });
  const ofDeliveries = ['completion-recorded', 'delivery-issue-sent', 'delivery-issue-recorded'];
  expect(new Set(points.map((one) => one.moment))).toEqual(new Set(moments.filter((one) => !ofDeliveries.includes(one))));
});
