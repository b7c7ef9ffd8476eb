import { readCompany } from './read-company.ts';
import { ringUnfinished } from './resume.ts';
import type { Tools } from './tools.ts';

/**
 * The health check's button: bexio rounds the documents of a currency to one cent from now on. A fresh company rounds CHF to 5 rappen,
 * with which no order ending on another rappen can be exact. False: not connected, or bexio knows no such currency.
 */
export async function setRounding(tools: Tools, shop: string, currency: string): Promise<boolean> {
  const office = await tools.bexio(shop);
  if (!office) return false;
  const company = await readCompany(tools, office);
  const known = company.currencies.find(({ code }) => code === currency);
  if (!known) return false;
  await office.client.company.setFinestRounding(known.id);
  await readCompany(tools, office);
  await tools.store.journal.add({ shop, orderId: null, event: 'rounding-set', detail: { currency }, actor: 'merchant' });
  await ringUnfinished(tools, shop);
  return true;
}
