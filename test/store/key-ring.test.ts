import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { manualClock } from '../../src/clock.ts';
import { createKeyRing } from '../../src/store/key-ring.ts';
import { openStore } from '../../src/store/store.ts';
import { aFolder } from './folders.ts';
import { aConnection, aKey, aShop, aShopDomain, shopTokens, start } from './samples.ts';

const place = { shop: 'a.myshopify.com', field: 'tokens' };

test('opens what it sealed, whatever it was, and never seals alike twice', () => {
  const keys = createKeyRing([aKey()]);
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (plain) => {
      const sealed = keys.seal(plain, place);
      expect(keys.open(sealed, place)).toBe(plain);
      expect(keys.seal(plain, place)).not.toBe(sealed);
    }),
  );
});

test('a sealed text opens only in its own place, unchanged', () => {
  const keys = createKeyRing([aKey()]);
  const sealed = keys.seal('secret', place);
  const opens = (text: string, where = place) => {
    try {
      return keys.open(text, where) === 'secret';
    } catch {
      return false;
    }
  };
  expect(opens(sealed)).toBe(true);
  expect(opens(sealed, { ...place, shop: 'b.myshopify.com' })).toBe(false);
  expect(opens(sealed, { ...place, field: 'other' })).toBe(false);
  fc.assert(
    fc.property(fc.nat({ max: sealed.length - 1 }), fc.constantFrom(...'AZaz09-_.'), (at, character) => {
      const changed = sealed.slice(0, at) + character + sealed.slice(at + 1);
      // The last character carries bits that base64 throws away.
      fc.pre(changed !== sealed && at !== sealed.length - 1);
      expect(opens(changed)).toBe(false);
    }),
  );
  for (const damaged of ['', 'v1', 'v1.x.y', `${sealed}.`.slice(0, 30), 'v2' + sealed.slice(2)]) expect(opens(damaged)).toBe(false);
});

test('a new key in front seals, the old one still opens, and without it nothing does', () => {
  const [older, newer] = [aKey(), aKey()];
  const sealed = createKeyRing([older]).seal('secret', place);
  const both = createKeyRing([newer, older]);
  expect(both.isCurrent(sealed)).toBe(false);
  expect(both.open(sealed, place)).toBe('secret');
  expect(both.isCurrent(both.seal('secret', place))).toBe(true);
  expect(() => createKeyRing([newer]).open(sealed, place)).toThrow(/not configured/);
});

test('keys of another size, or none, are refused without being repeated', () => {
  expect(() => createKeyRing([])).toThrow(TypeError);
  expect(() => createKeyRing([Buffer.from('canary').toString('base64')])).toThrow(/^(?!.*canary).*32 bytes/);
});

test('the store goes on with a new key, and after resealing without the old one', async () => {
  const url = `file:${aFolder()}/sync.db`;
  const clock = manualClock(start);
  const [older, newer] = [aKey(), aKey()];
  const openWith = (keys: string[]) => openStore({ url, clock, instance: 'test', keys: createKeyRing(keys) });
  const shop = aShop(aShopDomain());
  const connection = aConnection(shop.domain);
  let store = await openWith([older]);
  await store.shops.install({ ...shop, tokens: shopTokens('x') });
  await store.connections.save(connection);
  await store.close();
  store = await openWith([newer, older]);
  expect((await store.shops.get(shop.domain))?.tokens).toEqual(shopTokens('x'));
  expect(await store.resealAll()).toBe(2);
  expect(await store.resealAll()).toBe(0);
  await store.close();
  store = await openWith([newer]);
  expect((await store.shops.get(shop.domain))?.tokens).toEqual(shopTokens('x'));
  expect((await store.connections.get(shop.domain))?.tokens).toEqual(connection.tokens);
  await store.close();
});
