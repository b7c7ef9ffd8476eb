import { createHmac, hkdfSync, timingSafeEqual } from 'node:crypto';
import { z } from 'zod';
import type { Clock } from '../clock.ts';

/** Short texts we hand out and get back unchanged: what was signed for one purpose does not open for another, nor after its time. */
export type Signer = {
  sign(purpose: Purpose, claims: Claims, lifeMs: number): string;
  open(purpose: Purpose, text: unknown): Claims | null;
};
export type Purpose = 'connect-ticket' | 'demo-pass' | 'demo-visitor';
/** `id` tells two texts with the same claims apart. */
export type Claims = { shop: string; author: string; id: string };

/** Signs with the first key, opens with any of them, so that keys can be rotated. The keys themselves encrypt tokens: these are derived. */
export function createSigner(options: { keys: readonly string[]; clock: Clock }): Signer {
  const derived = options.keys.map((key) => Buffer.from(hkdfSync('sha256', Buffer.from(key, 'base64'), '', 'texts signed by web', 32)));
  const first = derived[0];
  if (!first) throw new TypeError('At least one key is needed.');
  return {
    sign(purpose, claims, lifeMs) {
      const expiresMs = options.clock.now().getTime() + lifeMs;
      const body = Buffer.from(JSON.stringify({ ...claims, expiresMs })).toString('base64url');
      return `${body}.${macOf(first, purpose, body)}`;
    },
    open(purpose, text) {
      if (typeof text !== 'string' || text.length > 1000) return null;
      const [body = '', mac = '', ...rest] = text.split('.');
      if (rest.length > 0 || !derived.some((key) => isEqual(macOf(key, purpose, body), mac))) return null;
      const { expiresMs, ...claims } = shape.parse(JSON.parse(Buffer.from(body, 'base64url').toString('utf8')));
      return expiresMs > options.clock.now().getTime() ? claims : null;
    },
  };
}

const shape = z.object({ shop: z.string(), author: z.string(), id: z.string(), expiresMs: z.number() });

function macOf(key: Buffer, purpose: Purpose, body: string): string {
  return createHmac('sha256', key).update(`${purpose}.${body}`).digest('base64url');
}

function isEqual(a: string, b: string): boolean {
  const [left, right] = [Buffer.from(a), Buffer.from(b)];
  return left.length === right.length && timingSafeEqual(left, right);
}
