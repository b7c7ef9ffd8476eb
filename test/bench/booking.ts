import type { OrderInput } from '../../src/sandbox/shopify/sandbox.ts';
import { openShop, type OpenShop } from '../flows/open-shop.ts';
import { swissOrder } from '../flows/swiss-orders.ts';
import type { Figure } from './webhooks.ts';

const orders = 300;

/** The whole app over HTTP between both sandboxes, all of them in this one process: the sandboxes' work is in the figure too. */
export async function bookingFigures(): Promise<Figure[]> {
  const open = await openShop({ settings: { articles: 'text' }, app: { concurrency: 16 }, environment: { BEXIO_POLL_SECONDS: '86400', SHOPIFY_SWEEP_SECONDS: '86400' } });
  try {
    await requestsFor(open, by('anna'));
    const returning = await requestsFor(open, by('anna'));
    const fresh = await requestsFor(open, by('beat'));
    return [
      ['bexio requests for a paid order', `${returning} for a returning customer, ${fresh} for a new one`],
      ['orders through the whole app', `${(await ordersPerSecond(open)).toFixed(0)}/s (${orders} generated orders, no limits, both sandboxes in the same process)`],
    ];
  } finally {
    await open.close();
  }
}

async function requestsFor(open: OpenShop, input: OrderInput): Promise<number> {
  open.bexio.requests.clear();
  await open.finished([open.place(input)]);
  return open.bexio.requests.count();
}

async function ordersPerSecond(open: OpenShop): Promise<number> {
  open.shopify.deliveries.pause();
  const placed = Array.from({ length: orders }, (_, index) => {
    const { input, beforehand } = swissOrder(index);
    const order = open.shop.editor.create(input);
    beforehand(open.shop.editor, order);
    return order;
  });
  const startedMs = performance.now();
  open.shopify.deliveries.resume();
  await open.finished(placed);
  return (orders * 1_000) / (performance.now() - startedMs);
}

function by(name: string): OrderInput {
  const email = `${name}@example.ch`;
  return { customer: { firstName: name, lastName: 'Muster', email }, email, lines: [{ title: 'Tee', price: '24.95' }], payments: [{ gateway: 'twint' }] };
}
