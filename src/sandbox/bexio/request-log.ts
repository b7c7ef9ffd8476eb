import type { Json } from './json.ts';

export type LoggedRequest = {
  at: Date;
  method: string;
  path: string;
  query: string;
  body: Json | undefined;
  /** The company the token belongs to; undefined without a valid token. */
  companyId: string | undefined;
  /** What was answered. Undefined while processing, and for good when the connection was cut. */
  status: number | undefined;
};

export type RequestMatch = { method?: string; path?: RegExp };

export type RequestLog = {
  all(match?: RequestMatch): LoggedRequest[];
  count(match?: RequestMatch): number;
  clear(): void;
};

export function createRequestLog(): RequestLog & { add(entry: LoggedRequest): LoggedRequest } {
  let entries: LoggedRequest[] = [];
  const all = (match: RequestMatch = {}) => entries.filter((entry) => matches(entry, match));
  return {
    all,
    count: (match) => all(match).length,
    clear: () => {
      entries = [];
    },
    add(entry) {
      entries.push(entry);
      return entry;
    },
  };
}

export function matches(request: { method: string; path: string }, match: RequestMatch): boolean {
  const method = match.method === undefined || match.method.toUpperCase() === request.method;
  return method && (match.path === undefined || match.path.test(request.path));
}
