import { BexioError } from '../bexio/outcome.ts';
import type { Problem } from '../domain/problem.ts';
import { ShopifyError } from '../shopify/outcome.ts';
import { IntentMoved, StaleClaim, StoreBusy, StoreUnavailable } from '../store/errors.ts';
import { LeaseTaken } from './with-lease.ts';

/**
 * What becomes of a job whose run threw. The only place that decides about retrying: clients never retry writes,
 * and nobody else looks at an error's kind to wait.
 */
export type FailureVerdict =
  | { next: 'retry'; delayMs: number; countsAsAttempt: boolean; cause: string }
  | { next: 'problem'; problem: Problem; cause: string }
  | { next: 'reconnect'; cause: string }
  /** Another worker holds the job now: leave everything to it. */
  | { next: 'leave' };

/** bexio's answer to a write was unclear; nothing may be sent before `untilMs`, then it is searched. */
export class QuietPeriod extends Error {
  override name = 'QuietPeriod';
  readonly until: Date;
  constructor(until: Date) {
    super('waiting for the quiet period after an unclear answer');
    this.until = until;
  }
}

/** The lease ran out while this worker was busy (or asleep): it must not write any more. */
export class LeaseLost extends Error {
  override name = 'LeaseLost';
}

/** What a performer found out only a person can mend. */
export class NeedsPerson extends Error {
  override name = 'NeedsPerson';
  readonly problem: Problem;
  constructor(problem: Problem) {
    super(problem.reason);
    this.problem = problem;
  }
}

/** Attempts before a surprise (a bug, most likely) is shown to the merchant instead of being tried again. */
const surprisesUntilProblem = 5;

export function judgeFailure(error: unknown, attempts: number, now: Date): FailureVerdict {
  if (error instanceof LeaseLost || error instanceof StaleClaim) return { next: 'leave' };
  if (error instanceof NeedsPerson) return { next: 'problem', problem: error.problem, cause: error.message };
  if (error instanceof QuietPeriod) return { next: 'retry', delayMs: Math.max(0, error.until.getTime() - now.getTime()), countsAsAttempt: false, cause: error.message };
  // Waiting for another run's search and create is no failure of this one.
  if (error instanceof LeaseTaken) return { next: 'retry', delayMs: backoffMs(0), countsAsAttempt: false, cause: `${error.name}: ${error.message.split(':', 1)[0]}` };
  if (error instanceof BexioError) return judgeBexio(error, attempts);
  if (error instanceof ShopifyError) return judgeShopify(error, attempts);
  if (error instanceof StoreBusy || error instanceof StoreUnavailable || error instanceof IntentMoved) return { next: 'retry', delayMs: backoffMs(attempts), countsAsAttempt: true, cause: error.name };
  const cause = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
  if (attempts + 1 >= surprisesUntilProblem) return { next: 'problem', problem: { reason: 'unexpected', cause: cause.slice(0, 300) }, cause };
  return { next: 'retry', delayMs: backoffMs(attempts), countsAsAttempt: true, cause };
}

function judgeBexio({ failure }: BexioError, attempts: number): FailureVerdict {
  switch (failure.kind) {
    case 'later':
      // A full bucket says when it is empty again: waiting for it is no failure (fault 22).
      if (failure.retryAfterMs !== null) return { next: 'retry', delayMs: failure.retryAfterMs, countsAsAttempt: false, cause: failure.cause };
      return { next: 'retry', delayMs: backoffMs(attempts), countsAsAttempt: true, cause: failure.cause };
    case 'unknown':
      return { next: 'retry', delayMs: backoffMs(attempts), countsAsAttempt: true, cause: failure.cause };
    case 'broken-connection':
      return { next: 'reconnect', cause: failure.cause };
    case 'refused':
      return { next: 'problem', problem: { reason: 'refused', action: 'book', field: failure.fields[0]?.field ?? null, message: refusalText(failure) }, cause: `${failure.status}` };
    case 'not-allowed':
      return { next: 'problem', problem: { reason: 'not-allowed', action: 'book', message: failure.message }, cause: 'not allowed' };
    case 'missing':
      return { next: 'problem', problem: { reason: 'unexpected', cause: failure.cause }, cause: failure.cause };
  }
}

function judgeShopify({ failure }: ShopifyError, attempts: number): FailureVerdict {
  switch (failure.kind) {
    case 'later':
      return { next: 'retry', delayMs: failure.retryAfterMs ?? backoffMs(attempts), countsAsAttempt: true, cause: failure.cause };
    case 'broken':
      // The shop must open the app again (uninstalled, or 90 days without a refresh); until then look once an hour.
      return { next: 'retry', delayMs: 3_600_000, countsAsAttempt: false, cause: failure.cause };
    case 'not-allowed':
    case 'refused':
      return { next: 'problem', problem: { reason: 'not-allowed', action: 'read-order', message: failure.cause }, cause: failure.cause };
  }
}

export function refusalText(failure: { message: string; fields: { message: string }[] }): string {
  return failure.fields.length > 0 ? failure.fields.map((one) => one.message).join('; ') : failure.message;
}

/** 2 s, 4 s, 8 s … up to 15 minutes, spread by ±25 % so that jobs that failed together do not return together. */
function backoffMs(attempts: number): number {
  const fullMs = Math.min(2_000 * 2 ** attempts, 900_000);
  return Math.round(fullMs * (0.75 + Math.random() * 0.5));
}
