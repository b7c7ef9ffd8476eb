import type { Company } from '../../../domain/company.ts';
import { planContact } from '../../../domain/invoice/customer-to-contact.ts';
import { nothingBooked } from '../../../domain/booked.ts';
import { nextStep, type Situation } from '../../../domain/plan/next-step.ts';
import { planInvoice } from '../../../domain/invoice/order-to-invoice.ts';
import { planPayments } from '../../../domain/payment/payments.ts';
import type { Problem } from '../../../domain/problem.ts';
import { applyRules } from '../../../domain/settings/rules.ts';
import type { PagesDependencies } from '../dependencies.ts';
import { shopOf, type Visit } from '../frame.ts';
import { findOrders } from './load-orders.ts';
import { loadScene } from '../settings/load-settings.ts';
import { cureOf, type Because, type OrderState } from './order-state.tsx';
import type { PreviewView } from './preview.tsx';
import type { RangeView } from './preview-range.tsx';

/** The preview asks the same rules as the booking does, with nothing booked yet. Null: no such order in this shop. */
export async function loadPreview(deps: PagesDependencies, visit: Visit, orderId: string): Promise<PreviewView | null> {
  const known = await deps.store.orders.get(visit.visitor.shop, orderId);
  if (!known) return null;
  const [scene, order] = await Promise.all([loadScene(deps, visit), deps.readOrder(visit.visitor.shop, orderId).catch(() => null)]);
  const { company, settings } = scene;
  const empty = { id: orderId, name: known.name, order, invoice: null, contact: null, payments: [], accounts: {}, taxCodes: {} };
  if (!company || !settings) return withProblem(deps, visit, empty, { reason: 'not-connected' });
  if (!order) return { ...empty, problem: null, cure: null };
  const situation: Situation = { order, shop: shopOf(visit), settings: applyRules(order, settings).settings, company, booked: nothingBooked };
  const invoice = planInvoice(situation);
  if (!invoice.ok) return withProblem(deps, visit, empty, invoice.problem);
  const contact = planContact(situation);
  const payments = planPayments(situation);
  const problem = contact.ok ? (payments.ok ? null : payments.problem) : contact.problem;
  const view = {
    ...empty,
    invoice: invoice.plan,
    contact: contact.ok ? contact.contact : null,
    payments: payments.ok ? payments.payments.map((payment) => ({ amountMinor: payment.amountMinor, currency: payment.currency, date: payment.date, account: bankName(company, payment.bankAccountId) })) : [],
    accounts: Object.fromEntries(company.accounts.map((account) => [account.id, `${account.number} ${account.name}`])),
    taxCodes: Object.fromEntries(company.taxes.map((tax) => [tax.id, tax.code])),
  };
  return problem ? withProblem(deps, visit, view, problem) : { ...view, problem: null, cure: null };
}

function withProblem(deps: PagesDependencies, { frame }: Visit, view: Omit<PreviewView, 'problem' | 'cure'>, problem: Problem): PreviewView {
  return { ...view, problem, cure: cureOf(problem, frame, { link: deps.bexioLink, invoiceId: null }) };
}

function bankName(company: Company, id: number): string {
  return company.bankAccounts.find((account) => account.id === id)?.name ?? String(id);
}

/** Reading an order costs a request to Shopify, so a summary looks at this many at most. */
const rangeMax = 100;

/** What each order of a range would become. An order that is booked already shows what is in bexio. */
export async function loadRange(deps: PagesDependencies, visit: Visit, range: { from: string; to: string }): Promise<RangeView> {
  const { visitor, shop } = visit;
  const filter = { q: '', state: '', problem: '', method: '', ...range };
  const found = await findOrders(deps.store.orders, visitor.shop, { filter, timeZone: shop.timeZone, cursor: '', limit: rangeMax });
  const scene = await loadScene(deps, visit);
  const rows: RangeView['rows'] = [];
  for (const row of found.rows) {
    const booked = row.state === 'booked' ? await deps.store.orders.get(visitor.shop, row.id) : null;
    const order = booked || !scene.company || !scene.settings ? null : await deps.readOrder(visitor.shop, row.id).catch(() => null);
    const would = order && scene.company && scene.settings ? wouldBecome({ order, shop: shopOf(visit), settings: scene.settings, company: scene.company, booked: nothingBooked }) : null;
    const state: OrderState = would?.state ?? row.state;
    rows.push({ id: row.id, name: row.name, state, would: would?.state === 'working', because: would ? would.because : row.because, problem: would ? would.problem : row.problem, shopMinor: row.totalMinor ?? 0, bexioMinor: booked?.invoiceTotalMinor ?? would?.bexioMinor ?? null, currency: row.currency ?? shop.currency });
  }
  return { ...range, rows, totals: totalsOf(rows), truncated: found.nextCursor !== null, fault: false };
}

function wouldBecome(situation: Situation): { state: OrderState; because: Because | null; problem: Problem | null; bexioMinor: number | null } {
  const verdict = nextStep(situation);
  switch (verdict.kind) {
    case 'problem': return { state: 'problem', because: null, problem: verdict.problem, bexioMinor: null };
    case 'waiting': return { state: 'waiting', because: verdict.for, problem: null, bexioMinor: null };
    case 'skipped': return { state: 'skipped', because: verdict.why, problem: null, bexioMinor: null };
    case 'booked':
    case 'step': {
      const planned = planInvoice({ ...situation, settings: applyRules(situation.order, situation.settings).settings });
      return { state: 'working', because: null, problem: null, bexioMinor: planned.ok ? planned.plan.totalMinor : null };
    }
  }
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

