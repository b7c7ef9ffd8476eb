import { readFileSync } from 'node:fs';
import { createShopifySandbox, type Shop, type ShopifySandbox, type ShopifySandboxOptions } from '../../../src/sandbox/shopify/sandbox.ts';

export const start = new Date('2026-11-22T09:00:00Z');

/** A clock tests move by hand. */
export function handClock() {
  let nowMs = start.getTime();
  return {
    now: () => new Date(nowMs),
    advance(seconds: number) {
      nowMs += seconds * 1000;
    },
  };
}

export type Bench = { sandbox: ShopifySandbox; shop: Shop; clock: ReturnType<typeof handClock>; api: Api };
export type Api = {
  /** One of the product's own operations, by name. */
  send(name: string, variables?: object): Promise<unknown>;
  raw(query: string, variables?: object, token?: string): Promise<{ status: number; body: unknown }>;
};

/** A sandbox with one shop and a client that sends the product's own operations. */
export async function createBench(options: ShopifySandboxOptions = {}): Promise<Bench> {
  const clock = handClock();
  const sandbox = await createShopifySandbox({ now: clock.now, bucket: 'off', ...options });
  const shop = sandbox.addShop();
  return { sandbox, shop, clock, api: apiOf(sandbox, shop) };
}

export function apiOf(sandbox: ShopifySandbox, shop: Shop): Api {
  const raw: Api['raw'] = async (query, variables = {}, token = shop.accessToken()) => {
    const response = await fetch(`${sandbox.origin}/admin/api/2026-10/graphql.json`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json', 'X-Shopify-Shop-Domain': shop.domain, 'X-Shopify-Access-Token': token },
      body: JSON.stringify({ query, variables }),
    });
    return { status: response.status, body: await response.json() };
  };
  return { raw, send: async (name, variables = {}) => (await raw(operation(name), variables)).body };
}

/** `at(answer, 'data.order.lineItems.nodes.0.sku')` */
export function at(value: unknown, path: string): unknown {
  return path.split('.').reduce<unknown>((inside, step) => (typeof inside === 'object' && inside !== null ? (inside as Record<string, unknown>)[step] : undefined), value);
}

export function list(value: unknown, path: string): unknown[] {
  const found = at(value, path);
  if (!Array.isArray(found)) throw new Error(`No list at ${path} of ${JSON.stringify(value).slice(0, 400)}`);
  return found;
}

/** An amount in cents of the shop's currency. */
export function cents(value: unknown, path: string): number {
  return Math.round(Number(at(value, `${path}.shopMoney.amount`)) * 100);
}

const file = readFileSync(new URL('operations.graphql', import.meta.url), 'utf8');
const definitions = new Map(
  file
    .replaceAll(/^#.*$/gm, '')
    .split(/^(?=fragment |query |mutation )/m)
    .map((text): [string, string] => [/^(?:fragment|query|mutation) (\w+)/.exec(text)?.[1] ?? '', text]),
);

export const operationNames = [...definitions].flatMap(([name, text]) => (name === '' || text.startsWith('fragment') ? [] : [name]));

/** One operation of the file with the fragments it needs. */
export function operation(name: string): string {
  const wanted = new Set([name]);
  for (const one of wanted) {
    for (const [, fragment] of (definitions.get(one) ?? '').matchAll(/\.\.\.\s*(\w+)/g)) if (fragment && fragment !== 'on') wanted.add(fragment);
  }
  return [...wanted].map((one) => definitions.get(one) ?? '').join('\n');
}
