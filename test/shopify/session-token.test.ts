import { createHmac, createSign, generateKeyPairSync } from 'node:crypto';
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { manualClock } from '../../src/clock.ts';
import { verifySessionToken } from '../../src/shopify/session-token.ts';
import { apiKey, apiSecret, claimsAt, part, previousSecret, shop, tokenOf } from './signing.ts';

const now = new Date('2026-11-22T17:00:00Z');
const nowSeconds = now.getTime() / 1000;
const verify = (token: unknown) => verifySessionToken(token, { apiKey, secrets: [apiSecret, previousSecret], clock: manualClock(now) });
const withClaims = (overrides: Record<string, unknown>) => tokenOf(claimsAt(now, overrides));

test('a genuine token names shop and user', async () => {
  await expect(verify(tokenOf(claimsAt(now)))).resolves.toEqual({ ok: true, shop, userId: '42' });
});

test('the previous secret is accepted while it is rotated', async () => {
  await expect(verify(tokenOf(claimsAt(now), { secret: previousSecret }))).resolves.toMatchObject({ ok: true });
});

test('ten seconds of difference between the clocks are tolerated, eleven are not', async () => {
  await expect(verify(withClaims({ exp: nowSeconds - 9 }))).resolves.toMatchObject({ ok: true });
  await expect(verify(withClaims({ exp: nowSeconds - 11 }))).resolves.toEqual({ ok: false, reason: 'expired' });
  await expect(verify(withClaims({ nbf: nowSeconds + 9 }))).resolves.toMatchObject({ ok: true });
  await expect(verify(withClaims({ nbf: nowSeconds + 11 }))).resolves.toEqual({ ok: false, reason: 'not-yet-valid' });
});

const { publicKey, privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
const rsaHead = `${part({ alg: 'RS256', typ: 'JWT' })}.${part(claimsAt(now))}`;
const noneHead = `${part({ alg: 'none', typ: 'JWT' })}.${part(claimsAt(now))}`;
const publicPem = publicKey.export({ type: 'spki', format: 'pem' }).toString();
const [goodHead, goodBody, goodSignature] = tokenOf(claimsAt(now)).split('.');

describe('refused', () => {
  test.each<[string, unknown, string]>([
    ['nothing', undefined, 'missing'],
    ['empty', '', 'missing'],
    ['an array', ['a.b.c'], 'missing'],
    ['not a token', 'hello', 'malformed'],
    ['two parts', `${goodHead}.${goodBody}`, 'malformed'],
    ['four parts', `${goodHead}.${goodBody}.${goodSignature}.x`, 'malformed'],
    ['header is no JSON', `${Buffer.from('{').toString('base64url')}.${goodBody}.${goodSignature}`, 'malformed'],
    ['endless', `${'a'.repeat(5000)}.b.c`, 'malformed'],
    ['alg none without signature', `${noneHead}.`, 'algorithm'],
    ['alg none with a signature', `${noneHead}.${createHmac('sha256', apiSecret).update(noneHead).digest('base64url')}`, 'algorithm'],
    ['alg in other case', tokenOf(claimsAt(now), { header: { alg: 'hs256' } }), 'algorithm'],
    ['RS256', `${rsaHead}.${createSign('RSA-SHA256').update(rsaHead).sign(privateKey).toString('base64url')}`, 'algorithm'],
    ['HS256 keyed with a public key', tokenOf(claimsAt(now), { secret: publicPem }), 'signature'],
    ['HS256 keyed with the api key', tokenOf(claimsAt(now), { secret: apiKey }), 'signature'],
    ['HS256 keyed with nothing', tokenOf(claimsAt(now), { secret: '' }), 'signature'],
    ['a key offered in the header', tokenOf(claimsAt(now), { secret: 'mine', header: { alg: 'HS256', kid: 'mine', jku: 'https://evil.example/keys', jwk: { k: 'mine' } } }), 'signature'],
    ['a signature of other claims', `${goodHead}.${part(claimsAt(now, { dest: 'https://other.myshopify.com' }))}.${goodSignature}`, 'signature'],
    ['a shortened signature', `${goodHead}.${goodBody}.${goodSignature?.slice(0, -2)}`, 'malformed'],
    ['a padded signature', `${goodHead}.${goodBody}.${goodSignature}=`, 'malformed'],
    ['claims that are no JSON', signedRaw('{'), 'malformed'],
    ['claims that are a list', tokenOf([1]), 'malformed'],
    ['the audience of another app', withClaims({ aud: 'another-app' }), 'audience'],
    ['an audience list, ours in it', withClaims({ aud: [apiKey] }), 'malformed'],
    ['no audience', withClaims({ aud: undefined }), 'malformed'],
    ['no expiry', withClaims({ exp: undefined }), 'malformed'],
    ['an expiry as text', withClaims({ exp: '9999999999' }), 'malformed'],
    ['an infinite expiry', signedRaw(JSON.stringify(claimsAt(now)).replace(/"exp":\d+/, '"exp":1e999')), 'malformed'],
    ['no not-before', withClaims({ nbf: undefined }), 'malformed'],
    ['no user', withClaims({ sub: '' }), 'malformed'],
    ['expired yesterday', withClaims({ exp: nowSeconds - 86_400 }), 'expired'],
    ['valid tomorrow', withClaims({ nbf: nowSeconds + 86_400 }), 'not-yet-valid'],
    ['issuer of another shop', withClaims({ iss: 'https://other.myshopify.com/admin' }), 'issuer'],
    ['issuer without the admin path', withClaims({ iss: `https://${shop}` }), 'issuer'],
    ['destination with a path', withClaims({ dest: `https://${shop}/admin` }), 'issuer'],
    ['destination over http', withClaims({ dest: `http://${shop}`, iss: `http://${shop}/admin` }), 'issuer'],
    ['destination with a port', withClaims({ dest: `https://${shop}:8443`, iss: `https://${shop}:8443/admin` }), 'issuer'],
    ['destination with a user', withClaims({ dest: `https://${shop}@evil.example`, iss: `https://${shop}@evil.example/admin` }), 'issuer'],
    ['destination elsewhere', withClaims({ dest: 'https://evil.example', iss: 'https://evil.example/admin' }), 'issuer'],
  ])('%s', async (_name, token, reason) => {
    await expect(verify(token)).resolves.toEqual({ ok: false, reason });
  });
});

// The last character carries two bits that base64 leaves unused; changing those changes nothing that is signed.
test('no change of any character of a genuine token is accepted', async () => {
  const token = tokenOf(claimsAt(now));
  await fc.assert(
    fc.asyncProperty(fc.nat(token.length - 2), fc.constantFrom(...'ABCXYZabcxyz059-_=.'), async (index, character) => {
      const changed = token.slice(0, index) + character + token.slice(index + 1);
      expect((await verify(changed)).ok).toBe(changed === token);
    }),
    { numRuns: 500 },
  );
});

test('nothing that arrives makes it throw', async () => {
  await fc.assert(fc.asyncProperty(fc.oneof(fc.string(), fc.anything()), async (token) => {
    expect((await verify(token)).ok).toBe(false);
  }));
});

function signedRaw(claims: string): string {
  const signed = `${goodHead ?? part({ alg: 'HS256' })}.${Buffer.from(claims).toString('base64url')}`;
  return `${signed}.${createHmac('sha256', apiSecret).update(signed).digest('base64url')}`;
}
