import type { BucketRule } from './cost-bucket.ts';
import type { DeliveryQueue } from './deliveries.ts';
import type { FaultDesk } from './faults.ts';
import type { RequestLog } from './request-log.ts';
import type { Shop } from './shop.ts';
import type { TokenDesk } from './tokens.ts';

/** What the server and its control desk share. */
export type ServerParts = {
  now: () => Date;
  apiKey: string;
  shops: Map<string, Shop>;
  tokens: TokenDesk;
  faults: FaultDesk;
  requests: RequestLog;
  deliveries: DeliveryQueue;
  bucket: BucketRule | 'off';
  /** Where the sandbox is, known once it listens, and where the app is. */
  place: { origin: string; appUrl: string | null };
};
