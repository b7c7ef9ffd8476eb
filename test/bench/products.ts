import { openShop, type OpenShop } from '../flows/open-shop.ts';
import { productsOff } from '../../src/domain/settings/complete-settings.ts';
import { recordedLimits } from '../../src/sandbox/bexio/rate-limit.ts';
import type { Figure } from './webhooks.ts';

const size = 20_000;
const fields = { name: 'shopify', description: 'shopify', price: 'shopify', purchasePrice: 'shopify', weight: 'shopify', unit: 'off', tax: 'shopify' } as const;

/** A large shop against a large company, with bexio's own limits a minute and Shopify's own bucket; one in ten differs, one in a hundred is missing. */
export async function productFigures(): Promise<Figure[]> {
  const open = await openShop({
    settings: { products: { ...productsOff, fields } },
    bexio: { limits: recordedLimits },
    shopify: { bucket: { maximum: 2000, restorePerSecond: 100 } },
    environment: { BEXIO_POLL_SECONDS: '86400', SHOPIFY_SWEEP_SECONDS: '86400' },
  });
  try {
    stock(open);
    open.bexio.requests.clear();
    open.shopify.requests.clear();
    const startedMs = performance.now();
    await open.app.store.jobs.ring({ shop: open.shop.domain, kind: 'compare-products', subject: 'routine' });
    await open.settled();
    const seconds = (performance.now() - startedMs) / 1_000;
    const { byFinding } = await open.app.store.products.counts(open.shop.domain);
    const articles = open.bexio.requests.count({ path: /^\/2\.0\/article/ });
    return [
      ['20,000 articles and variants compared', `${articles} of bexio's 400 article requests a minute, ${open.shopify.requests.all().length} Shopify queries, ${seconds.toFixed(1)} s (${byFinding.differs} differ, ${byFinding['missing-in-bexio']} missing, ${byFinding.equal} agree)`],
    ];
  } finally {
    await open.close();
  }
}

function stock({ shop, bexio }: OpenShop): void {
  for (let index = 0; index < size; index++) {
    const sku = `ART-${String(index).padStart(5, '0')}`;
    const name = `Artikel ${index}`;
    shop.inventory.addProduct({ title: name, descriptionHtml: `<p>Beschreibung von ${name}</p><ul><li>Baumwolle</li><li>Schweiz</li></ul>`, variants: [{ sku, price: '19.95', cost: '8.00', weight: { unit: 'GRAMS', value: 155 } }] });
    if (index % 100 === 0) continue;
    bexio.books.addArticle({ intern_code: sku, intern_name: name, intern_description: `Beschreibung von ${name}\nBaumwolle\nSchweiz`, sale_price: index % 10 === 1 ? '18.00' : '19.95', purchase_price: '8.00', weight: 155, taxPercent: '8.1' });
  }
}
