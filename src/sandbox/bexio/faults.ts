import type { Json } from './json.ts';
import { matches, type RequestMatch } from './request-log.ts';

export type FaultMatch = RequestMatch & {
  /** Only the nth matching request, counted from 1 since the fault was added. */
  nth?: number;
  /** At most so many requests. Default: every one, or one when `nth` is given. */
  times?: number;
};

type Lie = { status: number; json?: Json; html?: string; headers?: Record<string, string> };

export type FaultKind =
  /** Answers without processing. */
  | ({ kind: 'status' } & Lie)
  /** Processes fully, then answers something else. */
  | ({ kind: 'status-after' } & Lie)
  /** Processes at once and answers after a while. */
  | { kind: 'slow'; delayMs: number }
  /** The socket dies before anything is processed. */
  | { kind: 'cut-before' }
  /** Processes fully, then the socket dies without an answer. */
  | { kind: 'cut-after' }
  /** Right status and processing, but the body is … */
  | { kind: 'html' }
  | { kind: 'truncated-json' }
  | { kind: 'empty-body' }
  | { kind: 'missing-id' }
  /** Announces more bytes than it sends. */
  | { kind: 'wrong-content-length' }
  /** Gives up on the caller now, and processes after `delayMs` of real time all the same. */
  | { kind: 'late'; delayMs: number; answer?: 'gateway-timeout' | 'cut' }
  /** Refuses with 429. `reset` is what RateLimit-Reset says: 'none' leaves the headers out. */
  | { kind: 'rate-limited'; reset?: 'usual' | 'none' | 'absurd' | 'fractional' | 'words' }
  /** Processes the same request twice and answers the first result. */
  | { kind: 'duplicate' }
  /** Search does not see what was created in the last `lagMs` of the sandbox's clock. */
  | { kind: 'search-lag'; lagMs: number };

export type Fault = { match?: FaultMatch } & FaultKind;

export type FaultHandle = { hits(): number; remove(): void };

export type Faults = {
  add(fault: Fault): FaultHandle;
  clear(): void;
  /** Resolves when all late executions have run. */
  settled(): Promise<void>;
};

export type FaultDesk = Faults & {
  take(request: { method: string; path: string }): Fault[];
  searchLagMs(): number;
  /** Registers work that `settled` waits for. */
  pending(work: Promise<unknown>): void;
};

type Armed = { fault: Fault; seen: number; hits: number };

export function createFaults(): FaultDesk {
  let armed: Armed[] = [];
  const running = new Set<Promise<unknown>>();
  return {
    add(fault) {
      const entry: Armed = { fault, seen: 0, hits: 0 };
      armed.push(entry);
      return {
        hits: () => entry.hits,
        remove: () => {
          armed = armed.filter((other) => other !== entry);
        },
      };
    },
    clear() {
      armed = [];
    },
    async settled() {
      while (running.size > 0) {
        await Promise.allSettled(running);
      }
    },
    take: (request) => armed.filter((entry) => hits(entry, request)).map(({ fault }) => fault),
    searchLagMs: () =>
      Math.max(0, ...armed.map(({ fault }) => (fault.kind === 'search-lag' ? fault.lagMs : 0))),
    pending(work) {
      const tracked = work.catch(() => undefined).finally(() => running.delete(tracked));
      running.add(tracked);
    },
  };
}

function hits(entry: Armed, request: { method: string; path: string }): boolean {
  const match = entry.fault.match ?? {};
  if (entry.fault.kind === 'search-lag' || !matches(request, match)) {
    return false;
  }
  entry.seen += 1;
  const turn = match.nth === undefined || entry.seen >= match.nth;
  const times = match.times ?? (match.nth === undefined ? Number.POSITIVE_INFINITY : 1);
  if (!turn || entry.hits >= times) {
    return false;
  }
  entry.hits += 1;
  return true;
}
