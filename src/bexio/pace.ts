import type { Clock } from '../clock.ts';
import { BexioError } from './outcome.ts';

/**
 * bexio counts requests per company and minute, in separate buckets (recorded November 2025 and June 2026: 1000 in general, 400 for
 * `/2.0/article`, 250 for searches and for PDFs). The numbers are not published and have changed, so they are read from every answer.
 */
export type Bucket = 'general' | 'search' | 'article' | 'pdf';

export type RateLimit = { limit: number; remaining: number; resetSeconds: number };

/** Shared by every job, and every node, that works for one company. */
export type Pace = {
  /**
   * Resolves when one more request fits; taken before each request, retries included. Where that takes too long it rejects with
   * `BexioError` *later*: nothing has been sent, so the job can give its place free.
   */
  take(bucket: Bucket): Promise<void>;
  /** What an answer said about its bucket; after a 429 `remaining` is 0. */
  observe(bucket: Bucket, seen: RateLimit): void | Promise<void>;
};

type Budget = { limit: number; remaining: number; resetAtMs: number };

/**
 * A pace in memory, for one company in one process. The first answer teaches it; until then requests go out freely.
 * It waits for `patienceMs` at the most: a caller that has noted down "sent" must not send minutes later, when its lease may be another's.
 */
export function createPace(clock: Clock, { patienceMs = 10_000 } = {}): Pace {
  const budgets = new Map<Bucket, Budget>();
  return {
    async take(bucket) {
      for (;;) {
        const budget = budgets.get(bucket);
        const nowMs = clock.now().getTime();
        if (!budget) return;
        if (nowMs >= budget.resetAtMs) Object.assign(budget, { remaining: budget.limit, resetAtMs: nowMs + windowSeconds * 1000 });
        if (budget.remaining > reserveOf(budget)) {
          budget.remaining -= 1;
          return;
        }
        const waitMs = budget.resetAtMs - nowMs;
        if (waitMs > patienceMs) throw new BexioError({ kind: 'later', retryAfterMs: waitMs, cause: `limit for ${bucket} reached` }, 'pace');
        await clock.sleep(waitMs);
      }
    },
    observe(bucket, seen) {
      const resetAtMs = clock.now().getTime() + Math.min(seen.resetSeconds, waitSecondsMax) * 1000;
      const known = budgets.get(bucket);
      // Requests in flight are not in the answer's number yet: within one window the lower count is the true one.
      const sameWindow = known !== undefined && resetAtMs < known.resetAtMs + 2000;
      budgets.set(bucket, { limit: seen.limit, remaining: sameWindow ? Math.min(known.remaining, seen.remaining) : seen.remaining, resetAtMs });
    },
  };
}

export function bucketOf(path: string): Bucket {
  if (path.endsWith('/pdf')) return 'pdf';
  // A search for articles counts as a search (recorded: 250), every other call on them as an article call.
  if (path.endsWith('/search')) return 'search';
  return path.startsWith('/2.0/article') ? 'article' : 'general';
}

/** What the headers of an answer say, or null when they say nothing. Values that are no plain number count as absent. */
export function readRateLimit(headers: Headers, bucket: Bucket): RateLimit | null {
  const remaining = numberIn(headers, ['ratelimit-remaining', 'x-ratelimit-remaining-minute']);
  if (remaining === null) return null;
  return { limit: limitIn(headers, bucket), remaining: Math.floor(remaining), resetSeconds: resetIn(headers) ?? windowSeconds };
}

/** What a 429 means for the bucket, and how long to stay away: at least a second, at most five minutes, a minute when it does not say. */
export function readExceeded(headers: Headers, bucket: Bucket): RateLimit {
  const resetSeconds = resetIn(headers) ?? numberIn(headers, ['retry-after']) ?? windowSeconds;
  return { limit: limitIn(headers, bucket), remaining: 0, resetSeconds: Math.min(Math.max(Math.ceil(resetSeconds), 1), waitSecondsMax) };
}

const windowSeconds = 60;
/** A reset further away than this is a mistake (an epoch time, milliseconds): limits are counted per minute. */
const waitSecondsMax = 300;
const recordedLimits: Record<Bucket, number> = { general: 1000, search: 250, article: 400, pdf: 250 };

/** The last two percent are left to the other apps of the company: the limit is shared with them. */
function reserveOf(budget: Budget): number {
  return Math.floor(budget.limit / 50);
}

function limitIn(headers: Headers, bucket: Bucket): number {
  const limit = numberIn(headers, ['ratelimit-limit', 'x-ratelimit-limit-minute']);
  return limit !== null && limit >= 1 ? Math.floor(limit) : recordedLimits[bucket];
}

function resetIn(headers: Headers): number | null {
  const seconds = numberIn(headers, ['ratelimit-reset', 'x-ratelimit-reset']);
  return seconds === null ? null : Math.min(Math.ceil(seconds), waitSecondsMax);
}

/** The first of the headers that holds a plain number; a list (`1000, 1000;w=60`) counts with its first entry. */
function numberIn(headers: Headers, names: string[]): number | null {
  for (const name of names) {
    const match = /^\s*(?<number>\d{1,15}(?:\.\d+)?)\s*(?:[,;]|$)/.exec(headers.get(name) ?? '');
    if (match?.groups?.number !== undefined) return Number(match.groups.number);
  }
  return null;
}
