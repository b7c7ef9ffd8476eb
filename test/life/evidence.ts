import type { InvoiceView, ManualEntryView } from '../../src/sandbox/bexio/sandbox.ts';
import type { StoredOrder } from '../../src/sandbox/shopify/sandbox.ts';
import { type Chart, readChart, readRates } from './bexio-figures.ts';
import { inCurrency } from './shopify-figures.ts';
import type { World } from './world.ts';

/** Everything the auditor looks at for one order: both systems as they stand, and what the app showed and wrote down. */
export type Evidence = {
  order: StoredOrder;
  reference: string;
  invoices: InvoiceView[];
  entries: ManualEntryView[];
  /** What the merchant sees; null = the app knows nothing of the order. */
  shown: Shown | null;
  journal: JournalLine[];
  rules: Rules;
};

/** `said`: the whole of it, as it is kept; `detail`: of a problem. */
export type Shown = { state: string; why: string; detail: Record<string, unknown>; said: unknown; readAt: Date };
export type JournalLine = { event: string; detail: Record<string, unknown> };

/** What the merchant decided: on which account the money of a gateway lies (null = it reaches bexio by itself), and what is left alone. */
export type Rules = {
  accountOf: Map<string, string | null>;
  /** On which account what is sold lies, by what it is. */
  turnover: Map<string, string>;
  /** A rule of the merchant's keeps the order out of the books. */
  leaveOut: boolean;
  /** Whether an invoice stays a draft until a person issues it. */
  asDraft: boolean;
  goLiveAt: Date;
  lockDate: string | null;
  timeZone: string;
  /** Whose currency is booked. */
  side: 'shop' | 'presentment';
  /** What bexio says that a unit was worth, by currency and day (`EUR 2026-11-22`); in its own currency it says nothing. */
  rates: Map<string, number>;
  chart: Chart;
};

/** What is in the books and belongs to no order. */
export type Loose = { invoices: InvoiceView[]; entries: ManualEntryView[] };

export async function gather(world: World, orders: readonly StoredOrder[]): Promise<{ evidence: Evidence[]; loose: Loose }> {
  const { bexio, shop } = world;
  const { store } = world.app();
  const rules = await readRules(world);
  const referenceOf = (order: StoredOrder) => `shopify:${shop.id}:order:${order.legacyId}`;
  const invoicesBy = Map.groupBy(bexio.books.invoices(), (one) => /^shopify:\d+:order:\d+/.exec(one.api_reference ?? '')?.[0] ?? '');
  const owners = new Map(shop.orders().flatMap((order) => namesOf(order).map((name) => [name, referenceOf(order)] as const)));
  const entriesBy = Map.groupBy(bexio.books.manualEntries(), (one) => owners.get((one.reference_nr ?? '').replace(/^shopify:\d+:/, '').replace(/:undo:\d+$|(?<=^(?:refund|way):\d+):\d+$/, '')) ?? '');
  const evidence = await Promise.all(
    orders.map(async (order): Promise<Evidence> => {
      const reference = referenceOf(order);
      const record = await store.orders.get(shop.domain, order.legacyId);
      const journal = await store.journal.of(shop.domain, order.legacyId);
      return {
        order: inCurrency(order, rules.side),
        reference,
        invoices: invoicesBy.get(reference) ?? [],
        entries: entriesBy.get(reference) ?? [],
        shown: record === null ? null : { ...saying(record.detail), said: record.detail, state: record.state, readAt: record.shopifyUpdatedAt },
        journal: journal.map(({ event, detail }) => ({ event, detail: asObject(detail) })),
        rules: ruledBy(rules, order),
      };
    }),
  );
  const known = new Set(shop.orders().map(referenceOf));
  return { evidence, loose: { invoices: [...invoicesBy].flatMap(([key, rows]) => (known.has(key) ? [] : rows)), entries: entriesBy.get('') ?? [] } };
}

/** By what an entry names its order: one of its refunds, a transaction without one, or the order itself. A further one of the same is numbered. */
function namesOf(order: StoredOrder): string[] {
  const number = (id: string) => id.slice(id.lastIndexOf('/') + 1);
  return [`order:${order.legacyId}`, ...order.refunds.map(({ id }) => `refund:${number(id)}`), ...order.transactions.flatMap(({ id }) => [`refund:transaction:${number(id)}`, `way:${number(id)}`, `till:${number(id)}`])];
}

/** What the merchant's rules by channel change for an order; the other conditions are not for the auditor. */
function ruledBy(rules: RulesOfAll, { sourceName }: StoredOrder): Rules {
  const { channels, ...usual } = rules;
  const then = channels.find((one) => one.names.includes(sourceName ?? ''));
  return { ...usual, leaveOut: then?.leaveOut === true, turnover: then?.sales === undefined ? usual.turnover : new Map([...usual.turnover, ['sales', then.sales]]) };
}

type RulesOfAll = Omit<Rules, 'leaveOut'> & { channels: { names: string[]; leaveOut: boolean; sales: string | undefined }[] };

async function readRules(world: World): Promise<RulesOfAll> {
  const { gateways, goLiveAt, lockDate, accounts, finish, bookIn: side, rules } = await world.settings();
  const chart = await readChart(world.bexio);
  const accountOf = new Map(Object.entries(gateways).map(([name, rule]) => [name, rule.settle === 'open' ? null : (chart.accountNoOfBank.get(rule.bankAccountId) ?? '')]));
  const turnover = new Map(Object.entries(accounts).map(([role, id]) => [role, chart.accountNo.get(id ?? 0) ?? '']));
  const channels = rules.map(({ when, then }) => ({ names: when.channels ?? [], leaveOut: then.book === false, sales: then.salesAccountId === undefined ? undefined : chart.accountNo.get(then.salesAccountId) }));
  return { channels, accountOf, turnover, asDraft: finish === 'draft', goLiveAt: new Date(goLiveAt), lockDate, timeZone: world.shop.state.seed.timeZone, side, rates: await readRates(world.bexio), chart };
}

function saying(detail: unknown): { why: string; detail: Record<string, unknown> } {
  const verdict = asObject(detail);
  const problem = asObject(verdict['problem']);
  return { why: String(problem['reason'] ?? verdict['why'] ?? verdict['for'] ?? ''), detail: problem };
}

function asObject(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
}
