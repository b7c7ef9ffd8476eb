import type { Settings } from '../../src/domain/settings.ts';
import type { OrderInput } from '../../src/sandbox/shopify/sandbox.ts';
import { chance, type Dice, pick } from '../flows/dice.ts';
import { openWorld, type World } from './world.ts';

/**
 * The merchants in whose shops the lives are lived. `decisions`: on top of what the proposal says. `birth`: what is different about the
 * orders that come there, with dice of its own, so that the same seed is the same life everywhere else. `prepare`: what they did in bexio.
 */
export type Merchant = { decisions?: Partial<Settings>; birth?(input: OrderInput, dice: Dice): OrderInput; prepare?(world: World): unknown };

const merchants: Record<string, Merchant> = {
  usual: {},
  closed: { decisions: { lockDate: dayBefore(20) } },
  'when-paid': { decisions: { bookWhen: 'paid' } },
  'credit-notes': { decisions: { refunds: { paid: 'credit-note-task' }, edits: { textChanges: 'replace' } } },
  drafts: { decisions: { finish: 'draft' } },
  rules: {
    // Which rule counts follows from the channel, which no act of a life changes.
    birth: (input, dice) => (input.source === undefined && chance(dice, 0.2) ? { ...input, source: 'marktplatz' } : input),
    prepare: (world) => world.decide({ rules: [
      { name: 'Marktplatz', when: { channels: ['marktplatz'] }, then: { book: false } },
      { name: 'Kasse', when: { channels: ['pos'] }, then: { salesAccountId: world.bexio.books.accountId('3400') } },
    ] }),
  },
  euros: {
    decisions: { bookIn: 'presentment' },
    // A till takes francs.
    birth: (input, dice) => (input.cashRounding !== undefined || chance(dice, 0.2) ? input : { ...input, presentment: { currency: 'EUR', rate: pick(dice, ['0.9371', '0.9512', '1.0417']) } }),
    prepare: ({ bexio }) => {
      // Another rate every day: an entry at the wrong day's is seen.
      for (let day = -45; day <= 5; day++) bexio.books.setExchangeRate('EUR', dayBefore(-day), (0.92 + (day + 45) * 0.0007).toFixed(4));
    },
  },
};

const names = Object.keys(merchants);
/** The first four by their seed, as long as there are lives; these are found again by it alone. The others share the last third of a run. */
const bySeed = 4;

/** @param share how far in the run this life is, from 0 to 1 */
export function merchantOf(seed: number, share: number): string {
  const others = names.slice(bySeed);
  return (share < 2 / 3 ? names[seed % bySeed] : others[seed % others.length]) ?? 'usual';
}

export async function openMerchant(name: string): Promise<World> {
  const merchant = merchants[name];
  if (merchant === undefined) throw new Error(`there is no merchant ${name}: ${names.join(', ')}`);
  const world = await openWorld(merchant.decisions ?? {});
  await merchant.prepare?.(world);
  return merchant.birth === undefined ? world : { ...world, birth: merchant.birth };
}

function dayBefore(days: number): string {
  return new Date(Date.now() - days * 86_400_000).toISOString().slice(0, 10);
}
