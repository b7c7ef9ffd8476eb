import { z } from 'zod';
import type { Clock } from '../clock.ts';
import type { Log } from '../log.ts';
import { documentOf, type Operation } from './operations.ts';
import type { MoneySide } from '../domain/order.ts';
import { fromFaults, fromStatus, ShopifyError, strangeAnswer } from './outcome.ts';
import type { Outgoing, OutgoingAnswer } from './outgoing.ts';

/** Asks one shop's Admin API. Only what `shape` names comes out. `side`: of every amount; the shop's when left out. */
export type Ask = <Answer>(operation: Operation, variables: Record<string, unknown>, shape: z.ZodType<Answer>, side?: MoneySide) => Promise<Answer>;
/** What the questions of one `Ask` have cost, and how many points a second this shop's plan gives back. Null: no answer has said so yet. */
export type Cost = { points: number; pointsPerSecond: number | null };
export type AccessToken = (forceRefresh?: boolean) => Promise<string>;

type Options = { shop: string; accessToken: AccessToken; outgoing: Outgoing; clock: Clock; log: Log; /** Counted up. */ cost?: Cost };

/**
 * The one place that asks again: after a throttled answer, having waited until the bucket holds what the query costs; and once after a
 * 401, with a refreshed token. Everything else is the caller's to decide. Repeating is safe in both cases, as Shopify did nothing.
 */
export function createAsk(options: Options): Ask {
  return async (operation, variables, shape, side = 'shop') => {
    const answer = await answered(options, operation, { variables, query: documentOf(operation, side) });
    if (answer.status !== 200) throw fromStatus(operation, answer.status, answer.retryAfterMs);
    const told = envelopeShape.safeParse(answer.json).data;
    if (!told) throw strangeAnswer(operation, 'not a GraphQL answer');
    if (options.cost && told.extensions?.cost) countCost(options.cost, told.extensions.cost);
    // A field that is denied leaves the rest of the data behind; half an order is no order.
    if (told.errors && told.errors.length > 0) throw fromFaults(operation, told.errors);
    const data = shape.safeParse(told.data);
    // Well-formed but not what the schema promises: asking again would give the same.
    if (!data.success) throw new ShopifyError({ kind: 'refused', code: 'NOT_UNDERSTOOD', cause: `${operation}: unexpected answer at ${data.error.issues[0]?.path.join('.') ?? 'the top'}` });
    return data.data;
  };
}

async function answered(options: Options, operation: Operation, { query, variables }: { query: string; variables: Record<string, unknown> }): Promise<OutgoingAnswer> {
  const send = async (token: string) =>
    options.outgoing.ask({ shop: options.shop, accessToken: token, operation, query, variables });
  let token = await options.accessToken();
  let refreshed = false;
  for (let waits = 0; ; ) {
    const answer = await send(token);
    const throttle = throttleOf(operation, answer);
    if (answer.status === 401 && !refreshed) {
      refreshed = true;
      token = await options.accessToken(true);
    } else if (throttle && waits < waitsMax) {
      waits++;
      options.log.debug({ shop: options.shop, operation, waitMs: throttle.waitMs }, 'throttled by Shopify');
      await options.clock.sleep(throttle.waitMs);
    } else if (throttle) {
      throw new ShopifyError({ kind: 'later', retryAfterMs: throttle.waitMs, code: 'THROTTLED', cause: `${operation}: still throttled after ${waits} waits` });
    } else return answer;
  }
}

function countCost(cost: Cost, { requestedQueryCost, actualQueryCost, throttleStatus }: z.output<typeof costShape>): void {
  cost.points += actualQueryCost ?? requestedQueryCost;
  cost.pointsPerSecond = throttleStatus?.restoreRate ?? cost.pointsPerSecond;
}

/** A full standard bucket refills in 20 s (2 000 points, 100 a second), so no honest wait is longer. */
const waitMsMax = 20_000;
const waitsMax = 5;

/** Throttling comes as status 200 with a fault (and the bucket's level), or as 429 from in front of the API. */
function throttleOf(operation: string, answer: OutgoingAnswer): { waitMs: number } | null {
  if (answer.status === 429 || answer.status === 430) return { waitMs: spread(answer.retryAfterMs ?? 2_000) };
  if (answer.status !== 200) return null;
  const told = envelopeShape.safeParse(answer.json).data;
  if (!told?.errors?.some((fault) => fault.extensions?.code === 'THROTTLED')) return null;
  const cost = told.extensions?.cost;
  if (!cost?.throttleStatus) return { waitMs: spread(2_000) };
  const { maximumAvailable, currentlyAvailable, restoreRate } = cost.throttleStatus;
  if (cost.requestedQueryCost > maximumAvailable) throw new ShopifyError({ kind: 'refused', code: 'THROTTLED', cause: `${operation}: costs ${cost.requestedQueryCost}, the bucket holds ${maximumAvailable}` });
  return { waitMs: spread(((cost.requestedQueryCost - currentlyAvailable) / Math.max(1, restoreRate)) * 1000) };
}

/** Up to a quarter longer at random: jobs of one shop are throttled together and would return together. */
function spread(ms: number): number {
  return Math.min(Math.ceil(Math.max(ms, 50) * (1 + Math.random() / 4)), waitMsMax);
}

const faultShape = z.object({
  message: z.string().default(''),
  path: z.array(z.union([z.string(), z.number()])).optional(),
  extensions: z.object({ code: z.string().optional(), requiredAccess: z.string().optional() }).optional(),
});
const costShape = z.object({
  requestedQueryCost: z.number(),
  actualQueryCost: z.number().nullish(),
  throttleStatus: z.object({ maximumAvailable: z.number(), currentlyAvailable: z.number(), restoreRate: z.number() }).optional(),
});
const envelopeShape = z.object({
  data: z.unknown().optional(),
  errors: z.array(faultShape).optional(),
  extensions: z.object({ cost: costShape.optional() }).optional(),
});
