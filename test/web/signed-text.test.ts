import { describe, expect, test } from 'vitest';
import { manualClock } from '../../src/clock.ts';
import { createSigner } from '../../src/web/signed-text.ts';
import { createKnownShops } from '../../src/web/known-shops.ts';

const key = (byte: number) => Buffer.alloc(32, byte).toString('base64');
const claims = { shop: 'a.myshopify.com', author: '1', id: 'x' };
const clock = manualClock(new Date('2026-11-22T17:00:00Z'));

describe('signed text', () => {
  const signer = createSigner({ keys: [key(1)], clock });
  const text = signer.sign('connect-ticket', claims, 60_000);

  test('opens for its purpose', () => {
    expect(signer.open('connect-ticket', text)).toEqual(claims);
  });

  test.each<[string, unknown]>([
    ['nothing', undefined],
    ['a list', [text]],
    ['empty', ''],
    ['another body', `${Buffer.from(JSON.stringify({ ...claims, shop: 'b.myshopify.com', expiresMs: 1e15 })).toString('base64url')}.${text.split('.')[1]}`],
    ['no signature', text.split('.')[0]],
    ['a shortened signature', text.slice(0, -1)],
    ['a third part', `${text}.x`],
    ['endless', 'x'.repeat(2000)],
  ])('does not open: %s', (_name, given) => {
    expect(signer.open('connect-ticket', given)).toBeNull();
  });

  test('does not open for another purpose or with another key', () => {
    expect(signer.open('demo-visitor', text)).toBeNull();
    expect(createSigner({ keys: [key(2)], clock }).open('connect-ticket', text)).toBeNull();
  });

  test('opens after a rotation of keys', () => {
    expect(createSigner({ keys: [key(2), key(1)], clock }).open('connect-ticket', text)).toEqual(claims);
  });

  test('does not open after its time', async () => {
    const later = manualClock(new Date(clock.now().getTime() + 60_000));
    expect(createSigner({ keys: [key(1)], clock: later }).open('connect-ticket', text)).toBeNull();
  });
});

describe('known shops', () => {
  function counted(installed: Set<string>) {
    const asked: string[] = [];
    const time = manualClock(new Date('2026-11-22T17:00:00Z'));
    const shops = createKnownShops({ isInstalled: async (shop) => (asked.push(shop), installed.has(shop)), clock: time, most: 3 });
    return { asked, time, shops };
  }

  test('are asked for once a minute', async () => {
    const { asked, time, shops } = counted(new Set(['a']));
    expect([await shops.has('a'), await shops.has('a')]).toEqual([true, true]);
    expect(asked).toEqual(['a']);
    await time.advance(60_000);
    await shops.has('a');
    expect(asked).toEqual(['a', 'a']);
  });

  test('a no is believed for three seconds', async () => {
    const installed = new Set<string>();
    const { time, shops } = counted(installed);
    expect(await shops.has('a')).toBe(false);
    installed.add('a');
    expect(await shops.has('a')).toBe(false);
    await time.advance(3_000);
    expect(await shops.has('a')).toBe(true);
  });

  test('are forgotten on request, and the oldest when there are too many', async () => {
    const { asked, shops } = counted(new Set(['a', 'b', 'c', 'd']));
    for (const shop of ['a', 'b', 'c', 'd', 'b', 'a']) await shops.has(shop);
    expect(asked).toEqual(['a', 'b', 'c', 'd', 'a']);
    shops.forget('d');
    await shops.has('d');
    expect(asked.at(-1)).toBe('d');
  });
});
