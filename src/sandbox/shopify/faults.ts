export type FaultMatch = {
  shop?: string;
  method?: string;
  /** Part of the path, or a pattern. */
  path?: string | RegExp;
  /** Name of the GraphQL operation. */
  operation?: string;
  /** Only the nth matching request, counted from 1 since the fault was added. */
  nth?: number;
  /** At most so many requests. Default: every one, or one when `nth` is given. */
  times?: number;
};

type Lie = { status: number; json?: unknown; html?: string; retryAfter?: string; headers?: Record<string, string> };

export type FaultKind =
  /** Answers without processing. */
  | ({ kind: 'status' } & Lie)
  /** Processes fully, then answers something else. */
  | ({ kind: 'status-after' } & Lie)
  /** Processes at once and answers after a while. */
  | { kind: 'slow'; delayMs: number }
  /** Gives up on the caller now, and processes after `delayMs` of real time all the same. */
  | { kind: 'late'; delayMs: number }
  /** The socket dies before anything is processed. */
  | { kind: 'cut-before' }
  /** Processes fully, then the socket dies without an answer. */
  | { kind: 'cut-after' }
  /** Right status and processing, but only half of the body. */
  | { kind: 'truncated-json' }
  /** Shopify's own refusal for spending too much: HTTP 200, code THROTTLED, nothing processed. */
  | { kind: 'throttled' }
  /** One field (`Order.customer`, or `customer` on any type) is refused, the rest answered. */
  | { kind: 'access-denied'; field: string };

export type Fault = { match?: FaultMatch } & FaultKind;
export type FaultHandle = { hits(): number; remove(): void };
export type RequestFacts = { shop: string; method: string; path: string; operation: string | null };

export type Faults = {
  add(fault: Fault): FaultHandle;
  list(): Fault[];
  clear(): void;
  /** Resolves when all late executions have run. */
  settled(): Promise<void>;
};

export type FaultDesk = Faults & {
  /** The faults that strike this request, in the order they were added. */
  take(request: RequestFacts): Fault[];
  /** Registers work that `settled` waits for. */
  pending(work: Promise<unknown>): void;
};

type Armed = { fault: Fault; seen: number; hits: number };

export function createFaults(): FaultDesk {
  const armed = new Set<Armed>();
  const late = new Set<Promise<unknown>>();
  return {
    add(fault) {
      const one: Armed = { fault, seen: 0, hits: 0 };
      armed.add(one);
      return { hits: () => one.hits, remove: () => void armed.delete(one) };
    },
    list: () => [...armed].map((one) => one.fault),
    clear: () => armed.clear(),
    async settled() {
      while (late.size > 0) await Promise.all(late);
    },
    take: (request) => [...armed].filter((one) => strikes(one, request)).map((one) => one.fault),
    pending(work) {
      const tracked = work.finally(() => late.delete(tracked));
      late.add(tracked);
    },
  };
}

function strikes(one: Armed, request: RequestFacts): boolean {
  const { match = {} } = one.fault;
  if (!matches(match, request)) return false;
  one.seen += 1;
  const mostHits = match.times ?? (match.nth === undefined ? Number.POSITIVE_INFINITY : 1);
  if (one.seen < (match.nth ?? 1) || one.hits >= mostHits) return false;
  one.hits += 1;
  return true;
}

function matches(match: FaultMatch, request: RequestFacts): boolean {
  const { path } = match;
  const pathMatches = path === undefined || (typeof path === 'string' ? request.path.includes(path) : path.test(request.path));
  return (
    pathMatches &&
    (match.shop === undefined || match.shop === request.shop) &&
    (match.method === undefined || match.method === request.method) &&
    (match.operation === undefined || match.operation === request.operation)
  );
}
