import nock from 'nock';
import { pino } from 'pino';
import { systemClock, type Clock } from '../../src/clock.ts';
import { createShopify } from '../../src/shopify/platform.ts';
import type { AccessToken } from '../../src/shopify/graphql.ts';
import { apiKey, apiSecret, previousSecret, shop } from './signing.ts';

export const graphqlPath = '/admin/api/2026-10/graphql.json';
type Question = { operationName: string; variables: Record<string, unknown>; query: string };
type Reply = { status?: number; body?: unknown; headers?: Record<string, string> };

/** What was asked of the shop, and with which token. */
export type Asked = Question & { token: string | undefined; headers: Record<string, string | undefined> };

export function shopifyAt(options: { clock?: Clock; origin?: string } = {}) {
  return createShopify({ apiKey, apiSecret, apiSecretPrevious: previousSecret, clock: options.clock ?? systemClock, log: pino({ level: 'silent' }), origin: options.origin ?? null });
}

export function apiAt(options: { clock?: Clock; origin?: string; accessToken?: AccessToken } = {}) {
  return shopifyAt(options).api(shop, options.accessToken ?? (async () => 'shpat_1'));
}

/** Answers GraphQL questions of the shop at the HTTP edge, as often as asked; returns what was asked. */
export function answer(reply: (question: Question, count: number) => Reply, origin = `https://${shop}`): Asked[] {
  const asked: Asked[] = [];
  nock(origin)
    .persist()
    .post(graphqlPath)
    .reply(async (request: Request) => {
      const { query, variables } = (await request.json()) as Question;
      const question = { query, variables, operationName: /^(?:query|mutation) (\w+)/m.exec(query)?.[1] ?? '' };
      const headers = Object.fromEntries(request.headers);
      asked.push({ ...question, headers, token: headers['x-shopify-access-token'] });
      const { status = 200, body: told = {}, headers: more = {} } = reply(question, asked.length);
      return [status, typeof told === 'string' ? told : JSON.stringify(told), { 'content-type': 'application/json', ...more }];
    });
  return asked;
}

export const throttled = (cost = { requested: 500, available: 100, restoreRate: 100, maximum: 2000 }) => ({
  body: {
    errors: [{ message: 'Throttled', extensions: { code: 'THROTTLED' } }],
    extensions: {
      cost: { requestedQueryCost: cost.requested, actualQueryCost: null, throttleStatus: { maximumAvailable: cost.maximum, currentlyAvailable: cost.available, restoreRate: cost.restoreRate } },
    },
  },
});

export function denied(field: string, access: string, data: unknown = null) {
  return {
    body: {
      data,
      errors: [{ message: `Access denied for ${field.split('.').at(-1)} field.`, locations: [{ line: 1, column: 1 }], extensions: { code: 'ACCESS_DENIED', documentation: 'https://shopify.dev/api/usage/access-scopes', requiredAccess: access }, path: field.split('.') }],
    },
  };
}
