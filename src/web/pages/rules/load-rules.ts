import type { Company } from '../../../domain/company.ts';
import { decidingRule, type RuleFacts } from '../../../domain/settings/rules.ts';
import type { Rule } from '../../../domain/settings.ts';
import type { OrderRecord } from '../../../store/orders.ts';
import type { PagesDependencies } from '../dependencies.ts';
import type { Visit } from '../frame.ts';
import { thenLines } from './rule-lines.ts';

/** Rules tried on past orders, before they are saved. */
export type Trial = { rows: TrialRow[]; changed: number; search: string };
export type TrialRow = { id: string; name: string; totalMinor: number; currency: string; before: TrialSide; after: TrialSide; changed: boolean; booked: boolean };
/** Null: no rule fits. */
export type TrialSide = { name: string; lines: string[] } | null;

const triedMax = 50;

/** Which rule would decide each of the newest orders, and what that changes. Those that would change come first. */
export async function loadTrial(deps: PagesDependencies, visit: Visit, rules: { before: readonly Rule[]; after: readonly Rule[]; company: Company }, search: string): Promise<Trial> {
  const orders = await pastOrders(deps, visit, search);
  const side = (facts: RuleFacts, of: readonly Rule[]): TrialSide => {
    const rule = decidingRule(facts, of);
    return rule === null ? null : { name: rule.name, lines: thenLines(visit.frame, rule.then, rules.company) };
  };
  const rows = orders.map(({ orderId: id, name, totalMinor, currency, invoiceId, facts }) => {
    const [before, after] = [side(facts, rules.before), side(facts, rules.after)];
    const changed = JSON.stringify(before?.lines ?? []) !== JSON.stringify(after?.lines ?? []) || before?.name !== after?.name;
    return { id, name, totalMinor, currency, before, after, changed, booked: invoiceId !== null };
  });
  return { rows: rows.toSorted((a, b) => Number(b.changed) - Number(a.changed)), changed: rows.filter((row) => row.changed).length, search };
}

export type Seen = { channels: string[]; tags: string[]; countries: string[]; shippingMethods: string[] };

/** What the newest orders show: the words to write rules with. */
export async function seenFacts(deps: PagesDependencies, visit: Visit): Promise<Seen> {
  const orders = await pastOrders(deps, visit, '');
  const most = (values: (string | null)[]) => [...Map.groupBy(values.filter((one): one is string => one !== null && one !== ''), (one) => one)].toSorted((a, b) => b[1].length - a[1].length).slice(0, 8).map(([one]) => one.slice(0, 60));
  const facts = orders.map((order) => order.facts);
  return { channels: most(facts.map((one) => one.channel)), tags: most(facts.flatMap((one) => one.tags)), countries: most(facts.map((one) => one.country)), shippingMethods: most(facts.flatMap((one) => one.shippingMethods)) };
}

async function pastOrders({ store }: PagesDependencies, { visitor }: Visit, search: string): Promise<(OrderRecord & { facts: RuleFacts })[]> {
  const { orders } = await store.orders.list({ shop: visitor.shop, limit: triedMax, ...(search === '' ? {} : { search }) });
  return orders.flatMap((order) => (order.facts === null ? [] : [{ ...order, facts: order.facts }]));
}
