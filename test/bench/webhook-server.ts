import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import express from 'express';
import { systemClock } from '../../src/clock.ts';
import { createLog } from '../../src/log.ts';
import { createMetrics } from '../../src/metrics.ts';
import { createShopify } from '../../src/shopify/platform.ts';
import { createKeyRing } from '../../src/store/key-ring.ts';
import { openStore, type Store } from '../../src/store/store.ts';
import { createFloodWatch } from '../../src/web/flood-watch.ts';
import { createKnownShops } from '../../src/web/known-shops.ts';
import { receiveWebhook } from '../../src/web/webhooks.ts';
import { secret } from './load.ts';

/**
 * `POST /webhooks` in a process of its own, three ways: `durable` is the product's route with its store, `forgetful` the same route with a
 * store that answers at once, `bare` an Express that only takes the body. Started by `main.ts`, ends with its input.
 */
const kinds: Record<string, () => Promise<RequestListener>> = {
  durable: async () => routeOf((await openStore({ url: `file:${join(folder, 'bench.db')}`, keys: createKeyRing([Buffer.alloc(32, 1).toString('base64')]), clock: systemClock, instance: 'bench' })).inbox),
  forgetful: async () => routeOf({ receive: async () => 'new' }),
  bare: async () => express().post('/webhooks', express.raw({ type: () => true }), (_request, response) => void response.status(200).end()),
};

const folder = mkdtempSync(join(tmpdir(), 'bench-'));
process.on('exit', () => rmSync(folder, { recursive: true, force: true }));

function routeOf(inbox: Pick<Store['inbox'], 'receive'>): RequestListener {
  const log = createLog('silent');
  const shopify = createShopify({ apiKey: 'bench', apiSecret: secret, apiSecretPrevious: null, origin: null, clock: systemClock, log });
  const knownShops = createKnownShops({ isInstalled: async () => true, clock: systemClock });
  const store = { inbox } as Pick<Store, 'inbox'>;
  const app = express();
  app.disable('x-powered-by');
  app.disable('etag');
  app.set('query parser', 'simple');
  app.post('/webhooks', ...receiveWebhook({ shopify, store, knownShops, floods: createFloodWatch({ clock: systemClock }), clock: systemClock, log, metrics: createMetrics({ processMetrics: false }) }));
  return app;
}

const listener = await kinds[process.argv[2] ?? 'durable']?.();
if (!listener) throw new Error(`one of ${Object.keys(kinds).join(', ')}`);
/** What it cost so far, in microseconds: of the thread that answers, and of all threads. Does not depend on what else the machine does. */
const costs = () => {
  const own = process.threadCpuUsage();
  const all = process.cpuUsage();
  return JSON.stringify({ answering: own.user + own.system, all: all.user + all.system });
};
const server = createServer((request, response) => (request.url === '/costs' ? void response.end(costs()) : listener(request, response)));
server.listen(0, '127.0.0.1', () => process.stdout.write(`${(server.address() as AddressInfo).port}\n`));
process.stdin.resume().on('end', () => process.exit(0));
