import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { build, type Plugin } from 'vite';
import { createKeyRing } from '../../src/store/key-ring.ts';
import type { Clock } from '../../src/clock.ts';
import { openStore, type Store } from '../../src/store/store.ts';
import type { Order, Target, Told } from './crash-app.ts';
import { jumpingClock } from './jumping-clock.ts';
import { openShop, type OpenShop, type OpenShopOptions } from './open-shop.ts';

/** A point at which an order's work can be cut off: the nth time that it comes to a moment. */
export type Point = { moment: string; nth: number };

/** One life of the app, as a process. */
export type Life = {
  aim(at: Target | null): Promise<void>;
  /** Resolves when it has died, which it must do by itself. */
  death(): Promise<void>;
  finish(subjects: string[]): Promise<void>;
  /** Rings a job and waits for it and what it rang; rejects when the process dies on the way. */
  run(kind: string, subject: string): Promise<void>;
  stop(): Promise<void>;
  kill(): void;
  /** Where time jumps: waits until nothing is to be done, and answers when there is something again. */
  resting(): Promise<Date>;
  jump(ms: number): void;
  /** What the orders went through while nothing was aimed at. */
  moments: { subject: string; moment: string }[];
  lines: string[];
};

export type LifeOptions = { environment?: Record<string, string>; aim?: Target };

export type CrashRun = {
  open: OpenShop;
  /** Everybody's, in every process: the next morning's, so that no midnight falls between two lives and their dates. */
  clock: Clock;
  /** Starts the app again on the same database; with `environment`, partly in another one; with `aim`, to die at work that is due already. */
  life(options?: LifeOptions): Promise<Life>;
  /** Opens the database once no process has it any more. */
  store(): Promise<Store>;
  /** Gives the database back, so that a process may have it again. */
  giveUpStore(): Promise<void>;
  close(): Promise<void>;
};

/** Sandboxes in this process, so that they survive; the shop is settled in by an app here, and then only processes of their own run it. */
export async function openCrashRun(options: OpenShopOptions = {}, before: (open: OpenShop) => Promise<void> = async () => {}): Promise<CrashRun> {
  const program = await buildProgram();
  const clock = options.app?.clock ?? jumpingClock();
  const open = await openShop({ ...options, bexio: { now: clock.now, ...options.bexio }, shopify: { now: clock.now, ...options.shopify }, app: { clock, ...options.app } });
  await open.settled();
  await before(open);
  await open.app.close();
  let spare = warmUp(program.file);
  let store: Store | null = null;
  return {
    open,
    clock,
    async life(options = {}) {
      const { child, loaded } = spare;
      spare = warmUp(program.file);
      await loaded;
      return begin(child, open, clock, options);
    },
    async store() {
      store ??= await openStore({ url: open.environment['DATABASE_URL']!, keys: createKeyRing([open.environment['ENCRYPTION_KEYS']!]), clock, instance: 'oracle' });
      return store;
    },
    async giveUpStore() {
      await store?.close();
      store = null;
    },
    async close() {
      spare.child.kill('SIGKILL');
      await store?.close();
      program.remove();
      await Promise.all([open.bexio.close(), open.shopify.close()]);
    },
  };
}

/** Loading the app from its sources takes over a second of computing, from one file a fifth of it: with some sixty lives per run that is most of the time. */
async function buildProgram(): Promise<{ file: string; remove(): void }> {
  const root = fileURLToPath(new URL('../..', import.meta.url));
  // Inside node_modules, where the packages that stay outside are found.
  const cache = join(root, 'node_modules', '.cache');
  mkdirSync(cache, { recursive: true });
  const outDir = mkdtempSync(join(cache, 'crash-app-'));
  const atHome: Plugin = {
    name: 'files beside a source stay where they are',
    enforce: 'pre',
    transform: (code, id) => (/\/src\/.*\.tsx?$/.test(id) ? code.replaceAll('import.meta.url', JSON.stringify(pathToFileURL(id).href)) : null),
  };
  await build({
    configFile: false,
    root,
    logLevel: 'error',
    plugins: [atHome],
    ssr: { noExternal: true, external: ['better-sqlite3', 'pg', 'pg-boss', 'pino', 'pino-http', '@electric-sql/pglite'] },
    build: { ssr: fileURLToPath(new URL('./crash-app.ts', import.meta.url)), outDir, minify: false, target: 'node24', rollupOptions: { output: { entryFileNames: 'crash-app.mjs' } } },
  });
  return { file: join(outDir, 'crash-app.mjs'), remove: () => rmSync(outDir, { recursive: true, force: true }) };
}

/** A process that has loaded everything and waits to be told to start. */
function warmUp(program: string): { child: ChildProcess; loaded: Promise<void> } {
  const child = fork(program, { execArgv: [], env: { ...process.env, NODE_COMPILE_CACHE: dirname(program) }, stdio: ['ignore', 'pipe', 'pipe', 'ipc'] });
  return { child, loaded: told(child, 'loaded') };
}

/** Resolves at the answer; rejects when the process ends first. */
function told(child: ChildProcess, what: Told['told']): Promise<void> {
  return new Promise((resolve, reject) => {
    const hear = (message: Told) => {
      if (message.told !== what) return;
      child.off('message', hear);
      child.off('exit', end);
      resolve();
    };
    const end = () => reject(new Error(`the app ended before it was ${what}`));
    child.on('message', hear);
    child.once('exit', end);
  });
}

async function begin(child: ChildProcess, { environment, shop }: OpenShop, clock: Clock, { environment: other = {}, aim }: LifeOptions): Promise<Life> {
  const rests = restsOf(child);
  const lines: string[] = [];
  const moments: Life['moments'] = [];
  for (const stream of [child.stdout, child.stderr]) stream?.on('data', (chunk: Buffer) => lines.push(...chunk.toString().split('\n')));
  child.on('message', (message: Told) => {
    if (message.told === 'moment') moments.push({ subject: message.subject, moment: message.moment });
  });
  const gone = once(child, 'exit');
  const ask = async (order: Order, answer: Told['told']) => {
    const heard = told(child, answer);
    child.send(order);
    await heard;
  };
  const start: Order = { do: 'start', environment: { ...environment, ...other }, aheadMs: clock.now().getTime() - Date.now(), ...(aim === undefined ? {} : { at: aim }) };
  await ask(start, 'listening').catch((error: unknown) => {
    // Aimed at work that was due, it may be dead before it can say that it listens.
    if (aim === undefined || child.signalCode !== 'SIGKILL') throw error;
  });
  return {
    lines,
    moments,
    aim: (at) => ask({ do: 'aim', at }, 'aimed'),
    death: async () => void (await gone),
    finish: (subjects) => ask({ do: 'finish', shop: shop.domain, subjects }, 'finished'),
    run: (kind, subject) => ask({ do: 'run', shop: shop.domain, kind, subject }, 'ran'),
    async stop() {
      child.send({ do: 'stop' } satisfies Order);
      await gone;
    },
    kill: () => void child.kill('SIGKILL'),
    resting: rests.next,
    jump: (ms) => void child.send({ do: 'jump', ms } satisfies Order),
  };
}

/** What it says about resting, also before anybody asks; a dead process says nothing more, and waiting for it fails. */
function restsOf(child: ChildProcess): { next(): Promise<Date> } {
  const told: Date[] = [];
  let wake = () => {};
  child.on('message', (message: Told) => {
    if (message.told !== 'resting') return;
    told.push(new Date(message.untilMs));
    wake();
  });
  child.once('exit', () => wake());
  return {
    async next() {
      while (told.length === 0) {
        if (child.exitCode !== null || child.signalCode !== null) throw new Error('the app has ended');
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      }
      return told.shift() as Date;
    },
  };
}

/** Every point an undisturbed order went through on its way, in order; a second look that finds nothing to do does not count. */
export function pointsOf(moments: Life['moments'], subject: string): Point[] {
  const times = new Map<string, number>();
  const own = moments.filter((one) => one.subject === subject).map((one) => one.moment);
  return own.slice(0, own.indexOf('done') + 1).map((moment) => {
    const nth = (times.get(moment) ?? 0) + 1;
    times.set(moment, nth);
    return { moment, nth };
  });
}
