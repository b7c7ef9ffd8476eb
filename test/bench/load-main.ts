import { randomUUID } from 'node:crypto';
import autocannon from 'autocannon';
import { signedDeliveries } from './load.ts';

/** The load, in a process of its own: `load-main.ts <port> <seconds> <requests per second, 0 = as fast as they are answered> <connections>`. */
const [port = '', seconds = '2', rate = '0', connections = '64'] = process.argv.slice(2);
const deliveries = signedDeliveries(2_000);
let next = 0;
const result = await autocannon({
  url: `http://127.0.0.1:${port}/webhooks`,
  connections: Number(connections),
  duration: Number(seconds),
  ...(Number(rate) > 0 ? { overallRate: Number(rate) } : {}),
  requests: [
    {
      method: 'POST',
      setupRequest(request) {
        const delivery = deliveries[next++ % deliveries.length];
        return { ...request, body: delivery?.body ?? '', headers: { ...delivery?.headers, 'x-shopify-webhook-id': randomUUID() } };
      },
    },
  ],
});
const { p50, p99 } = result.latency;
process.stdout.write(JSON.stringify({ acknowledged: result['2xx'], perSecond: result['2xx'] / result.duration, p50, p99, refused: result.non2xx + result.errors }));
