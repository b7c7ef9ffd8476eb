/** What goes wrong with a request. `cut-after`: it is carried out and the answer is lost. `late`: cut at once, carried out after the delay. */
export type FaultKind =
  | { kind: 'status'; status: number; body?: string; contentType?: string; retryAfter?: string; headers?: Record<string, string> }
  | { kind: 'slow'; delayMs: number }
  | { kind: 'late'; delayMs: number }
  | { kind: 'cut-before' }
  | { kind: 'cut-after' }
  | { kind: 'truncated' }
  | { kind: 'throttled' }
  | { kind: 'access-denied'; field: string };

export type FaultMatch = {
  shop?: string;
  method?: string;
  /** Part of the path, or a pattern. */
  path?: string | RegExp;
  /** Name of the GraphQL operation. */
  operation?: string;
  /** Only from the n-th matching request on (1 = the first). */
  nth?: number;
  /** How often it strikes; for ever when absent. */
  times?: number;
};

export type FaultRule = { id: number; match: FaultMatch; fault: FaultKind; seen: number; struck: number };
export type RequestFacts = { shop: string; method: string; path: string; operation: string | null };

export type Faults = {
  /** Returns a function that takes the fault back. */
  add(rule: { match?: FaultMatch; kind: FaultKind['kind'] } & Partial<Omit<Extract<FaultKind, { kind: 'status' }>, 'kind'>> & { delayMs?: number; field?: string }): () => void;
  list(): FaultRule[];
  clear(): void;
  /** The faults that strike this request, in the order they were added. */
  strike(request: RequestFacts): FaultKind[];
};

export function createFaults(): Faults {
  let rules: FaultRule[] = [];
  let nextId = 1;
  return {
    add({ match, ...stated }) {
      const rule: FaultRule = { id: nextId, match: match ?? {}, fault: toFault(stated), seen: 0, struck: 0 };
      nextId += 1;
      rules.push(rule);
      return () => {
        rules = rules.filter((one) => one !== rule);
      };
    },
    list: () => [...rules],
    clear() {
      rules = [];
    },
    strike: (request) => rules.filter((rule) => strikes(rule, request)).map((rule) => rule.fault),
  };
}

function toFault(stated: Omit<Parameters<Faults['add']>[0], 'match'>): FaultKind {
  const { kind } = stated;
  switch (kind) {
    case 'status':
      return { ...stated, kind, status: stated.status ?? 500 };
    case 'slow':
    case 'late':
      return { kind, delayMs: stated.delayMs ?? 1000 };
    case 'access-denied':
      return { kind, field: stated.field ?? 'Order.customer' };
    default:
      return { kind };
  }
}

function strikes(rule: FaultRule, request: RequestFacts): boolean {
  if (!matches(rule.match, request)) return false;
  rule.seen += 1;
  if (rule.seen < (rule.match.nth ?? 1)) return false;
  if (rule.struck >= (rule.match.times ?? Number.POSITIVE_INFINITY)) return false;
  rule.struck += 1;
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
