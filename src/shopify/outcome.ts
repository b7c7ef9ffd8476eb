/**
 * What went wrong at Shopify, in the four kinds the program decides by:
 *
 * - `later`        nothing is wrong with the request; the same one may succeed in a while (`retryAfterMs` when Shopify said when)
 * - `broken`       the tokens of this shop are dead. An uninstalled app and a lost refresh token answer alike; the webhook
 *                  `app/uninstalled` tells the first, opening the app again heals the second
 * - `not-allowed`  a missing scope, an unapproved protected field, an unpaid or locked shop: a person has to change something at Shopify
 * - `refused`      this request can never succeed as it is: our mistake, or an order beyond what can be read whole
 *
 * `cause` is for the log and never contains a token or an answer's body. `code` is Shopify's own when it gave one.
 */
export type ShopifyFailure =
  | { kind: 'later'; retryAfterMs: number | null; cause: string; code?: string }
  | { kind: 'broken'; cause: string; code?: string }
  /** `field`: what access was denied to, for example `order.customer`. */
  | { kind: 'not-allowed'; cause: string; code?: string; field?: string }
  | { kind: 'refused'; cause: string; code?: string };

export class ShopifyError extends Error {
  override readonly name = 'ShopifyError';
  readonly failure: ShopifyFailure;

  constructor(failure: ShopifyFailure, options?: ErrorOptions) {
    super(failure.cause, options);
    this.failure = failure;
  }
}

/** One entry of GraphQL's `errors`, as far as decisions need it. */
export type GraphqlFault = {
  message: string;
  path?: (string | number)[] | undefined;
  extensions?: { code?: string | undefined; requiredAccess?: string | undefined } | undefined;
};

/** No answer at all: refused connection, reset, our own deadline. */
export function noAnswer(operation: string, error: unknown): ShopifyError {
  const what = error instanceof Error ? error.name : typeof error;
  return new ShopifyError({ kind: 'later', retryAfterMs: null, code: 'NO_ANSWER', cause: `${operation}: no answer from Shopify (${what})` }, { cause: error });
}

/** Not the kind of answer that was agreed (HTML, half a JSON text, no tokens): something between us and Shopify speaks, for a while. */
export function strangeAnswer(operation: string, what: string): ShopifyError {
  return new ShopifyError({ kind: 'later', retryAfterMs: null, code: 'STRANGE_ANSWER', cause: `${operation}: ${what}` });
}

/** An answer with another status than 2xx. The body is not quoted: it may repeat what was sent. */
export function fromStatus(operation: string, status: number, retryAfterMs: number | null): ShopifyError {
  const told = { code: `HTTP ${status}`, cause: `${operation}: Shopify answered ${status}` };
  if (status === 401) return new ShopifyError({ kind: 'broken', ...told });
  // 402 unpaid shop, 403 no access, 423 locked shop: nothing that time heals.
  if (status === 402 || status === 403 || status === 423) return new ShopifyError({ kind: 'not-allowed', ...told });
  // 430 is Shopify's own: too many requests from this address.
  if (status === 408 || status === 429 || status === 430 || status >= 500) return new ShopifyError({ kind: 'later', retryAfterMs, ...told });
  return new ShopifyError({ kind: 'refused', ...told });
}

/** GraphQL answers 200 even to refusals; of several faults the one that time cannot heal decides. */
export function fromFaults(operation: string, faults: readonly GraphqlFault[]): ShopifyError {
  const failures = faults.map((fault) => fromFault(operation, fault));
  const decisive = failures.find((failure) => failure.kind === 'not-allowed') ?? failures.find((failure) => failure.kind === 'refused') ?? failures[0];
  return new ShopifyError(decisive ?? { kind: 'refused', cause: `${operation}: refused without a reason` });
}

function fromFault(operation: string, fault: GraphqlFault): ShopifyFailure {
  const code = fault.extensions?.code ?? 'GRAPHQL';
  const path = fault.path?.filter((part) => typeof part === 'string').join('.') ?? '';
  switch (code) {
    case 'ACCESS_DENIED': {
      const needs = fault.extensions?.requiredAccess;
      const cause = `${operation}: access denied to ${path || 'a field'}${needs ? `, needs ${needs}` : ''}`;
      return { kind: 'not-allowed', code, cause, ...(path ? { field: path } : {}) };
    }
    case 'SHOP_INACTIVE':
      return { kind: 'not-allowed', code, cause: `${operation}: the shop is not active` };
    case 'THROTTLED':
    case 'INTERNAL_SERVER_ERROR':
    case 'TIMEOUT':
      return { kind: 'later', retryAfterMs: null, code, cause: `${operation}: ${code}` };
    default:
      return { kind: 'refused', code, cause: `${operation}: ${fault.message}${path ? ` at ${path}` : ''}` };
  }
}

/** Mutations report refusals in `userErrors`, with status 200 and no `errors`. */
export function fromUserErrors(operation: string, errors: readonly { field?: readonly string[] | null | undefined; message: string }[]): ShopifyError {
  const texts = errors.map((error) => (error.field ? `${error.field.join('.')}: ${error.message}` : error.message));
  return new ShopifyError({ kind: 'refused', code: 'USER_ERROR', cause: `${operation}: ${texts.join('; ')}` });
}
