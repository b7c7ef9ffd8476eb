import { readdirSync, readFileSync } from 'node:fs';
import { test } from 'vitest';
import { openShop, longAgo } from '/work/main/test/flows/open-shop.ts';
test('x', async () => {
  const folder = '/work/main/test/data/shopify-orders/';
  const files = readdirSync(folder).filter((f) => f.endsWith('.json'));
  const ids = new Map<string, number>();
  const t = Date.now();
  const open = await openShop();
  console.log('open', Date.now() - t);
  for (const f of files) {
    const o = open.shop.editor.importRestOrder(readFileSync(folder + f, 'utf8'));
    ids.set(o.id, (ids.get(o.id) ?? 0) + 1);
    console.log(f, o.legacyId, o.currencies.shop, o.currencies.presentment, o.totals.total.shop, o.totals.currentTotal.shop, o.createdAt.toISOString().slice(0,10), o.transactions.map(x => x.kind + ' ' + x.status + ' ' + x.gateway + ' ' + x.amount.shop + ' ' + x.id).join(', '));
  }
  console.log([...ids].filter(([, n]) => n > 1));
  await open.close();
}, 60000);
