import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { systemClock } from '../../src/clock.ts';
import { createKeyRing } from '../../src/store/key-ring.ts';
import { openStore, type Store } from '../../src/store/store.ts';
import type { Figure } from './webhooks.ts';

const warmUp = 2_000;
const measured = 10_000;

/** The store's part of an acknowledgement by itself, without HTTP and without a load generator on the same cores. */
export async function receivingFigures(): Promise<Figure[]> {
  const folder = mkdtempSync(join(tmpdir(), 'bench-'));
  const store = await openStore({ url: `file:${join(folder, 'bench.db')}`, keys: createKeyRing([Buffer.alloc(32, 1).toString('base64')]), clock: systemClock, instance: 'bench' });
  try {
    await receive(store, warmUp);
    const before = { answering: process.threadCpuUsage(), all: process.cpuUsage(), ms: performance.now() };
    await receive(store, measured);
    const perReceive = ({ user, system }: NodeJS.CpuUsage) => ((user + system) / measured).toFixed(0);
    const perSecond = (measured * 1_000) / (performance.now() - before.ms);
    return [['  the store alone, 64 at a time', `${perSecond.toFixed(0)}/s; CPU ${perReceive(process.threadCpuUsage(before.answering))} µs of the answering thread, ${perReceive(process.cpuUsage(before.all))} µs of all`]];
  } finally {
    await store.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

async function receive({ inbox }: Store, count: number): Promise<void> {
  let left = count;
  const sender = async () => {
    while (left-- > 0) {
      const subject = String(5_000_000_000_000 + (left % 2_000));
      const at = systemClock.now();
      await inbox.receive({ shop: 'demo-laden.myshopify.com', webhookId: randomUUID(), eventId: randomUUID(), topic: 'orders/updated', subject, triggeredAt: at, receivedAt: at, job: { kind: 'order', subject } });
    }
  };
  await Promise.all(Array.from({ length: 64 }, sender));
}
