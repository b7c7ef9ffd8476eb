import type { StoredOrder } from '../../src/sandbox/shopify/sandbox.ts';
import { chance, createDice, type Dice, pick } from '../flows/dice.ts';
import { chooseAct, doAct, firstActs, lastAct } from './acts.ts';
import { someOrder } from './birth.ts';
import type { World } from './world.ts';

/** One act of a life, with dice of its own: leaving out another one does not change it. */
export type Step = { act: string; number: number };
/** One order from its first day to its last. The same seed lives the same life, whatever the app does meanwhile. */
export type Life = { seed: number; order: StoredOrder; script: Step[]; story: string[] };

type Living = Life & { dice: Dice; left: number };

/**
 * Lives many orders side by side: in every round some of them go on by a few acts, while webhooks are lost, doubled and shuffled, both
 * sandboxes fail, runs die half way and the app is restarted. At the end everything is mended and given time.
 */
export async function live(world: World, seeds: readonly number[], moods: Dice = createDice(seeds[0] ?? 0)): Promise<Life[]> {
  const lives = seeds.map((seed) => begin(world, seed));
  while (lives.some((life) => life.left > 0)) {
    misbehave(world, moods);
    for (let acts = moods.whole(1, 3); acts > 0; acts--) {
      for (const life of lives) if (life.left > 0 && chance(moods, 0.6)) goOn(world, life);
      world.clock.jump(moods.whole(1_000, 400_000));
    }
    await letWork(world, moods, lives);
  }
  await mend(world, lives.map((life) => life.order));
  return lives;
}

/** Lives a known script once more, undisturbed. The app works before every step of `pauses`. */
export async function relive(world: World, seed: number, script: readonly Step[], pauses: (step: number) => boolean): Promise<Life> {
  const life: Life = { seed, order: placed(world, seed), script: [], story: ['is placed'] };
  for (const [index, step] of script.entries()) {
    if (pauses(index)) await world.drain([life.order]);
    world.clock.jump(60_000);
    perform(world, life, step);
  }
  await mend(world, [life.order]);
  return life;
}

function begin(world: World, seed: number): Living {
  const dice = createDice(seed);
  const life: Living = { seed, order: placed(world, seed), dice, left: dice.whole(1, 9), script: [], story: ['is placed'] };
  for (const act of firstActs(dice)) perform(world, life, { act, number: life.script.length });
  return life;
}

function placed({ shop, birth }: World, seed: number): StoredOrder {
  return shop.editor.create(birth(someOrder(createDice(seed)), createDice(seed * 31 + 7)));
}

function goOn({ shop, ...world }: World, life: Living): void {
  const hands = { order: life.order, editor: shop.editor, dice: life.dice };
  perform({ shop, ...world }, life, { act: chooseAct(hands), number: life.script.length });
  life.left -= 1;
  if (life.left === 0) for (const act of lastAct(hands)) perform({ shop, ...world }, life, { act, number: life.script.length });
}

function perform({ shop }: World, life: Life, step: Step): void {
  const dice = createDice(life.seed * 64 + step.number);
  life.story.push(doAct(step.act, { order: life.order, editor: shop.editor, dice }));
  life.script.push(step);
}

/**
 * The next requests go wrong in these ways, signing in excepted: a renewed token whose answer is lost ends a connection for good, and then
 * only a person can go on. The one that is to be hit is counted from now.
 */
function misbehave({ bexio, shopify, dieAt }: World, moods: Dice): void {
  const { deliveries } = shopify;
  deliveries.duplicate(chance(moods, 0.3) ? 2 : 1);
  deliveries.shuffle(chance(moods, 0.5) ? moods.whole(1, 1_000_000) : null);
  deliveries.drop(chance(moods, 0.3) ? 0.3 : null);
  if (chance(moods, 0.3)) deliveries.pause();
  else deliveries.resume();
  if (chance(moods, 0.3)) dieAt(moods.whole(1, 40));
  for (let faults = moods.whole(0, 3); faults > 0; faults--) {
    const match = { nth: moods.whole(1, 20), ...pick(moods, [{ path: /^\/[234]\.0\// }, { method: 'POST', path: /^\/[234]\.0\// }, { method: 'POST', path: /\/kb_invoice/ }, { method: 'POST', path: /payment|issue|manual_entries|cancel/ }]) };
    bexio.faults.add({ match, ...pick(moods, bexioFaults) });
  }
  if (chance(moods, 0.3)) shopify.faults.add({ match: { nth: moods.whole(1, 20) }, ...pick(moods, shopifyFaults) });
}

const bexioFaults = [
  { kind: 'cut-before' },
  { kind: 'cut-after' },
  { kind: 'status', status: 503, html: '<h1>Wartung</h1>' },
  { kind: 'status-after', status: 502, html: '<h1>Bad Gateway</h1>' },
  { kind: 'html' },
  { kind: 'truncated-json' },
  { kind: 'empty-body' },
  { kind: 'slow', delayMs: 40 },
  { kind: 'rate-limited', reset: 'usual' },
] as const;

const shopifyFaults = [{ kind: 'cut-before' }, { kind: 'cut-after' }, { kind: 'status', status: 503 }, { kind: 'truncated-json' }, { kind: 'throttled' }, { kind: 'slow', delayMs: 40 }] as const;

async function letWork(world: World, moods: Dice, lives: readonly Life[]): Promise<void> {
  const how = pick(moods, ['all', 'all', 'all', 'a moment', 'a moment', 'restart', 'nothing'] as const);
  if (how === 'all') await world.drain(lives.map((life) => life.order));
  if (how === 'a moment') await new Promise((resolve) => setTimeout(resolve, moods.whole(1, 60)));
  if (how === 'restart') await world.restart();
}

/** No fault any more, and time enough: the sweep finds what was lost, the strays are looked for, bexio is polled. */
async function mend(world: World, orders: readonly StoredOrder[]): Promise<void> {
  const { shopify, bexio } = world;
  bexio.faults.clear();
  shopify.faults.clear();
  world.dieAt(Number.POSITIVE_INFINITY);
  shopify.deliveries.duplicate(1);
  shopify.deliveries.shuffle(null);
  shopify.deliveries.drop(null);
  shopify.deliveries.resume();
  await settleDown(world, orders);
  shopify.deliveries.clear();
}

/** Time enough for whatever has happened: the sweep finds what was lost, bexio is polled, the strays are looked for. */
export async function settleDown(world: World, orders: readonly StoredOrder[]): Promise<void> {
  const { clock } = world;
  await world.drain(orders);
  for (const kind of ['sweep', 'poll', 'strays'] as const) {
    clock.jump(11 * 60_000);
    await world.routine(kind);
    await world.drain(orders);
  }
}
