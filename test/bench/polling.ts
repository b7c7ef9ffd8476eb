import { openStage } from '../flows/stage.ts';
import type { Figure } from './webhooks.ts';

const articles = 20_000;

/** What looking for changes costs while there are none: bexio has no webhooks, so this is what an idle shop does all day. */
export async function pollingFigures(): Promise<Figure[]> {
  const seeds = Array.from({ length: articles }, (_, index) => ({ intern_code: `SKU-${index}`, intern_name: `Artikel ${index}`, sale_price: '10.00', taxPercent: '8.1', is_stock: true, stock_nr: 5 }));
  const stage = await openStage({ bexio: { company: { articles: seeds } }, environment: { BEXIO_POLL_SECONDS: '86400', SHOPIFY_SWEEP_SECONDS: '86400', UNKNOWN_QUIET_SECONDS: '1', LOG_LEVEL: 'silent' } });
  try {
    for (let index = 0; index < articles; index++) stage.shop.inventory.addProduct({ title: `Artikel ${index}`, variants: [{ sku: `SKU-${index}`, price: '10.00', available: 5 }] });
    const idle = await counted(stage, 'poll');
    const locationId = stage.shop.inventory.locations[0]?.id.split('/').at(-1) ?? '';
    await stage.decide({ documents: 'order-delivery-invoice', articles: 'match', stock: { leads: 'bexio', locationId, places: {} } });
    const first = await counted(stage, 'stock');
    // The second run compares everything once more, because it may also raise; from the third on nothing is left to ask Shopify for.
    stage.clock.jump(30 * 60_000);
    await counted(stage, 'stock');
    const unchanged = await counted(stage, 'stock');
    return [
      ['an idle poll of bexio', `${idle.bexio} request to bexio, ${idle.shopify} to Shopify`],
      [`stock of ${articles} articles, first look`, `${first.bexio} requests to bexio, ${first.shopify} to Shopify, ${first.seconds} s`],
      [`stock of ${articles} articles, nothing changed`, `${unchanged.bexio} requests to bexio, ${unchanged.shopify} to Shopify, ${unchanged.seconds} s`],
    ];
  } finally {
    await stage.close();
  }
}

async function counted(stage: Awaited<ReturnType<typeof openStage>>, kind: 'poll' | 'stock'): Promise<{ bexio: number; shopify: number; seconds: string }> {
  const before = stage.shopify.requests.all().length;
  stage.bexio.requests.clear();
  const startedMs = performance.now();
  await stage.run({ kind, subject: 'routine' });
  return { bexio: stage.bexio.requests.count(), shopify: stage.shopify.requests.all().length - before, seconds: ((performance.now() - startedMs) / 1_000).toFixed(1) };
}
