import type { Order } from '../domain/order.ts';
import type { Problem } from '../domain/problem.ts';
import type { Claimed } from '../store/jobs.ts';
import { recordFailed } from './order/record-order.ts';
import type { Tools } from './tools.ts';
import { judgeFailure } from './verdict.ts';
import type { JobOutcome } from './worker.ts';

/** Carries out what `judgeFailure` decided: wait, show a problem, or mark the connection broken. Every handler ends its failures here. */
export async function afterFailure(tools: Tools, job: Claimed, error: unknown, order: Order | null = null): Promise<JobOutcome> {
  const { clock, log } = tools;
  const verdict = judgeFailure(error, job.attempts, clock.now());
  if (verdict.next === 'leave') return { left: true };
  const about = { kind: job.kind, shop: job.shop, subject: job.subject, attempts: job.attempts };
  if (verdict.next === 'retry') {
    log.info({ ...about, cause: verdict.cause, delayMs: verdict.delayMs }, 'job waits');
    // Waiting for a quiet period is no attempt, but an order that waits for the second time must be seen.
    if (job.kind === 'order' && (job.attempts > 0 || job.lastCause !== null)) await recordFailed(tools, job, { kind: 'retrying' }, order);
    return { again: new Date(clock.now().getTime() + verdict.delayMs), attempts: verdict.countsAsAttempt ? 'count' : 'keep', cause: verdict.cause };
  }
  if (verdict.next === 'reconnect') {
    log.warn({ ...about, cause: verdict.cause }, 'bexio connection is broken');
    await tools.store.connections.markBroken(job.shop, verdict.cause);
    return showProblem(tools, job, { reason: 'not-connected' }, order);
  }
  log.warn({ ...about, reason: verdict.problem.reason, ...(verdict.problem.reason === 'unexpected' ? { err: error } : {}) }, 'order needs a person');
  return showProblem(tools, job, verdict.problem, order);
}

/** An order's problem is shown on its page; anything else has no page, so it simply comes round again later. */
async function showProblem(tools: Tools, job: Claimed, problem: Problem, order: Order | null): Promise<JobOutcome> {
  if (job.kind !== 'order') return { again: new Date(tools.clock.now().getTime() + 3_600_000), attempts: 'reset', cause: problem.reason };
  tools.metrics.problems.inc({ reason: problem.reason });
  await recordFailed(tools, job, { kind: 'problem', problem }, order);
  return { done: true };
}
