import type { Company } from '../../../domain/company.ts';
import { nothingBooked } from '../../../domain/booked.ts';
import { foresee, foreseeDocuments, type Foreseen } from '../../../domain/plan/foresee.ts';
import type { Situation } from '../../../domain/step.ts';
import type { Problem } from '../../../domain/problem.ts';
import type { PagesDependencies } from '../dependencies.ts';
import { shopOf, type Visit } from '../frame.ts';
import { findOrders } from './load-orders.ts';
import { loadScene, type SettingsScene } from '../settings/load-settings.ts';
import { cureOf, type Because, type OrderState } from './order-state.tsx';
import type { PreviewView } from './preview.tsx';
import type { OrderRow } from './orders.tsx';
import type { RangeView } from './preview-range.tsx';

/** The preview asks the same rules as the booking does, with nothing booked yet. Null: no such order in this shop. */
export async function loadPreview(deps: PagesDependencies, visit: Visit, orderId: string): Promise<PreviewView | null> {
  const known = await deps.store.orders.get(visit.visitor.shop, orderId);
  if (!known) return null;
  const [scene, order] = await Promise.all([loadScene(deps, visit), deps.readOrder(visit.visitor.shop, orderId).catch(() => null)]);
  const { company, settings } = scene;
  const empty = { id: orderId, name: known.name, order, invoice: null, contact: null, payments: [], notNow: null, accounts: {}, taxCodes: {} };
  if (!company || !settings) return withProblem(deps, visit, empty, { reason: 'not-connected' });
  if (!order) return { ...empty, problem: null, cure: null };
  const situation: Situation = { order, shop: shopOf(visit), settings, company, booked: nothingBooked };
  const foreseen = foresee(situation);
  const { invoice, contact, payments, problem } = foreseeDocuments(situation);
  const view = {
    ...empty,
    invoice,
    contact,
    payments: payments.map((payment) => ({ amountMinor: payment.amountMinor, currency: payment.currency, date: payment.date, account: bankName(company, payment.bankAccountId) })),
    notNow: known.invoiceId === null ? becauseOf(foreseen) : null,
    accounts: Object.fromEntries(company.accounts.map((account) => [account.id, `${account.number} ${account.name}`])),
    taxCodes: Object.fromEntries(company.taxes.map((tax) => [tax.id, tax.code])),
  };
  // What is left alone meets no problem, whatever its documents would.
  const met = foreseen.would === 'problem' ? foreseen.problem : foreseen.would === 'skip' ? null : problem;
  return met ? withProblem(deps, visit, view, met) : { ...view, problem: null, cure: null };
}

function becauseOf(foreseen: Foreseen): Because | null {
  return foreseen.would === 'wait' || foreseen.would === 'skip' ? foreseen.because : null;
}

function withProblem(deps: PagesDependencies, { frame }: Visit, view: Omit<PreviewView, 'problem' | 'cure'>, problem: Problem): PreviewView {
  return { ...view, problem, cure: cureOf(problem, frame, { link: deps.bexioLink, invoiceId: null }) };
}

function bankName(company: Company, id: number): string {
  return company.bankAccounts.find((account) => account.id === id)?.name ?? String(id);
}

/** Reading an order costs a request to Shopify, so a summary looks at this many at most. */
const rangeMax = 100;

/** What each order of a range would become. An order that has its invoice shows that, and how it stands. */
export async function loadRange(deps: PagesDependencies, visit: Visit, range: { from: string; to: string }): Promise<RangeView> {
  const { visitor, shop } = visit;
  const filter = { q: '', state: '', problem: '', method: '', ...range };
  const found = await findOrders(deps.store.orders, visitor.shop, { filter, timeZone: shop.timeZone, cursor: '', limit: rangeMax });
  const scene = await loadScene(deps, visit);
  const rows: RangeView['rows'] = [];
  for (const row of found.rows) {
    const known = row.invoiceNumber === null ? null : await deps.store.orders.get(visitor.shop, row.id);
    const foreseen = known ? null : await foreseenRow(deps, visit, scene, row.id);
    const would = foreseen?.would === 'book' ? foreseen : null;
    rows.push({ id: row.id, name: row.name, ...standing(row, foreseen), shopMinor: row.totalMinor ?? 0, bexioMinor: known?.invoiceTotalMinor ?? would?.invoiceMinor ?? null, currency: row.currency ?? shop.currency });
  }
  return { ...range, rows, totals: totalsOf(rows), truncated: found.nextCursor !== null, fault: false };
}

/** Null: Shopify does not answer, or bexio is not there to compare with. */
async function foreseenRow(deps: PagesDependencies, visit: Visit, { company, settings }: SettingsScene, orderId: string): Promise<Foreseen | null> {
  if (!company || !settings) return null;
  const order = await deps.readOrder(visit.visitor.shop, orderId).catch(() => null);
  return order && foresee({ order, shop: shopOf(visit), settings, company, booked: nothingBooked });
}

const stateOf: Record<Foreseen['would'], OrderState> = { book: 'working', stay: 'working', wait: 'waiting', skip: 'skipped', problem: 'problem' };

/** As foreseen, or else as it is known to stand. */
function standing(row: OrderRow, foreseen: Foreseen | null): Pick<RangeView['rows'][number], 'state' | 'would' | 'because' | 'problem'> {
  if (foreseen === null) return { state: row.state, would: false, because: row.because, problem: row.problem };
  return { state: stateOf[foreseen.would], would: foreseen.would === 'book', because: becauseOf(foreseen), problem: foreseen.would === 'problem' ? foreseen.problem : null };
}

function totalsOf(rows: RangeView['rows']): RangeView['totals'] {
  const totals = new Map<string, RangeView['totals'][number]>();
  for (const row of rows) {
    const total = totals.get(row.currency) ?? { currency: row.currency, orders: 0, shopMinor: 0, bexioMinor: 0, withoutInvoice: 0 };
    total.orders += 1;
    total.shopMinor += row.shopMinor;
    total.bexioMinor += row.bexioMinor ?? 0;
    if (row.bexioMinor === null) total.withoutInvoice += 1;
    totals.set(row.currency, total);
  }
  return [...totals.values()];
}

