import express, { type Express, type Request, type Response } from 'express';
import { z } from 'zod';
import { controlRoutes } from './control-routes.ts';
import { createCostBucket, type CostBucket } from './cost-bucket.ts';
import type { Context } from './context.ts';
import { answerGraphql, executeUncharged, throttled, type GraphqlRequest } from './execute.ts';
import { misbehave, type Answer, type Conduct } from './misbehaviour.ts';
import type { ServerParts } from './server-parts.ts';
import type { Shop } from './shop.ts';

/** Everything the sandbox answers. Shop requests name their shop in `X-Shopify-Shop-Domain`, or arrive under its own host name. */
export function createServerApp(parts: ServerParts): Express {
  const app = express();
  app.disable('x-powered-by');
  app.disable('etag');
  const buckets = new Map<string, CostBucket>();
  const bucketOf = (shop: Shop): CostBucket | null => {
    if (parts.bucket === 'off') return null;
    const bucket = buckets.get(shop.domain) ?? createCostBucket(parts.bucket, parts.now);
    buckets.set(shop.domain, bucket);
    return bucket;
  };
  app.use('/admin', express.text({ type: () => true, limit: '10mb' }));
  app.post('/admin/oauth/access_token', (request, response) => shopRequest(parts, request, response, (shop) => Promise.resolve(tokenAnswer(parts, shop, request))));
  app.post('/admin/api/:version/graphql.json', (request, response) =>
    shopRequest(parts, request, response, (shop, conduct) => adminAnswer(parts, shop, request, bucketOf(shop), conduct)),
  );
  app.use('/admin', (_request, response) => void response.status(404).json({ errors: 'Not Found' }));
  app.use(controlRoutes(parts));
  app.use((_request: Request, response: Response) => void response.status(404).type('text').send('Not Found'));
  return app;
}

async function shopRequest(parts: ServerParts, request: Request, response: Response, answer: (shop: Shop, conduct: Conduct) => Promise<Answer>): Promise<void> {
  const domain = (request.get('X-Shopify-Shop-Domain') ?? request.hostname).toLowerCase();
  const graphql = graphqlRequest(request);
  const operation = graphql ? (graphql.operationName ?? operationNameOf(graphql.query)) : null;
  const facts = { shop: domain, method: request.method, path: request.path, operation };
  const entry = {
    at: parts.now(),
    ...facts,
    variables: graphql?.variables ?? null,
    query: graphql?.query ?? null,
    status: null as number | null,
    errors: [] as string[],
    cost: null as number | null,
    token: request.get('X-Shopify-Access-Token')?.slice(0, 9) ?? null,
  };
  parts.requests.add(entry);
  const shop = parts.shops.get(domain);
  const made = await misbehave(parts.faults.take(facts), {
    response,
    answer: (conduct) => (shop ? answer(shop, conduct) : Promise.resolve({ status: 404, body: { errors: 'Not Found' } })),
    runsLate: parts.faults.pending,
  });
  entry.status = made?.status ?? 0;
  entry.cost = made?.cost ?? null;
  entry.errors = errorMessages(made?.body);
}

function tokenAnswer(parts: ServerParts, shop: Shop, request: Request): Answer {
  const body: unknown = request.is('application/x-www-form-urlencoded') ? Object.fromEntries(new URLSearchParams(String(request.body))) : jsonOf(request.body);
  return parts.tokens.issue(shop.state, body);
}

async function adminAnswer(parts: ServerParts, shop: Shop, request: Request, bucket: CostBucket | null, conduct: Conduct): Promise<Answer> {
  if (request.params['version'] !== '2026-10') return { status: 404, body: { errors: 'Not Found' } };
  const verdict = parts.tokens.check(shop.state, request.get('X-Shopify-Access-Token'));
  if (!verdict.ok) return { status: verdict.status, body: { errors: verdict.message } };
  const graphql = graphqlRequest(request);
  if (!graphql) return { status: 400, body: { errors: { query: 'Required parameter missing or invalid' } } };
  if (conduct.throttled) {
    const full = { maximumAvailable: 2000, currentlyAvailable: 0, restoreRate: 100 };
    return { status: 200, body: throttled(100, bucket ? { ...bucket.status(), currentlyAvailable: 0 } : full) };
  }
  const context: Context = {
    shop: shop.state,
    editor: shop.editor,
    scopes: verdict.scopes,
    refused: conduct.refusedFields,
    app: { apiKey: parts.apiKey, handle: 'bexio-sync' },
    origin: parts.place.origin,
    searchWarnings: [],
    execute: (document) => executeUncharged(document, context),
  };
  const body = await answerGraphql(graphql, context, bucket);
  const cost = body.extensions?.['cost'];
  return { status: 200, body, cost: typeof cost === 'object' && cost !== null && 'actualQueryCost' in cost && typeof cost.actualQueryCost === 'number' ? cost.actualQueryCost : null };
}

const graphqlBody = z.object({ query: z.string().min(1), variables: z.record(z.string(), z.unknown()).nullish(), operationName: z.string().nullish() });

function graphqlRequest(request: Request): GraphqlRequest | null {
  if (!request.path.endsWith('/graphql.json')) return null;
  const body: unknown = request.is('application/graphql') ? { query: String(request.body) } : jsonOf(request.body);
  const parsed = graphqlBody.safeParse(body);
  if (!parsed.success) return null;
  return { query: parsed.data.query, variables: parsed.data.variables ?? {}, operationName: parsed.data.operationName ?? null };
}

function operationNameOf(query: string): string | null {
  return /(?:query|mutation)\s+(\w+)/.exec(query)?.[1] ?? null;
}

function jsonOf(body: unknown): unknown {
  try {
    return typeof body === 'string' ? JSON.parse(body) : null;
  } catch {
    return null;
  }
}

function errorMessages(body: unknown): string[] {
  if (typeof body !== 'object' || body === null || !('errors' in body)) return [];
  const { errors } = body;
  if (!Array.isArray(errors)) return [typeof errors === 'string' ? errors : JSON.stringify(errors)];
  return errors.map((one: unknown) => (typeof one === 'object' && one !== null && 'message' in one ? String(one.message) : String(one)));
}
