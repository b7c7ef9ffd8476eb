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
  pause(): void;
  resume(): void;
  /** Resolves when nothing is waiting or being sent (retries that are not due yet do not count). */
  idle(): Promise<void>;
  resend(id: string): Promise<Delivery>;
  /** Sends every retry whose moment has come by the sandbox's clock; with `all`, every retry there is. */
  retryDue(how?: { all?: boolean }): Promise<void>;
  clear(): void;
};

type Making = { now: () => Date; concurrency?: number; onOutcome(delivery: Delivery, delivered: boolean): void };

export type DeliveryQueue = Deliveries & { add(delivery: Delivery): void; close(): void };

/** 56 s, doubled eight times, is just under four hours: Shopify's eight retries. */
const firstRetryMs = 56_000;
const mostRetries = 8;
const timeoutMs = 5000;

export function createDeliveries(making: Making): DeliveryQueue {
  const log: Delivery[] = [];
  const waiting: Delivery[] = [];
  const state = { sending: 0, paused: false };
  let times = 1;
  let random: (() => number) | null = null;
  let lost: ((delivery: Delivery) => boolean) | null = null;
  let wakers: (() => void)[] = [];
  const concurrency = making.concurrency ?? 8;

  function isBusy(): boolean {
    return state.sending > 0 || (waiting.length > 0 && !state.paused);
  }
  function pump(): void {
    while (!state.paused && state.sending < concurrency && waiting.length > 0) {
      const [next] = waiting.splice(random ? Math.floor(random() * waiting.length) : 0, 1);
      if (next) void send(next);
    }
    if (isBusy()) return;
    const woken = wakers;
    wakers = [];
    for (const wake of woken) wake();
  }
  async function send(delivery: Delivery): Promise<void> {
    state.sending += 1;
    delivery.state = 'sending';
    const attempt = await post(delivery, making.now());
    delivery.attempts.push(attempt);
    settle(delivery, attempt, making);
    state.sending -= 1;
    pump();
  }
  const stopRetrying = every(1000, () => void queue.retryDue());
  const queue: DeliveryQueue = {
    all: () => [...log],
    of: (filter) => log.filter((one) => (!filter.topic || one.topic === filter.topic) && (!filter.shop || one.shop === filter.shop) && (!filter.state || one.state === filter.state)),
    duplicate(count) {
      times = count;
    },
    shuffle(seed) {
      random = seed === null ? null : seededRandom(seed);
    },
    drop(what) {
      const dice = typeof what === 'number' ? seededRandom(1) : null;
      lost = typeof what === 'number' ? () => (dice?.() ?? 1) < what : what;
    },
    pause() {
      state.paused = true;
    },
    resume() {
      state.paused = false;
      pump();
    },
    async idle() {
      await pause(0);
      while (isBusy()) await new Promise<void>((resolve) => wakers.push(resolve));
    },
    async resend(id) {
      const delivery = log.find((one) => one.id === id);
      if (!delivery) throw new Error(`No delivery ${id}.`);
      await send(delivery);
      return delivery;
    },
    async retryDue(how = {}) {
      const due = log.filter((one) => one.state === 'retrying' && (how.all || (one.nextAttemptAt && one.nextAttemptAt <= making.now())));
      await Promise.all(due.map(send));
    },
    clear() {
      log.length = 0;
      waiting.length = 0;
    },
    add(delivery) {
      log.push(delivery);
      if (lost?.(delivery)) {
        delivery.state = 'dropped';
        return;
      }
      for (let count = 0; count < times; count += 1) waiting.push(delivery);
      // Shopify answers the merchant first; the webhook leaves afterwards.
      setImmediate(pump);
    },
    close() {
      state.paused = true;
      waiting.length = 0;
      stopRetrying();
    },
  };
  return queue;
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
