export type LoggedRequest = {
  at: Date;
  shop: string;
  method: string;
  path: string;
  operation: string | null;
  variables: unknown;
  query: string | null;
  /** 0 = the connection was cut. */
  status: number | null;
  errors: string[];
  cost: number | null;
  /** First characters only: a token never stands in a log whole. */
  token: string | null;
};

export type RequestLog = {
  all(): LoggedRequest[];
  of(operation: string): LoggedRequest[];
  to(path: string): LoggedRequest[];
  clear(): void;
  add(request: LoggedRequest): void;
};

const mostKept = 20_000;

export function createRequestLog(): RequestLog {
  const log: LoggedRequest[] = [];
  return {
    all: () => [...log],
    of: (operation) => log.filter((one) => one.operation === operation),
    to: (path) => log.filter((one) => one.path.includes(path)),
    clear() {
      log.length = 0;
    },
    add(request) {
      log.push(request);
      if (log.length > mostKept) log.shift();
    },
  };
}
