import { afterAll, beforeAll, test } from 'vitest';
import { audit, auditLoose } from './auditor.ts';
import { vatTally } from './vat.ts';
import { gather } from './evidence.ts';
import { live, type Life } from './simulator.ts';
import { kindOf, shrink } from './shrink.ts';
import { tell } from './tell.ts';
import { openWorld, type World } from './world.ts';
let world: World;
beforeAll(async () => { world = await openWorld(); }, 60_000);
afterAll(() => world.close());
test('try', async () => {
  const t = performance.now();
  const n = Number(process.env.LIVES ?? 50);
  const one = process.env.LIFE_SEED;
  const lives = await live(world, one ? [Number(one)] : Array.from({ length: n }, (_, i) => Number(process.env.FROM ?? 1000) + i));
  console.log(`${n} lives ${((performance.now() - t) / 1000).toFixed(1)} s, ${world.bexio.requests.count()} requests`);
  const { evidence, loose } = await gather(world, lives.map((l) => l.order));
  const tally = new Map<string, number>();
  const kinds = new Map<string, { life: Life; wrong: string[] }[]>();
  let bad = 0;
  evidence.forEach((e, i) => {
    const key = `${e.shown?.state} ${e.shown?.why}`;
    tally.set(key, (tally.get(key) ?? 0) + 1);
    const wrong = audit(e);
    if (wrong.length > 0) bad += 1;
    const k = wrong.map(kindOf)[0];
    if (k) kinds.set(k, [...(kinds.get(k) ?? []), { life: lives[i]!, wrong }]);
    if (one) console.log(tell(e));
  });
  console.log(tally, vatTally, auditLoose(loose).slice(0, 3));
  console.log(bad, 'of', lives.length);
  for (const [kind, found] of [...kinds].sort((a, b) => b[1].length - a[1].length)) {
    console.log(`##### ${found.length} × ${kind}   seeds ${found.map((f) => f.life.seed).slice(0, 8).join()}`);
    if (process.env.SHRINK) {
      let tries = 0;
      for (const f of found.toSorted((a, b) => a.life.script.length - b.life.script.length).slice(0, 4)) {
        const small = await shrink(world, f.life, f.wrong);
        if (!small) { console.log(`  seed ${f.life.seed} not without weather: ${f.life.story.join(' · ')}\n   ${f.wrong.join('\n   ')}`); continue; }
        console.log(`  seed ${f.life.seed} (${small.pauses}): ${small.life.story.join(' · ')}\n   ${small.wrong.join('\n   ')}\n${tell(small.evidence)}`);
        if (++tries === 2) break;
      }
    } else console.log('  ' + found[0]!.life.story.join(' · ') + '\n  ' + found[0]!.wrong.join('\n  '));
  }
}, 900_000);
