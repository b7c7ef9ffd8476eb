import { audit } from './auditor.ts';
import { type Evidence, gather } from './evidence.ts';
import { type Life, relive, type Step } from './simulator.ts';
import type { World } from './world.ts';

export type Shrunk = { life: Life; evidence: Evidence; wrong: string[]; pauses: string };

const rhythms: Record<string, (step: number) => boolean> = {
  'the app works after every act': () => true,
  'the app works at the end only': () => false,
  'the app works after every second act': (step) => step % 2 === 1,
};

/**
 * The smallest life that still goes wrong in the same way without any fault: acts are left out as long as the same kind of error remains.
 * Null when quiet weather shows nothing: then the error needs a fault or a race.
 */
export async function shrink(world: World, { seed, script }: Pick<Life, 'seed' | 'script'>, wanted: readonly string[]): Promise<Shrunk | null> {
  const kinds = wanted.map(kindOf);
  async function fails(steps: readonly Step[], pauses: string): Promise<Shrunk | null> {
    const life = await relive(world, seed, steps, rhythms[pauses] ?? (() => true));
    const { evidence } = await gather(world, [life.order]);
    const [found] = evidence;
    const wrong = found ? audit(found) : [];
    return found && wrong.some((one) => kinds.includes(kindOf(one))) ? { life, evidence: found, wrong, pauses } : null;
  }
  for (const pauses of Object.keys(rhythms)) {
    let best = await fails(script, pauses);
    if (best === null) continue;
    let steps = [...script];
    for (let at = steps.length - 1; at >= 0; at--) {
      const fewer = steps.toSpliced(at, 1);
      const smaller = await fails(fewer, pauses);
      if (smaller === null) continue;
      best = smaller;
      steps = fewer;
    }
    return best;
  }
  return null;
}

/** Errors are of one kind when they differ in numbers only. */
export function kindOf(wrong: string): string {
  return wrong.replaceAll(/-?\d+(\.\d+)?/g, '#').replaceAll(/accounts? # is off by #(, )?/g, 'off ');
}
