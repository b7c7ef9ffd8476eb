import type { Company } from '../../../domain/company.ts';
import { completeSettings } from '../../../domain/settings/complete-settings.ts';
import { proposeSettings } from '../../../domain/settings/proposed-settings.ts';
import type { Settings } from '../../../domain/settings.ts';
import type { Connection } from '../../../store/connections.ts';
import type { SavedSettings } from '../../../store/settings.ts';
import type { PagesDependencies } from '../dependencies.ts';
import type { Visit } from '../frame.ts';
import { dayIn, startOfDay } from '../../words/format.ts';

/** What every page about settings starts from. */
export type SettingsScene = {
  connection: Connection | null;
  /** What is known of the connected company; null until it has been read. */
  company: Company | null;
  saved: SavedSettings | null;
  /** What is saved, or proposed when nothing is. Null without a company: there is nothing to choose from. */
  settings: Settings | null;
  gateways: string[];
};

export async function loadScene(deps: PagesDependencies, visit: Visit): Promise<SettingsScene> {
  const { store } = deps;
  const { visitor, shop } = visit;
  const [connection, saved, seen] = await Promise.all([store.connections.get(visitor.shop), store.settings.get(visitor.shop), store.orders.gateways(visitor.shop)]);
  const company = connection ? await loadCompany(deps, connection.companyId) : null;
  const proposed = () => (company ? proposeSettings({ company, shop, seenGateways: seen, goLiveAt: proposedGoLive(visit) }) : null);
  const settings = saved ? completeSettings(saved.settings) : proposed();
  const gateways = [...new Set([...Object.keys(settings?.gateways ?? {}), ...seen])].toSorted();
  return { connection, company, saved, settings, gateways };
}

/** From this morning on: the form shows a day, and what it says must be what happens. */
function proposedGoLive({ shop, frame }: Visit): string {
  return startOfDay(shop.timeZone, dayIn(shop.timeZone, frame.now)).toISOString();
}

/** Cached by the job that reads the company; its shape is that of the domain, because the same program wrote it. */
export async function loadCompany({ store }: Pick<PagesDependencies, 'store'>, companyId: string): Promise<Company | null> {
  const cached = await store.companies.load(companyId, 'company');
  return isCompany(cached?.value) ? cached.value : null;
}

function isCompany(value: unknown): value is Company {
  return typeof value === 'object' && value !== null && 'taxes' in value && 'accounts' in value && 'bankAccounts' in value;
}
