import type { Clock } from '../clock.ts';
import type { Log } from '../log.ts';
import type { paths } from './api-types.ts';
import { BexioError, brokeOff, failureOfAnswer, failureOfNetwork, unclear, type Effect } from './outcome.ts';
import { bucketOf, readExceeded, readRateLimit, type Pace } from './pace.ts';
import { readRefusal } from './read-refusal.ts';

export type ApiPath = keyof paths & string;

export type Call<T> = {
  method: 'GET' | 'POST' | 'PATCH' | 'DELETE';
  path: ApiPath;
  query?: Record<string, string | number>;
  /** Left out for actions: even an empty JSON body is answered with 415. */
  body?: object;
  /** Turns the JSON of a 2xx into a value; throws when it is not what was expected. Must not call bexio. */
  read: (body: unknown) => T;
};

/** One request to bexio. Resolves to the value read from a 2xx answer or throws `BexioError`; a write goes out once at the most. */
export type Send = <T>(call: Call<T>) => Promise<T>;

export type RequestOptions = {
  /** Origin of the API; `/2.0/…` and `/3.0/…` follow. */
  apiUrl: string;
  /**
   * The bearer token. Called with true after a 401: then it must be a new one. Whatever it throws is passed on as it is, since nothing
   * has been sent by then.
   */
  accessToken: (forceRefresh?: boolean) => Promise<string>;
  pace: Pace;
  clock: Clock;
  log: Log;
  userAgent?: string;
  /** How long one exchange may take, answer included. */
  deadlineMs?: number;
};

type Answer = { status: number; headers: Headers; /** Null: the body did not arrive whole. */ text: string | null };

export function createSend(options: RequestOptions): Send {
  return async (call) => {
    let answer = await exchange(call, options, await options.accessToken());
    // 401 means that the request was not processed, so even a write may go out again, once.
    if (answer.status === 401) answer = await exchange(call, options, await options.accessToken(true));
    return judge(call, answer);
  };
}

async function exchange<T>(call: Call<T>, options: RequestOptions, token: string): Promise<Answer> {
  const bucket = bucketOf(call.path);
  await options.pace.take(bucket);
  const startedMs = options.clock.now().getTime();
  const answer = await fetchAnswer(call, options, token);
  const durationMs = options.clock.now().getTime() - startedMs;
  options.log.debug({ action: actionOf(call), status: answer.status, durationMs }, 'bexio answered');
  const limit = answer.status === 429 ? readExceeded(answer.headers, bucket) : readRateLimit(answer.headers, bucket);
  try {
    if (limit) await options.pace.observe(bucket, limit);
  } catch (error) {
    // The answer of a write must not be lost because its count could not be noted down.
    options.log.warn({ err: error }, 'the request limit could not be noted');
  }
  return answer;
}

async function fetchAnswer<T>(call: Call<T>, options: RequestOptions, token: string): Promise<Answer> {
  const effect = effectOf(call);
  try {
    return await fetchOnce(call, options, token);
  } catch (error) {
    if (effect === 'write' || !brokeOff(error)) throw new BexioError(failureOfNetwork(error, effect), actionOf(call));
  }
  try {
    return await fetchOnce(call, options, token);
  } catch (error) {
    throw new BexioError(failureOfNetwork(error, effect), actionOf(call));
  }
}

async function fetchOnce<T>(call: Call<T>, options: RequestOptions, token: string): Promise<Answer> {
  const url = new URL(options.apiUrl.replace(/\/+$/, '') + call.path);
  for (const [name, value] of Object.entries(call.query ?? {})) url.searchParams.set(name, String(value));
  const response = await fetch(url, {
    method: call.method,
    headers: {
      accept: 'application/json',
      authorization: `Bearer ${token}`,
      'user-agent': options.userAgent ?? 'shopify-bexio',
      ...(call.body ? { 'content-type': 'application/json' } : {}),
    },
    ...(call.body ? { body: JSON.stringify(call.body) } : {}),
    // A redirect would take the token elsewhere, and bexio documents none.
    redirect: 'manual',
    signal: AbortSignal.timeout(options.deadlineMs ?? 30_000),
  });
  return { status: response.status, headers: response.headers, text: await wholeText(response) };
}

/** A PDF of a few megabytes comes as base64; nothing bexio sends is near this. */
const answerBytesMax = 64 * 1024 * 1024;

/** The body, or null when it broke off, ran out of time or is too large. The status has arrived by then, and a 401 or 429 needs no body. */
async function wholeText(response: Response): Promise<string | null> {
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  try {
    for await (const chunk of response.body ?? []) {
      bytes += chunk.byteLength;
      if (bytes > answerBytesMax) return null;
      chunks.push(chunk);
    }
  } catch {
    return null;
  }
  return Buffer.concat(chunks).toString('utf8');
}

function judge<T>(call: Call<T>, answer: Answer): T {
  const effect = effectOf(call);
  const json = parseJson(answer.text);
  if (answer.status < 200 || answer.status > 299) {
    const retryAfterMs = readExceeded(answer.headers, bucketOf(call.path)).resetSeconds * 1000;
    throw new BexioError(failureOfAnswer({ status: answer.status, refusal: readRefusal(json), effect, retryAfterMs }), actionOf(call));
  }
  if (json === undefined) throw new BexioError(unclear(effect, `status ${answer.status} without JSON`), actionOf(call));
  try {
    return call.read(json);
  } catch (error) {
    // Also for a write that was certainly executed: without a readable answer its result is not known.
    const cause = error instanceof Error ? error.message : 'unreadable';
    throw new BexioError(unclear(effect, `status ${answer.status}, ${cause}`), actionOf(call));
  }
}

function parseJson(text: string | null): unknown {
  try {
    return text === null ? undefined : JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** A search is a POST that changes nothing. */
function effectOf(call: { method: string; path: string }): Effect {
  return call.method === 'GET' || call.path.endsWith('/search') ? 'read' : 'write';
}

/** For logs and messages: the call without its ids. */
function actionOf(call: { method: string; path: string }): string {
  return `${call.method} ${call.path.replaceAll(/\/\d+(?=\/|$)/g, '/{id}')}`;
}
