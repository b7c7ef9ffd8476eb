import { z } from 'zod';
import type { Clock } from '../clock.ts';
import { fromStatus, ShopifyError, strangeAnswer } from './outcome.ts';
import type { Outgoing } from './outgoing.ts';

/** An offline token pair. The access token lives an hour, the refresh token 90 days and is replaced by every refresh. */
export type ShopTokens = {
  accessToken: string;
  accessTokenExpiresAt: Date;
  refreshToken: string;
  refreshTokenExpiresAt: Date;
  scopes: string[];
};

type App = { apiKey: string; apiSecret: string; clock: Clock; outgoing: Outgoing };

/**
 * Session token → offline tokens. `expiring: '1'` always: without it Shopify hands out a token without end, and from 1 January 2027
 * rejects every call made with one.
 */
export function exchangeToken(app: App, shop: string, sessionToken: string): Promise<ShopTokens> {
  return askForTokens(app, shop, 'token exchange', {
    grant_type: 'urn:ietf:params:oauth:grant-type:token-exchange',
    subject_token: sessionToken,
    subject_token_type: 'urn:ietf:params:oauth:token-type:id_token',
    requested_token_type: 'urn:shopify:params:oauth:token-type:offline-access-token',
    expiring: '1',
  });
}

/**
 * The next pair. Safe to repeat when the answer got lost: since 28 August 2026 the old refresh token stays usable until its
 * replacement is first used. Store the answer before using it.
 */
export function refreshTokens(app: App, shop: string, refreshToken: string): Promise<ShopTokens> {
  return askForTokens(app, shop, 'token refresh', { grant_type: 'refresh_token', refresh_token: refreshToken });
}

async function askForTokens(app: App, shop: string, operation: string, grant: Record<string, string>): Promise<ShopTokens> {
  const askedAtMs = app.clock.now().getTime();
  const body = { client_id: app.apiKey, client_secret: app.apiSecret, ...grant };
  const answer = await app.outgoing({ shop, path: '/admin/oauth/access_token', body, operation });
  if (answer.status !== 200) throw refusal(operation, answer);
  const parsed = tokensShape.safeParse(answer.json);
  if (!parsed.success) throw strangeAnswer(operation, 'the answer holds no expiring tokens');
  const told = parsed.data;
  return {
    accessToken: told.access_token,
    // From the moment of asking: a slow answer must not lengthen a token's life.
    accessTokenExpiresAt: new Date(askedAtMs + told.expires_in * 1000),
    refreshToken: told.refresh_token,
    refreshTokenExpiresAt: new Date(askedAtMs + told.refresh_token_expires_in * 1000),
    scopes: told.scope.split(',').filter((scope) => scope !== ''),
  };
}

/**
 * `invalid_grant`: the refresh token is dead. `invalid_subject_token`: the session token is; the browser can fetch another one.
 */
function refusal(operation: string, answer: { status: number; retryAfterMs: number | null; json: unknown }): ShopifyError {
  const code = errorShape.safeParse(answer.json).data?.error;
  if (answer.status === 400 && code === 'invalid_grant') return new ShopifyError({ kind: 'broken', code, cause: `${operation}: invalid_grant` });
  if (answer.status === 400 && code !== undefined) return new ShopifyError({ kind: 'refused', code, cause: `${operation}: ${code}` });
  return fromStatus(operation, answer.status, answer.retryAfterMs);
}

const tokensShape = z.object({
  access_token: z.string().min(1),
  scope: z.string(),
  expires_in: z.number().positive(),
  refresh_token: z.string().min(1),
  refresh_token_expires_in: z.number().positive(),
});
const errorShape = z.object({ error: z.string().regex(/^[a-z_]{1,60}$/) });
