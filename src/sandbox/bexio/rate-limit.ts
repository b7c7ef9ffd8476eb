import type { Company, World } from './company.ts';

export type Limits = { general: number; search: number; article: number; pdf: number };

/** Recorded Nov 2025 and Jun 2026. bexio publishes no numbers and has changed them before. */
export const recordedLimits: Limits = { general: 1000, search: 250, article: 400, pdf: 250 };

export type RateState = { allowed: boolean; headers: Record<string, string> };

export type RateLimiter = { count(company: Company, path: string): RateState };

/** Counted per company, bucket and clock minute, so all apps of a company share one budget. */
export function createRateLimiter(world: World, limits: Limits | 'off'): RateLimiter {
  const used = new Map<string, { minute: number; requests: number }>();
  return {
    count(company, path) {
      const nowMs = world.now().getTime();
      const minute = Math.floor(nowMs / 60_000);
      const bucket = bucketOf(path);
      const limit = (limits === 'off' ? recordedLimits : limits)[bucket.limit];
      const key = `${company.id} ${bucket.name}`;
      const before = used.get(key);
      const requests = before?.minute === minute ? before.requests + 1 : 1;
      used.set(key, { minute, requests });
      return {
        allowed: limits === 'off' || requests <= limit,
        headers: rateHeaders(limit, limits === 'off' ? limit - 1 : limit - requests, (minute + 1) * 60_000 - nowMs),
      };
    },
  };
}

type Bucket = { name: string; limit: keyof Limits };

/**
 * Recorded Jun 2026: only the searches of contacts, articles and documents have the low budget;
 * searching accounts, salutations, notes, reminders or additional addresses counts as general. The
 * chart of accounts has buckets of its own.
 */
function bucketOf(path: string): Bucket {
  if (/^\/2\.0\/(contact|article|kb_offer|kb_order|kb_invoice)\/search$/.test(path)) {
    return { name: 'search', limit: 'search' };
  }
  if (path.endsWith('/pdf')) {
    return { name: 'pdf', limit: 'pdf' };
  }
  if (/^\/2\.0\/article(\/|$)/.test(path)) {
    return { name: 'article', limit: 'article' };
  }
  const ledger = /^\/2\.0\/(accounts|account_groups)(\/|$)/.exec(path);
  return { name: ledger?.[1] ?? 'general', limit: 'general' };
}

function rateHeaders(limit: number, remaining: number, resetMs: number): Record<string, string> {
  const left = String(Math.max(0, remaining));
  return {
    'RateLimit-Limit': String(limit),
    'RateLimit-Remaining': left,
    'RateLimit-Reset': String(Math.max(1, Math.ceil(resetMs / 1000))),
    'X-RateLimit-Limit-Minute': String(limit),
    'X-RateLimit-Remaining-Minute': left,
  };
}
