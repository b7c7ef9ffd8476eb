/**
 * What a call to bexio can come to, other than its value. Decided here and nowhere else: callers retry, wait or ask a person by `kind`,
 * never by the text.
 */
export type BexioFailure =
  /** Nothing happened and it passes by itself: 429, a read that failed, a write whose bytes certainly never left. */
  | { kind: 'later'; retryAfterMs: number | null; cause: string }
  /** bexio understood and said no. `message` and `fields` are bexio's words, for the merchant; never for the log. */
  | { kind: 'refused'; status: number; message: string; fields: RefusedField[] }
  | { kind: 'missing'; cause: string }
  /** 403: scope, the user's right, the plan's module, or a state that forbids the action. bexio does not say which. */
  | { kind: 'not-allowed'; message: string }
  /** The connection itself is over: a fresh token was refused too, or the sign-in server says `invalid_grant`. */
  | { kind: 'broken-connection'; cause: string }
  /** A write that may or may not have happened. Neither success nor failure: it is looked for, never repeated blindly. */
  | { kind: 'unknown'; cause: string };

export type RefusedField = { field: string | null; message: string };

/** A read can be repeated; a write that is repeated may happen twice. */
export type Effect = 'read' | 'write';

/**
 * The only error this folder throws about bexio. Its message goes to the log, so it holds the action, the status and names of fields, but
 * not what bexio wrote about their values ("JPY is already taken" could as well be somebody's e-mail).
 */
export class BexioError extends Error {
  override name = 'BexioError';
  readonly failure: BexioFailure;

  constructor(failure: BexioFailure, action: string) {
    super(`${action}: ${describe(failure)}`);
    this.failure = failure;
  }
}

/**
 * An answer arrived whole: which failure its status and body mean.
 * `refusal` is null when the body is not bexio's JSON; then even a 4xx may come from a proxy in between and proves nothing about a write.
 */
export function failureOfAnswer(answer: {
  status: number;
  refusal: { message: string; fields: RefusedField[] } | null;
  effect: Effect;
  /** How long a 429 asks to wait. */
  retryAfterMs: number;
}): BexioFailure {
  const { status, refusal, effect } = answer;
  if (status === 401) return { kind: 'broken-connection', cause: 'bexio refused a fresh access token (401)' };
  if (status === 429) return { kind: 'later', retryAfterMs: answer.retryAfterMs, cause: 'too many requests (429)' };
  // 408 and 425 are 4xx, but they say that bexio, or a proxy, gave up on the request: not that it was refused.
  const decided = status >= 400 && status < 500 && status !== 408 && status !== 425;
  if (!decided || !refusal) return unclear(effect, `status ${status}${refusal ? '' : ' without JSON of bexio'}`);
  if (status === 403) return { kind: 'not-allowed', message: refusal.message };
  if (status === 404) return { kind: 'missing', cause: 'bexio knows no such record (404)' };
  return { kind: 'refused', status, ...refusal };
}

/** No whole answer arrived: what that means depends on whether the request can have been executed. */
export function failureOfNetwork(error: unknown, effect: Effect): BexioFailure {
  const cause = nameOfNetworkError(error);
  if (certainlyNotSent(error)) return { kind: 'later', retryAfterMs: null, cause };
  return unclear(effect, cause);
}

/** What an outcome that cannot be told means: a read is simply asked again, a write has to be looked for. */
export function unclear(effect: Effect, cause: string): BexioFailure {
  return effect === 'read' ? { kind: 'later', retryAfterMs: null, cause } : { kind: 'unknown', cause };
}

/** True for a connection that broke off, as opposed to one that never came about or took too long. */
export function brokeOff(error: unknown): boolean {
  return ['ECONNRESET', 'EPIPE', 'UND_ERR_SOCKET'].includes(codeOf(causeOf(error)) ?? '');
}

/**
 * Codes that arise only before the first byte of a request. Everything else proves nothing, a reset of a reused keep-alive connection
 * least of all: the server may have read the request before it closed.
 */
const codesBeforeTheRequest = new Set([
  'ENOTFOUND', 'EAI_AGAIN', 'ECONNREFUSED', 'UND_ERR_CONNECT_TIMEOUT',
  // Node checks the certificate when the TLS handshake ends, before it hands the connection to HTTP.
  'CERT_HAS_EXPIRED', 'CERT_NOT_YET_VALID', 'CERT_UNTRUSTED', 'CERT_REJECTED', 'CERT_REVOKED', 'CERT_SIGNATURE_FAILURE',
  'DEPTH_ZERO_SELF_SIGNED_CERT', 'SELF_SIGNED_CERT_IN_CHAIN', 'UNABLE_TO_GET_ISSUER_CERT', 'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE', 'ERR_TLS_CERT_ALTNAME_INVALID',
]);

function certainlyNotSent(error: unknown): boolean {
  const cause = causeOf(error);
  // Several addresses were tried (IPv6, IPv4): each of them must have failed to connect.
  if (cause instanceof AggregateError && cause.errors.length > 0) return cause.errors.every(failedBeforeTheRequest);
  return failedBeforeTheRequest(cause);
}

function failedBeforeTheRequest(error: unknown): boolean {
  const syscall = property(error, 'syscall');
  // The same code (EHOSTUNREACH, ETIMEDOUT) can hit an open connection too; only the system call tells them apart.
  if (syscall === 'connect' || syscall === 'getaddrinfo') return true;
  return codesBeforeTheRequest.has(codeOf(error) ?? '');
}

/** `fetch` wraps what happened: TypeError "fetch failed" with the real error as its cause. */
function causeOf(error: unknown): unknown {
  return error instanceof TypeError && error.cause !== undefined ? error.cause : error;
}

function nameOfNetworkError(error: unknown): string {
  const cause = causeOf(error);
  return codeOf(cause) ?? (cause instanceof Error ? cause.name : 'network error');
}

function codeOf(error: unknown): string | null {
  const code = property(error, 'code');
  return typeof code === 'string' ? code : null;
}

function property(value: unknown, key: 'code' | 'syscall'): unknown {
  return typeof value === 'object' && value !== null && key in value ? (value as Record<typeof key, unknown>)[key] : undefined;
}

function describe(failure: BexioFailure): string {
  if (failure.kind === 'not-allowed') return 'not allowed (403)';
  if (failure.kind !== 'refused') return `${failure.kind}, ${failure.cause}`;
  const names = failure.fields.flatMap((one) => one.field ?? []);
  return `refused (${failure.status})${names.length > 0 ? ` for ${names.join(', ')}` : ''}`;
}
