import { Worker } from 'node:worker_threads';
import { translated } from './database.ts';
import { StoreCorrupt, StoreFault, StoreInUse } from './errors.ts';
import type { OpenRequest } from './sqlite-file.ts';
import type { Answer, Failure, Opened, Unit } from './sqlite-thread.ts';

export type Thread = { run(unit: Unit): Promise<Answer>; close(): Promise<void> };

/** How much one transaction may hold: at 256 webhooks it takes about 6 ms, and larger ones gain little. */
const unitsMax = 256;

/** Starts the thread and resolves once it has the file. One batch is at the thread at a time; what comes meanwhile is the next one. */
export async function startThread(request: OpenRequest): Promise<Thread> {
  const worker = new Worker(new URL('./sqlite-thread.ts', import.meta.url), { workerData: request, name: 'sqlite' });
  await new Promise<void>((resolve, reject) => {
    worker.once('error', reject);
    worker.once('message', (message: Opened) => {
      worker.off('error', reject);
      if ('ready' in message) return resolve();
      reject(asError(message.failed));
    });
  });
  return batching(worker);
}

type Waiting = { unit: Unit; resolve: (answer: Answer) => void };

function batching(worker: Worker): Thread {
  let waiting: Waiting[] = [];
  let sent: Waiting[] = [];
  let scheduled = false;
  let closed: Failure | null = null;
  let onIdle: (() => void) | null = null;

  worker.on('message', (answers: Answer[]) => {
    const answered = sent;
    sent = [];
    for (const [index, one] of answered.entries()) one.resolve(answers[index] ?? { failed: { code: 'UNKNOWN', message: 'no answer' } });
    schedule();
  });
  worker.on('error', () => stop({ code: 'SQLITE_IOERR_THREAD', message: 'The database thread failed.' }));
  worker.on('exit', () => stop({ code: 'SQLITE_IOERR_CLOSED', message: 'The database is closed.' }));
  worker.unref();

  function schedule(): void {
    if (sent.length > 0 || scheduled) return;
    if (waiting.length === 0) {
      // An idle store must not keep a finished program alive; one that still has to answer must.
      worker.unref();
      onIdle?.();
      return;
    }
    scheduled = true;
    // Lets everything that this turn of the event loop has read come along.
    setImmediate(send);
  }

  function send(): void {
    scheduled = false;
    if (closed) return;
    sent = waiting.splice(0, unitsMax);
    worker.ref();
    post(worker, sent.map((one) => one.unit));
  }

  function stop(reason: Failure): void {
    closed ??= reason;
    for (const one of [...sent, ...waiting]) one.resolve({ failed: closed });
    sent = [];
    waiting = [];
    onIdle?.();
  }

  return {
    async run(unit) {
      if (closed) return { failed: closed };
      return new Promise((resolve) => {
        waiting.push({ unit, resolve });
        schedule();
      });
    },
    async close() {
      if (closed) return;
      await new Promise<void>((resolve) => {
        onIdle = resolve;
        schedule();
      });
      if (!closed) await end(worker);
    },
  };
}

async function end(worker: Worker): Promise<void> {
  const exited = new Promise((resolve) => worker.once('exit', resolve));
  worker.ref();
  post(worker, 'close');
  await exited;
}

function post(worker: Worker, message: Unit[] | 'close'): void {
  // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread, not a window
  worker.postMessage(message);
}

/** Our own errors cross the thread by name, the driver's by code. */
export function asError({ code, message }: Failure): Error {
  if (code === 'StoreInUse') return new StoreInUse(message);
  if (code === 'StoreCorrupt') return new StoreCorrupt(message);
  if (code === 'StoreFault') return new StoreFault(message);
  return translated(Object.assign(new Error(message), { code }));
}
