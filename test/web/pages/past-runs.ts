import type { Finding, FindingDetail, ImportOutcome, ImportPhase, ImportPlan, ShopifyNeed } from '../../../src/domain/past/history-import.ts';
import type { NewImportRow } from '../../../src/store/imports.ts';
import type { Store } from '../../../src/store/store.ts';

const plan: ImportPlan = { from: '2026-01-31T23:00:00.000Z', until: '2026-04-30T22:00:00.000Z', patterns: ['Shopify {name}', 'WEB-{number}'], recognised: 'adopt' };
const requests = { general: 3_184, search: 412, article: 0 };

/** Something of everything a preview can find. */
const found: [Finding, Partial<FindingDetail>][] = [
  ['book', { invoiceMinor: 12_990 }],
  ['recognised', { recognised: { as: 'elsewhere', invoiceId: 91, number: 'RE-00091' } }],
  ['unclear', { recognised: { as: 'unclear', invoiceId: 92, number: 'RE-00092' } }],
  ['problem', { problem: { reason: 'gateway-not-mapped', gateway: 'wallee' } }],
  ['wait', { because: 'payment' }],
  ['skip', { because: 'test' }],
  ['known', {}],
  ['recognised', { recognised: { as: 'ours', invoiceId: 93, number: 'RE-00093' } }],
  ['skip', { because: 'gone' }],
  ['undone', {}],
  ['undone', { because: 'reversed' }],
];

type Told = { id: string; phase: ImportPhase; paused?: boolean; stopped?: string; outcomes?: readonly (ImportOutcome | null)[]; listed?: boolean; names?: readonly string[]; shopify?: ShopifyNeed };

export async function tellImport(store: Store, shop: string, { id, phase, paused = false, stopped, outcomes = [null], listed = false, names, shopify }: Told): Promise<void> {
  const key = { shop, id };
  const progress = { exportId: null, byPages: false, cursor: null, expected: 60, requests, invoices: 3_214, invoicesTo: 91, lookedAgain: phase === 'booking', stopped: stopped ?? null, ...(shopify === undefined ? {} : { shopify }) };
  await store.imports.add({ ...key, companyId: 'c-77', phase, paused, plan, progress, author: 'Anna' });
  const rows = Array.from({ length: names?.length ?? 60 }, (_, index): NewImportRow => {
    const [finding, detail] = found[index % found.length] ?? ['book', {}];
    const totalMinor = 4_900 + ((index * 3_737) % 30_000);
    return {
      orderId: String(4_000 + index),
      name: names?.[index] ?? `#${900 + index}`,
      number: 900 + index,
      orderedAt: new Date(Date.parse('2026-02-01T09:00:00Z') + index * 86_400_000),
      currency: 'CHF',
      totalMinor,
      finding: listed && index > 20 ? 'listed' : finding,
      detail: { totalsMinor: [totalMinor], ...detail, ...(names && detail.recognised && 'number' in detail.recognised ? { recognised: { ...detail.recognised, number: names[index] ?? '' } } : {}) },
    };
  });
  // Only a run that was started has anything come of it.
  if (phase === 'booking' || phase === 'done') await store.atomically([store.imports.moving(key, [phase], 'booking'), store.imports.moving(key, ['booking'], phase)]);
  await store.atomically([store.imports.addingRows(key, rows)]);
  const ended = rows.flatMap(({ orderId }, index) => {
    const outcome = outcomes[index % outcomes.length];
    return outcome ? [store.imports.ending(key, orderId, outcome)] : [];
  });
  if (ended.length > 0) await store.atomically(ended);
}

export const importPaths = ['/import', '/import?asked=not-available', '/import/p-judging', '/import/p-ready', '/import/p-ready?finding=recognised', '/import/p-booking', '/import/p-paused', '/import/p-done'];

/** Runs in every state. */
export async function tellImports(store: Store, shop: string): Promise<void> {
  await tellImport(store, shop, { id: 'p-judging', phase: 'judging', listed: true });
  await tellImport(store, shop, { id: 'p-ready', phase: 'ready' });
  await tellImport(store, shop, { id: 'p-booking', phase: 'booking', shopify: { points: 90_000, pointsPerSecond: 100 }, outcomes: ['booked', 'adopted', 'left', 'problem', 'rung', null] });
  await tellImport(store, shop, { id: 'p-paused', phase: 'booking', paused: true, stopped: 'not-connected', outcomes: ['booked', null] });
  await tellImport(store, shop, { id: 'p-done', phase: 'done', outcomes: ['booked', 'adopted', 'left', 'problem', 'waiting', 'skipped', 'left', 'adopted', 'left', 'booked', 'left'] });
}
