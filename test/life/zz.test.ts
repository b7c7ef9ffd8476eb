import { test } from 'vitest';
import { audit } from './auditor.ts';
import { deviationOf } from './deviations.ts';
import { gather } from './evidence.ts';
import { shrink } from './shrink.ts';
import { live } from './simulator.ts';
import { tell } from './tell.ts';
import { openWorld } from './world.ts';
test('x', async () => {
  const w = await openWorld();
  const lives = await live(w, Array.from({ length: 150 }, (_, i) => Number(process.env.FIRST ?? 20261122) + i));
  const { evidence } = await gather(w, lives.map((l) => l.order));
  const found = evidence.map((e, i) => ({ e, life: lives[i]!, wrong: audit(e) })).filter((f) => f.wrong.some((x) => deviationOf(f.e, x) !== null));
  console.log(found.length);
  for (const f of found.sort((a, b) => a.life.script.length - b.life.script.length).slice(0, 8)) {
    const s = await shrink(w, f.life, f.wrong);
    console.log(s ? `${f.life.seed} (${s.pauses}) ${s.life.story.join(' · ')}\n ${s.wrong.join('\n ')}\n${tell(s.evidence)}` : `${f.life.seed} weather: ${f.life.story.join(' · ')}\n ${f.wrong.join('\n ')}\n${tell(f.e)}`);
  }
  await w.close();
}, 400000);
