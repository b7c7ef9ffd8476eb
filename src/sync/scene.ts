import type { Company } from '../domain/company.ts';
import { completeSettings } from '../domain/settings/complete-settings.ts';
import type { Shop } from '../domain/order.ts';
import type { Problem } from '../domain/problem.ts';
import type { Scene } from './office.ts';
import { readCompany } from './read-company.ts';
import type { BexioOffice, Tools, Urgency } from './tools.ts';

export type { Scene } from './office.ts';

/** The scene of a shop, or the reason why nothing can be booked for it yet. Null: the app is not installed there (any more). */
export async function readScene(tools: Tools, domain: string, how: Urgency = {}): Promise<{ ok: true; scene: Scene } | { ok: false; problem: Problem } | null> {
  const installed = await tools.store.shops.get(domain);
  if (!installed || installed.uninstalledAt !== null) return null;
  const office = await tools.bexio(domain, how);
  if (!office) return { ok: false, problem: { reason: 'not-connected' } };
  const saved = await tools.store.settings.get(domain);
  if (!saved) return { ok: false, problem: { reason: 'settings-missing' } };
  const { company, readAt } = await knownCompany(tools, office);
  const shop: Shop = { domain, id: installed.id, name: installed.name, currency: installed.currency, timeZone: installed.timeZone, countryCode: installed.countryCode, taxesIncluded: installed.taxesIncluded };
  return { ok: true, scene: { shop, settings: completeSettings(saved.settings), company, companyReadAt: readAt, office } };
}

async function knownCompany(tools: Tools, office: BexioOffice): Promise<{ company: Company; readAt: Date }> {
  const cached = await tools.store.companies.load(office.companyId, 'company');
  if (cached) return { company: cached.value, readAt: cached.fetchedAt };
  return { company: await readCompany(tools, office), readAt: tools.clock.now() };
}
