import { systemClock } from '../../src/clock.ts';
import { openStore } from '../../src/store/store.ts';
import { aDelivery, someKeys } from './samples.ts';

/** Receives webhooks as fast as it can and prints each id once it is acknowledged, until it is killed. Run by `sqlite.test.ts`. */
const [file, shop = '', prefix = ''] = process.argv.slice(2);
const store = await openStore({ url: `file:${file}`, keys: someKeys(), clock: systemClock, instance: prefix });
let next = 0;
async function receiveForEver(): Promise<void> {
  for (;;) {
    const webhookId = `${prefix}-${(next += 1)}`;
    await store.inbox.receive(aDelivery({ shop, webhookId, subject: String(next % 5) }));
    process.stdout.write(`${webhookId}\n`);
  }
}
await Promise.all(Array.from({ length: 20 }, receiveForEver));
