import type { Problem } from '../problem.ts';
import type { Recognised } from './recognise-invoice.ts';

/** What a merchant asked for: orders created from `from` on and before `until` (ISO instants). */
export type ImportPlan = {
  from: string;
  until: string;
  /** How invoices of other connectors and people are named in bexio. */
  patterns: string[];
  /** What becomes of orders that are invoiced already, unless it was decided for the single order. */
  recognised: 'adopt' | 'leave';
};

/**
 * `listing`: which orders there are. `judging`: what each would become. `ready`: waits for the merchant. `booking`. The last two are ends.
 */
export type ImportPhase = 'listing' | 'judging' | 'ready' | 'booking' | 'done' | 'cancelled';

/**
 * What the preview found. `book`: would be booked. `wait`: booked once it is paid, or shipped. `recognised`, `unclear`: invoiced already,
 * surely or perhaps. `known`: by this app. `undone`: by this app, and taken back since. `skip`: by a rule. `problem`: would need a person.
 */
export const findings = ['listed', 'book', 'wait', 'recognised', 'unclear', 'known', 'undone', 'skip', 'problem'] as const;
export type Finding = (typeof findings)[number];

/** Null: as planned. */
export type Choice = 'book' | 'adopt' | 'leave';
export type Action = Choice;

/** `rung`: its booking is under way. */
export type ImportOutcome = 'rung' | 'booked' | 'adopted' | 'left' | 'waiting' | 'skipped' | 'problem';

export type FindingDetail = {
  /** As placed, and as it is now; `presentment`: the same where the buyer paid in another currency. */
  totalsMinor: number[];
  presentment?: { currency: string; totalsMinor: number[] };
  recognised?: Recognised;
  /** Why it waits or is left out. Of an undone order, `reversed`: its payments lie on the first invoice, so there is never another. */
  because?: string;
  problem?: Problem;
  /** What the invoice would amount to. */
  invoiceMinor?: number;
  /** Where it is not the row's. */
  invoiceCurrency?: string;
};

/** `hidden`: Shopify shows the app nothing older than `since`. `busy`: another run is at work. */
export type BegunImport = { ok: true; id: string } | { ok: false; why: 'range' | 'pattern' | 'busy' | 'not-connected' } | { ok: false; why: 'hidden'; since: Date };

/** What a merchant can do with a run. */
export type ImportStep = 'start' | 'pause' | 'resume' | 'cancel';

/** Requests to bexio by what they are counted against. */
export type Requests = { general: number; search: number; article: number };
export const noRequests: Requests = { general: 0, search: 0, article: 0 };

/** What happens to an order of an import once it is started. */
export function actionFor({ finding, choice }: { finding: Finding; choice: Choice | null }, plan: Pick<ImportPlan, 'recognised'>): Action {
  switch (finding) {
    case 'book':
    case 'wait':
    case 'problem':
      return choice === 'leave' ? 'leave' : 'book';
    // Never invoiced again: whatever is chosen, it is not booked.
    case 'recognised':
      return (choice === 'book' ? null : choice) ?? plan.recognised;
    // Another total speaks against it: only a person can say whether it is the same.
    case 'unclear':
      return choice ?? 'leave';
    // The merchant has wanted it out of the books; only he can want it back.
    case 'undone':
      return choice === 'book' ? 'book' : 'leave';
    case 'listed':
    case 'known':
    case 'skip':
      return 'leave';
  }
}

/** Shopify shows an app without `read_all_orders` the last 60 days only, and says nothing about what it leaves out. Null: everything is seen. */
export function shownSince(scopes: readonly string[], now: Date): Date | null {
  return scopes.includes('read_all_orders') ? null : new Date(now.getTime() - sixtyDaysMs);
}

const sixtyDaysMs = 60 * 24 * 3_600_000;

/** Part of a company's requests that an import leaves to what happens in the shop meanwhile. */
export const leftForLivePercent = 4;

/** Points of Shopify's GraphQL cost that the booking will take, and how many a second the shop's plan gives back; null: not known yet. */
export type ShopifyNeed = { points: number; pointsPerSecond: number | null };

/** `limit`: requests a minute at bexio, points a second at Shopify. */
export type Pace = { minutes: number; by: 'bexio' | 'shopify'; limit: number };

/**
 * How long so many requests take at what the company may do per minute, and so many points at what Shopify gives the shop a second: the
 * scarcest decides. `shopify` null: an older run, which was not counted.
 */
export function paceOf(run: { requests: Requests; shopify: ShopifyNeed | null; orders: number }, perMinute: Requests): Pace {
  const share = 1 - leftForLivePercent / 100;
  const limits = (['general', 'search', 'article'] as const).map((kind): Pace => ({ minutes: run.requests[kind] / Math.max(1, perMinute[kind] * share), by: 'bexio', limit: perMinute[kind] }));
  const { points, pointsPerSecond } = run.shopify ?? { points: run.orders * usualPointsPerOrder, pointsPerSecond: null };
  const perSecond = pointsPerSecond ?? usualPointsPerSecond;
  limits.push({ minutes: points / Math.max(1, perSecond * 60), by: 'shopify', limit: perSecond });
  return limits.reduce((slowest, one) => (one.minutes > slowest.minutes ? one : slowest));
}

/** Showing an invoice on its order is a mutation, and so is the tag; each costs ten. */
export function pointsToShow({ tag }: { tag: string | null }): number {
  return tag === null ? 10 : 20;
}

/** Measured: 26 to read an order, 10 to show its invoice. */
const usualPointsPerOrder = 36;
/** Of Shopify's smaller plans; larger ones get more. */
const usualPointsPerSecond = 100;

/** As bexio's answers said when they were recorded (November 2025, June 2026): for a company of which nothing is known yet. */
export const usualPerMinute: Requests = { general: 1000, search: 250, article: 400 };

/** What a merchant may choose for an order of which this was found. */
export function choicesFor({ finding, detail }: { finding: Finding; detail: FindingDetail }): readonly Choice[] {
  switch (finding) {
    case 'book':
    case 'wait':
    case 'problem':
      return ['book', 'leave'];
    case 'recognised':
      return ['adopt', 'leave'];
    case 'unclear':
      return ['leave', 'adopt', 'book'];
    case 'undone':
      return detail.because === 'reversed' ? [] : ['leave', 'book'];
    case 'listed':
    case 'known':
    case 'skip':
      return [];
  }
}
