import type { Clock } from '../clock.ts';
import type { Log } from '../log.ts';
import type { Metrics } from '../metrics.ts';
import type { ShopifyApi } from '../shopify/platform.ts';
import type { Store } from '../store/store.ts';
import type { Memory } from './memory/memory.ts';
import type { BexioOffice } from './office.ts';

export type { BexioOffice } from './office.ts';

/** What every job is handed. Made once by `app.ts`. */
export type Tools = {
  store: Store;
  clock: Clock;
  log: Log;
  metrics: Metrics;
  shopify: (shop: string) => ShopifyApi;
  /** The bexio company this shop is connected to; null while there is no working connection. */
  bexio: (shop: string, how?: Urgency) => Promise<BexioOffice | null>;
  /** Whether the database still knows what was booked. */
  memory: Memory;
  /** How long after an unclear answer bexio is left alone before it is searched (`UNKNOWN_QUIET_SECONDS`). */
  quietMs: number;
  sweepMs: number;
  /** How often changes in bexio are fetched (`BEXIO_POLL_SECONDS`). */
  pollMs: number;
  /** bexio's own web application at a path, for links to documents. */
  bexioLink: (path: string) => string;
  /** Called at each named moment of the protocol, with the job's subject. Production passes a no-op; the crash tests pass one that kills the process. */
  atMoment: (moment: Moment, subject: string) => void;
};

/** Subject of the jobs that come round by themselves. */
export const routine = 'routine';
/** `spare`: work that can wait, which leaves some of bexio's requests to what cannot, and never waits for the next ones in its place. */
export type Urgency = { spare?: boolean };

/** The moments of the exactly-once protocol at which a crash must change nothing (fault 17 of the catalogue). */
export const moments = [
  'claimed',
  'order-read',
  'contact-searched',
  'intent-prepared',
  'intent-sent',
  'answer-received',
  'link-recorded',
  'verified',
  'completion-recorded',
  'issue-sent',
  'issue-recorded',
  'payment-recorded',
  'delivery-issue-sent',
  'delivery-issue-recorded',
  'done',
] as const;
export type Moment = (typeof moments)[number];
