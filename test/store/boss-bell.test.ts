import { PGlite } from '@electric-sql/pglite';
import { fromPglite } from 'pg-boss';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openBossBell } from '../../src/store/boss-bell.ts';

describe('the bell between processes', () => {
  let server: PGlite;
  beforeAll(async () => {
    server = await PGlite.create();
  });
  afterAll(() => server.close());

  const faults: Error[] = [];
  const open = (instance: string, on = server) => openBossBell({ db: fromPglite(on), backend: 'pglite' }, instance, (fault) => faults.push(fault));

  test('a ring reaches every process once, the ringing one at once', async () => {
    const bells = [await open('one'), await open('two'), await open('three')] as const;
    const heard = [0, 0, 0];
    bells.forEach((bell, index) => bell.onRing(() => (heard[index]! += 1)));
    bells[0].ring();
    expect(heard).toEqual([1, 0, 0]);
    await expect.poll(() => heard).toEqual([1, 1, 1]);
    bells[1].ring();
    await expect.poll(() => heard).toEqual([2, 2, 2]);
    await Promise.all(bells.map((bell) => bell.close()));
    expect(faults).toEqual([]);
  });

  test('a burst of rings is heard by others as few', async () => {
    const [ringing, listening] = [await open('one'), await open('two')];
    let heard = 0;
    listening.onRing(() => (heard += 1));
    for (let ring = 0; ring < 500; ring += 1) ringing.ring();
    await expect.poll(() => heard).toBe(2);
    // The ring of another tells that nothing of the burst is still on its way.
    const last = await open('three');
    last.ring();
    await expect.poll(() => heard).toBe(3);
    await Promise.all([ringing.close(), listening.close(), last.close()]);
  });

  test('a bell that cannot be rung any more is reported, and the own process still hears it', async () => {
    const lost = await PGlite.create();
    const bell = await open('one', lost);
    await lost.close();
    let heard = 0;
    bell.onRing(() => (heard += 1));
    bell.ring();
    expect(heard).toBe(1);
    await expect.poll(() => faults.length).toBeGreaterThan(0);
  });
});
