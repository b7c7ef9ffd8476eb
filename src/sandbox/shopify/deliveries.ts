import { createHmac } from 'node:crypto';
import { every, pause } from './clock.ts';

export type DeliveryAttempt = { at: Date; status: number | null; error: string | null };

export type Delivery = {
  /** `X-Shopify-Webhook-Id`: the same in every attempt. */
  id: string;
  eventId: string;
  topic: string;
  shop: string;
  url: string;
  headers: Record<string, string>;
  body: string;
  triggeredAt: Date;
  state: 'waiting' | 'sending' | 'delivered' | 'retrying' | 'failed' | 'dropped';
  attempts: DeliveryAttempt[];
  nextAttemptAt: Date | null;
};

export type Deliveries = {
  all(): Delivery[];
  of(filter: { topic?: string; shop?: string; state?: Delivery['state'] }): Delivery[];
  /** Every delivery from now on is sent this many times in all (at-least-once); 1 = off. */
  duplicate(times: number): void;
  /** Sends what is waiting in a random but repeatable order; null = in order again. */
  shuffle(seed: number | null): void;
  /** Loses deliveries for good: a share of them (repeatable), or those the function picks; null = none. */
  drop(what: number | ((delivery: Delivery) => boolean) | null): void;
  /** How many are under way at once; 1 = strictly one after the other. Default 8. */
  concurrency(atOnce: number): void;
  pause(): void;
  resume(): void;
  /** Resolves when nothing is waiting or being sent (retries that are not due yet do not count). */
  idle(): Promise<void>;
  resend(id: string): Promise<Delivery>;
  /** Sends every retry whose moment has come by the sandbox's clock; with `all`, every retry there is. */
  retryDue(how?: { all?: boolean }): Promise<void>;
  clear(): void;
};

export type DeliveryQueue = Deliveries & { add(delivery: Delivery): void; close(): void };

/** 56 s, doubled eight times, is just under four hours: Shopify's eight retries. */
const firstRetryMs = 56_000;
const mostRetries = 8;
const timeoutMs = 5000;
const usuallyAtOnce = 8;

type Making = { now: () => Date; onOutcome(delivery: Delivery, delivered: boolean): void };

type Queue = Making & {
  log: Delivery[];
  waiting: Delivery[];
  sending: number;
  atOnce: number;
  paused: boolean;
  times: number;
  random: (() => number) | null;
  isLost: ((delivery: Delivery) => boolean) | null;
  wakers: (() => void)[];
};

export function createDeliveries(making: Making): DeliveryQueue {
  const queue: Queue = { ...making, log: [], waiting: [], sending: 0, atOnce: usuallyAtOnce, paused: false, times: 1, random: null, isLost: null, wakers: [] };
  const stopRetrying = every(1000, () => void retryDue(queue, {}));
  return {
    ...controls(queue),
    all: () => [...queue.log],
    of: (filter) => queue.log.filter((one) => matches(one, filter)),
    async idle() {
      await pause(0);
      while (isBusy(queue)) await new Promise<void>((resolve) => queue.wakers.push(resolve));
    },
    async resend(id) {
      const delivery = queue.log.find((one) => one.id === id);
      if (!delivery) throw new Error(`No delivery ${id}.`);
      await send(queue, delivery);
      return delivery;
    },
    retryDue: (how = {}) => retryDue(queue, how),
    clear() {
      queue.log.length = 0;
      queue.waiting.length = 0;
    },
    add: (delivery) => add(queue, delivery),
    close() {
      queue.paused = true;
      queue.waiting.length = 0;
      stopRetrying();
    },
  };
}

function controls(queue: Queue): Pick<Deliveries, 'duplicate' | 'shuffle' | 'drop' | 'concurrency' | 'pause' | 'resume'> {
  return {
    duplicate(times) {
      queue.times = times;
    },
    shuffle(seed) {
      queue.random = seed === null ? null : seededRandom(seed);
    },
    drop(what) {
      const dice = seededRandom(1);
      queue.isLost = typeof what === 'number' ? () => dice() < what : what;
    },
    concurrency(atOnce) {
      queue.atOnce = atOnce;
    },
    pause() {
      queue.paused = true;
    },
    resume() {
      queue.paused = false;
      pump(queue);
    },
  };
}

function matches(delivery: Delivery, filter: Parameters<Deliveries['of']>[0]): boolean {
  const { topic, shop, state } = filter;
  return (!topic || delivery.topic === topic) && (!shop || delivery.shop === shop) && (!state || delivery.state === state);
}

function add(queue: Queue, delivery: Delivery): void {
  queue.log.push(delivery);
  if (queue.isLost?.(delivery)) {
    delivery.state = 'dropped';
    return;
  }
  for (let count = 0; count < queue.times; count += 1) queue.waiting.push(delivery);
  // Shopify answers the merchant first; the webhook leaves afterwards.
  setImmediate(() => pump(queue));
}

function pump(queue: Queue): void {
  while (!queue.paused && queue.sending < queue.atOnce && queue.waiting.length > 0) {
    const [next] = queue.waiting.splice(queue.random ? Math.floor(queue.random() * queue.waiting.length) : 0, 1);
    if (next) void send(queue, next);
  }
  if (isBusy(queue)) return;
  const woken = queue.wakers;
  queue.wakers = [];
  for (const wake of woken) wake();
}

function isBusy(queue: Queue): boolean {
  return queue.sending > 0 || (queue.waiting.length > 0 && !queue.paused);
}

async function send(queue: Queue, delivery: Delivery): Promise<void> {
  queue.sending += 1;
  delivery.state = 'sending';
  const attempt = await post(delivery, queue.now());
  delivery.attempts.push(attempt);
  settle(delivery, attempt, queue);
  queue.sending -= 1;
  pump(queue);
}

async function retryDue(queue: Queue, how: { all?: boolean }): Promise<void> {
  const nowMs = queue.now().getTime();
  const due = queue.log.filter((one) => one.state === 'retrying' && (how.all || (one.nextAttemptAt?.getTime() ?? 0) <= nowMs));
  await Promise.all(due.map((delivery) => send(queue, delivery)));
}

async function post(delivery: Delivery, at: Date): Promise<DeliveryAttempt> {
  try {
    const response = await fetch(delivery.url, {
      method: 'POST',
      headers: delivery.headers,
      body: delivery.body,
      redirect: 'manual',
      signal: AbortSignal.timeout(timeoutMs),
    });
    await response.arrayBuffer();
    return { at, status: response.status, error: null };
  } catch (error) {
    return { at, status: null, error: error instanceof Error ? error.message : 'unknown' };
  }
}

function settle(delivery: Delivery, attempt: DeliveryAttempt, making: Making): void {
  const delivered = attempt.status !== null && attempt.status >= 200 && attempt.status < 300;
  const failures = delivery.attempts.filter((one) => one.status === null || one.status < 200 || one.status >= 300).length;
  delivery.nextAttemptAt = null;
  if (delivered) delivery.state = 'delivered';
  else if (failures > mostRetries) delivery.state = 'failed';
  else {
    delivery.state = 'retrying';
    delivery.nextAttemptAt = new Date(making.now().getTime() + firstRetryMs * 2 ** (failures - 1));
  }
  making.onOutcome(delivery, delivered);
}

export function sign(body: string, secret: string): string {
  return createHmac('sha256', secret).update(body, 'utf8').digest('base64');
}

/** Mulberry32: small, and the same sequence for the same seed everywhere. */
export function seededRandom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
