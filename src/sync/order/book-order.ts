import type { Booked, Verdict } from '../../domain/plan/next-step.ts';
import { nextStep } from '../../domain/plan/next-step.ts';
import type { Order } from '../../domain/order.ts';
import type { Problem } from '../../domain/problem.ts';
import type { Claimed } from '../../store/jobs.ts';
import { adoptInvoice } from './adopt-invoice.ts';
import { adoptSentEntries } from './adopt-sent-entries.ts';
import { adoptSentPayments } from './adopt-sent-payments.ts';
import { readBooked } from './booked.ts';
import { afterFailure } from '../failure.ts';
import { dependsOnBexio, lookAtInvoices } from './look-at-invoice.ts';
import { holdWhileMarking } from '../way-back/mark-paid.ts';
import { moneySideOf } from '../money-side.ts';
import { noteRates } from '../note-rates.ts';
import { noteUnits } from '../stock/note-units.ts';
import { performStep } from './perform-step.ts';
import { recollect, rememberRecollected } from '../memory/recollect.ts';
import { recordBlocked, recordVerdict } from './record-order.ts';
import { readCompany } from '../read-company.ts';
import type { Run } from '../run.ts';
import { readScene, type Scene } from '../scene.ts';
import { sceneOfThePast } from '../past/scene-of-the-past.ts';
import type { Tools } from '../tools.ts';
import type { JobOutcome } from '../worker.ts';

/** A planner that never comes to an end is a bug; 200 payments and deliveries on one order are not expected either. */
const stepsMax = 250;
/** Reference data older than this is read again before a person is bothered with something it says. */
const trustedForMs = 30_000;

/**
 * Job `order`: reads the order as it is now, asks what is still missing in bexio, does that one thing, and asks again until nothing is
 * missing. Recovery after a crash is the same: asking again.
 */
export async function bookOrder(tools: Tools, job: Claimed): Promise<JobOutcome> {
  tools.atMoment('claimed', job.subject);
  let order: Order | null = null;
  try {
    const seen = await readScene(tools, job.shop, { spare: await tools.store.imports.isUnderWay(job.shop, job.subject) });
    if (seen === null) return { done: true };
    order = await tools.shopify(job.shop).readOrder(job.subject, seen.ok ? await moneySideOf(tools, seen.scene, job.subject) : 'shop');
    tools.atMoment('order-read', job.subject);
    if (order === null) return await orderGone(tools, job, seen.ok ? seen.scene : null);
    if (!seen.ok) {
      await recordBlocked(tools, job.shop, order, seen.problem);
      return { done: true };
    }
    await noteRates(tools, job.shop, order);
    await noteUnits(tools, seen.scene, order);
    await holdWhileMarking(tools, seen.scene, order);
    const gap = await tools.memory.gapFor(seen.scene, order);
    const run: Run = { job, scene: await sceneOfThePast(tools, seen.scene, order), order, gap };
    if (gap !== null) await recollect(tools, run, gap);
    await adoptInvoice(tools, run);
    await adoptSentPayments(tools, run);
    await adoptSentEntries(tools, run);
    const end = await walk(tools, run);
    if (gap !== null && end.kind !== 'problem') await rememberRecollected(tools, run, gap);
    tools.atMoment('done', job.subject);
    return { done: true };
  } catch (error) {
    return afterFailure(tools, job, error, order);
  }
}

/** Steps until the verdict is final, then shows it to the merchant. */
async function walk(tools: Tools, run: Run): Promise<Exclude<Verdict, { kind: 'step' }>> {
  let refreshed = false;
  let looked = false;
  for (let steps = 0; steps < stepsMax; steps++) {
    const booked = await readBooked(tools, run.scene, run.order);
    const verdict = ask(run, booked);
    if (!looked && dependsOnBexio(verdict) && !mayBeOurs(run, verdict)) {
      looked = true;
      await lookAtInvoices(tools, run, booked);
      continue;
    }
    if (verdict.kind === 'step') {
      await performStep(tools, run, verdict.step);
      tools.metrics.steps.inc({ step: verdict.step.do, outcome: 'done' });
      continue;
    }
    if (verdict.kind === 'problem' && !refreshed && isStale(tools, run.scene) && dependsOnCompany(verdict.problem)) {
      refreshed = true;
      run.scene = { ...run.scene, company: await readCompany(tools, run.scene.office), companyReadAt: tools.clock.now() };
      continue;
    }
    await recordVerdict(tools, run, booked, verdict);
    return verdict;
  }
  throw new Error(`order ${run.order.id} is not finished after ${stepsMax} steps`);
}

/**
 * What we would cancel now we may have cancelled already and forgotten. Looked at first, it would seem a person's act; the performer reads
 * the invoice itself and cancels none that has money on it.
 */
function mayBeOurs({ gap }: Run, verdict: Verdict): boolean {
  return gap !== null && verdict.kind === 'step' && verdict.step.do === 'cancel-invoice';
}

function ask(run: Run, booked: Booked): Verdict {
  return nextStep({ order: run.order, shop: run.scene.shop, settings: run.scene.settings, company: run.scene.company, booked });
}

function isStale(tools: Tools, scene: Scene): boolean {
  return tools.clock.now().getTime() - scene.companyReadAt.getTime() > trustedForMs;
}

/** Problems a merchant cures in bexio: the cure must count on the very next look, not when the cache is old enough. */
function dependsOnCompany(problem: Problem): boolean {
  return ['tax-rate-missing', 'several-taxes-on-line', 'currency-missing', 'total-not-representable', 'account-unusable', 'account-missing', 'number-needed', 'module-missing', 'gateway-not-mapped'].includes(problem.reason);
}

/** Deleted in Shopify, or older than what the app may read. What is booked stays booked and is shown. */
async function orderGone(tools: Tools, job: Claimed, scene: Scene | null): Promise<JobOutcome> {
  const known = await tools.store.orders.get(job.shop, job.subject);
  const links = scene === null ? [] : await tools.store.links.of(job.shop, scene.office.companyId, job.subject);
  const booked = links.some(({ kind }) => kind === 'invoice' || kind === 'sales-order');
  // What it took from the shelf nobody waits for any more.
  if (scene) await tools.store.links.remove(job.shop, scene.office.companyId, 'stock-units', job.subject);
  if (known) await tools.store.orders.record({ ...known, state: booked ? 'problem' : 'skipped', detail: booked ? { kind: 'problem', problem: { reason: 'order-gone' } } : { kind: 'skipped', why: 'nothing-owed' } });
  return { done: true };
}
