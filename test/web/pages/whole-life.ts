import { foreseeUndo, type ForeseenUndo } from '../../../src/domain/plan/foresee-undo.ts';
import type { RuleFacts } from '../../../src/domain/settings/rules.ts';
import type { Rule } from '../../../src/domain/settings.ts';
import { noTotals, withOrder, type UndoneOrder, type UndoRun } from '../../../src/domain/plan/undo-run.ts';
import type { LinkDetail } from '../../../src/store/links.ts';
import type { Store } from '../../../src/store/store.ts';
import { aCompany, anOrder, aShop, aTransaction, nothingBooked, someSettings } from '../../domain/build.ts';
import { walkThrough } from '../../domain/obedient-bexio.ts';

// An order to which everything has happened: replaced, added to, refunded, given back by hand. As the links tell it.

/** Of an order that is paid in part: an entry, and a credit note for the rest. */
export function someUndo(): ForeseenUndo {
  const situation = { order: anOrder({ transactions: [aTransaction({ amountMinor: 4_000 })] }), shop: aShop(), settings: someSettings(), company: aCompany() };
  return foreseeUndo({ ...situation, booked: { ...walkThrough({ ...situation, booked: nothingBooked() }).booked, deliveries: [{ bexioId: 61, issued: true, units: {} }] } });
}

export const someRules: Rule[] = [
  { name: 'Händler', when: { tags: ['Händler', 'b2b'], customer: 'company' }, then: { bookWhen: 'fulfilled', daysToPay: 60, salesAccountId: 108, finish: 'sent' } },
  { name: 'Ausland über 500', when: { countries: ['DE', 'FR'], fromMinor: 50_000 }, then: { language: 'en', bankAccountId: 307, texts: { en: { footer: '', title: 'Export' } } } },
  { name: 'Testkanal', when: { channels: ['draft_orders'], gateways: ['cash'], shippingMethods: ['Abholung'] }, then: { book: false } },
];

/** What the rules look at, in some variety. */
export function someFacts(index: number, totalMinor: number): RuleFacts {
  return { channel: index % 3 === 0 ? 'pos' : 'web', tags: index % 5 === 0 ? ['Händler'] : [], country: index % 4 === 0 ? 'DE' : 'CH', customer: index % 5 === 0 ? 'company' : 'person', totalMinor, gateways: ['twint'], shippingMethods: [index % 2 === 0 ? 'PostPac Priority' : 'Abholung'] };
}

export const lifeTexts = { title: 'Wanderrucksack', rule: 'Händler' };

export async function tellWholeLife(store: Store, shop: string, orderId: string, { title, rule } = lifeTexts): Promise<void> {
  const company = aCompany();
  const [account] = company.accounts;
  const [bank] = company.bankAccounts;
  const [tax] = company.taxes;
  const about = { shop, companyId: company.id, orderId };
  const add = (kind: Parameters<Store['links']['add']>[0]['kind'], shopifyId: string, bexioId: number, detail: LinkDetail) => store.links.add({ ...about, kind, shopifyId, bexioId, detail });
  const covered = (lineId: string, name: string, grossMinor: number, quantity = 1) => ({ lineId, title: name, role: 'sales', ratePpm: 81_000, quantity, grossMinor, taxMinor: Math.round((grossMinor * 81) / 1081) });
  const before = [covered('501', title, 10_000), covered('502', 'Wanderführer', 6_000, 2)];
  const after = [covered('501', title, 10_000), covered('502', 'Wanderführer', 3_000), covered('503', 'Regenhülle', 2_500)];
  const source = {
    refundId: '98001',
    at: '2026-11-22T08:00:00.000Z',
    lines: [{ refundId: '98001', what: 'goods', title: 'Wanderführer', quantity: 1, amountMinor: 3_000, taxMinor: 225 }, { refundId: '97999', what: 'goods', title: 'Regenhülle', quantity: 1, amountMinor: 500, taxMinor: 37 }],
    adjustments: [{ amountMinor: -100, taxMinor: 0 }],
    transactions: [{ id: '88123', gateway: 'twint', amountMinor: 3_400, at: '2026-11-22T08:00:00.000Z' }],
  };
  const taxes = [{ ratePpm: 81_000, grossMinor: 3_400, amountMinor: 255 }];
  const note = { refundId: null, invoiceNumber: 'RE-00702', currency: 'CHF', amountMinor: 1_000, lines: [{ title, quantity: 1, ratePpm: 81_000, grossMinor: 1_000 }], taxes: [{ ratePpm: 81_000, grossMinor: 1_000, amountMinor: 75 }] };
  await add('contact', `mail:${orderId}`, 88, {});
  await add('sales-order', orderId, 61, { number: 'AU-00061', positions: [], kept: true });
  await add('delivery', `${orderId}:1`, 62, { units: {}, positions: [], issued: true });
  await add('former-invoice', `${orderId}:701`, 701, { number: 'RE-00701', seq: 1, extra: false, salesOrderId: 61, totalMinor: 16_000, why: 'replaced', covers: before });
  await add('invoice', orderId, 702, { number: 'RE-00702', totalMinor: 15_500, vatMinor: 1_161, taxes: [{ ratePpm: 81_000, amountMinor: 974 }, { ratePpm: 26_000, amountMinor: 187 }], networkLink: null, fingerprint: 'x', stage: 'issued', covers: after, rule });
  await add('extra-invoice', `${orderId}:1`, 703, { number: 'RE-00703', totalMinor: 2_000, vatMinor: 150, networkLink: null, fingerprint: 'x', stage: 'sent', seq: 1, covers: [covered('504', 'Socken', 2_000)] });
  await add('invoice-seen', '702', 702, { what: { number: 'RE-00702', status: 'paid', totalMinor: 15_500, receivedMinor: 15_500, creditedMinor: 0, openMinor: 0 }, at: '2026-11-22T09:00:00.000Z' });
  await add('payment', `7001${orderId}`, 501, { amountMinor: 15_500, date: '2026-11-21', bankAccountId: 302 });
  await add('refund', '98001', 801, { amountMinor: 3_400, date: '2026-11-22', reference: `shopify:4711:refund:98001`, taxes, lines: [{ debitAccountId: account?.id, creditAccountId: bank?.accountId ?? account?.id, taxId: tax?.id, ratePpm: 81_000, amountMinor: 3_400 }], source });
  await add('task', `less:${orderId}:1`, 0, { note, openedAt: '2026-11-22T09:00:00.000Z', closed: false, source: { refundId: null, at: '2026-11-22T09:00:00.000Z', lines: [{ refundId: '905', what: 'goods', title: 'Wanderrucksack', quantity: 1, amountMinor: 4000, taxMinor: 300 }], adjustments: [], transactions: [] } });
  await add('task', `less:${orderId}:2`, 0, { note, openedAt: '2026-11-21T09:00:00.000Z', closed: true, source: null });
  await add('task', `less:${orderId}:3`, 0, { note, openedAt: '2026-11-20T09:00:00.000Z', closed: true, closedBy: '4711', source: null });
}

/** A run that has looked and waits for the merchant: `0r-ready`, and one that is done: `1r-done`. */
export async function tellRun(store: Store, shop: string): Promise<void> {
  const companyId = aCompany().id;
  const foreseen = someUndo();
  const orders: UndoneOrder[] = [
    { orderId: '6000', name: '#2000', foreseen },
    { orderId: '6001', name: '#1999', foreseen: { ...foreseen, entries: [], tasks: [], blocked: { reason: 'period-locked', date: '2026-09-30', lockDate: '2026-09-30' } } },
    { orderId: '6002', name: '#1998', foreseen: { ...foreseen, entries: [], tasks: [] } },
    { orderId: '6005', name: '#1995', foreseen: { ...foreseen, entries: [], tasks: [], cancelled: [{ number: 'RE-00705', amountMinor: 4_000 }], removesSalesOrder: true } },
  ];
  const totals = orders.reduce((all, order) => withOrder(all, order.foreseen), noTotals);
  const run: UndoRun = { scope: { kind: 'booked', from: '2026-11-20T23:00:00.000Z', until: '2026-11-21T23:00:00.000Z' }, state: 'ready', author: 'Anna', startedAt: '2026-11-22T09:00:00.000Z', cursor: '', foreseen: totals, asked: 0, undone: 0, needPerson: 0 };
  const add = (runId: string, detail: UndoRun) => store.links.add({ shop, companyId, kind: 'undo-run', shopifyId: runId, orderId: null, bexioId: 0, detail });
  await add('0r-ready', run);
  await add('1r-done', { ...run, scope: { kind: 'picked', orderIds: ['6000', '6005'] }, state: 'done', asked: 2, undone: 2, needPerson: 1 });
  await add('2r-import', { ...run, scope: { kind: 'import', importId: 'p-done', from: '2026-01-31T23:00:00.000Z', until: '2026-04-30T22:00:00.000Z' } });
  for (const runId of ['0r-ready', '1r-done', '2r-import']) for (const order of orders) await store.links.add({ shop, companyId, kind: 'undo-order', shopifyId: `${runId}:${order.orderId}`, orderId: null, bexioId: 0, detail: order });
}
