import { afterAll, beforeAll, expect, test } from 'vitest';
import { audit, auditLoose } from './auditor.ts';
import { epilogueOf } from './epilogue.ts';
import { type Evidence, gather, type Loose } from './evidence.ts';
import { merchantOf, openMerchant } from './merchants.ts';
import { shrink } from './shrink.ts';
import { type Life, live, settleDown } from './simulator.ts';
import { tell } from './tell.ts';
import { vatTally } from './vat.ts';
import type { World } from './world.ts';

/**
 * Whole order lives through the whole app over HTTP, audited at the end, shared among merchants who have decided differently. `LIVES=2000
 * vitest run test/life` lives more of them, `FIRST=…` others, `MERCHANT=…` those of one merchant. A failing life is printed with its steps;
 * `LIFE_SEED=… MERCHANT=… vitest run test/life/life` lives it alone and tells everything about it, and leaves out what is not needed to see the
 * error. What it alone does not show needs the faults and the restarts of its batch: `FIRST` and `LIVES` as they were.
 */
const firstSeed = Number(process.env.FIRST ?? 20_261_122);
const seeds = process.env.LIFE_SEED === undefined ? Array.from({ length: Number(process.env.LIVES ?? 150) }, (_, index) => firstSeed + index) : [Number(process.env.LIFE_SEED)];
/** So many orders live side by side in one world. */
const batchSize = 75;

/** Those of one merchant live in one world, as long as there is room. */
function batches(): { merchant: string; seeds: number[] }[] {
  const shared = Map.groupBy(seeds, (seed, index) => process.env.MERCHANT ?? merchantOf(seed, index / seeds.length));
  return [...shared].flatMap(([merchant, all]) => Array.from({ length: Math.ceil(all.length / batchSize) }, (_, nth) => ({ merchant, seeds: all.slice(nth * batchSize, (nth + 1) * batchSize) })));
}

type Case = { merchant: string; life: Life; evidence: Evidence; wrong: string[] };

let last: World;
const cases: Case[] = [];
const loose: Loose[] = [];
const epilogues: string[] = [];
let requests = 0;
const startedMs = performance.now();

beforeAll(async () => {
  for (const [nth, { merchant, seeds: born }] of batches().entries()) {
    if (nth > 0) await last.close();
    last = await openMerchant(merchant);
    const lives = await live(last, born);
    const found = await gather(last, lives.map(({ order }) => order));
    for (const [index, evidence] of found.evidence.entries()) cases.push({ merchant, life: lives[index]!, evidence, wrong: audit(evidence) });
    loose.push(found.loose);
    await afterwards(last, cases.slice(-lives.length));
    requests += last.bexio.requests.count();
  }
}, 3_600_000);
afterAll(() => last.close());

/** When the books of a life have been judged, somebody does one more thing with it. */
async function afterwards(world: World, judged: readonly Case[]): Promise<void> {
  const withEpilogue = judged.flatMap((one) => {
    const epilogue = epilogueOf(one.life.seed, one.evidence);
    return epilogue === null ? [] : [{ one, epilogue }];
  });
  for (const { one, epilogue } of withEpilogue) await epilogue.act(world, one.evidence);
  const orders = withEpilogue.map(({ one }) => one.life.order);
  await settleDown(world, orders);
  // The daily look sees what no list of changes shows: an invoice that was deleted.
  world.clock.jump(25 * 3_600_000);
  await world.routine('poll');
  await world.drain(orders);
  const { evidence } = await gather(world, orders);
  for (const [index, { one, epilogue }] of withEpilogue.entries()) {
    const after = evidence[index];
    const wrong = after === undefined ? [] : epilogue.wrong(one.evidence, after).map((each) => `(h) ${epilogue.name}: ${each}`);
    epilogues.push(epilogue.name);
    if (wrong.length > 0) Object.assign(one, { evidence: after, wrong: [...one.wrong, ...wrong] });
  }
}

test(`${seeds.length} lives over HTTP, with faults, lost and doubled webhooks, cuts and restarts: the books are exact or say what is not`, async () => {
  const failed = cases.filter(({ wrong }) => wrong.length > 0);
  for (const { merchant, life, wrong, evidence } of failed.slice(0, 20)) say(`LIFE_SEED=${life.seed} MERCHANT=${merchant}: ${life.story.join(' · ')}\n  ${wrong.join('\n  ')}\n${tell(evidence)}`);
  if (process.env.LIFE_SEED !== undefined) await tellAll();
  expect(failed.map(({ merchant, life, wrong }) => ({ LIFE_SEED: life.seed, MERCHANT: merchant, wrong }))).toEqual([]);
  expect(loose.flatMap(auditLoose)).toEqual([]);
}, 600_000);

/** The life and, when it goes wrong, the smallest one that still does. */
async function tellAll(): Promise<void> {
  for (const { life, evidence, wrong } of cases) {
    say(`${life.story.join(' · ')}\n${tell(evidence)}`);
    const small = wrong.length === 0 ? null : await shrink(last, life, wrong);
    if (small !== null) say(`smallest (${small.pauses}): ${small.life.story.join(' · ')}\n  ${small.wrong.join('\n  ')}\n${tell(small.evidence)}`);
  }
}

test('what the lives held', () => {
  const count = (names: readonly string[]) => Object.fromEntries([...Map.groupBy(names, (name) => name)].map(([name, all]) => [name, all.length]).toSorted((a, b) => Number(b[1]) - Number(a[1])));
  const ends = count(cases.map(({ evidence }) => `${evidence.shown?.state ?? 'lost'} ${evidence.shown?.why ?? ''}`.trim()));
  const acts = count(cases.flatMap(({ life }) => life.story.map((step) => step.split(':')[0] ?? '')));
  const { amounts, exact, withinOne, largest } = vatTally;
  say(`${cases.length} lives in ${((performance.now() - startedMs) / 1_000).toFixed(0)} s, ${requests} requests to bexio`);
  say(`ends ${JSON.stringify(ends)}\nacts ${JSON.stringify(acts)}\nafterwards ${JSON.stringify(count(epilogues))}`);
  say(`VAT: ${amounts} amounts by rate, ${((exact / Math.max(1, amounts)) * 100).toFixed(1)} % as Shopify has them, ${((withinOne / Math.max(1, amounts)) * 100).toFixed(1)} % within one rappen, largest difference ${largest.toFixed(2)}`);
  if (cases.length < 100) return;
  expect(Object.keys(acts).length).toBeGreaterThan(30);
  expect(ends['booked']).toBeGreaterThan(cases.length * 0.25);
});

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}
