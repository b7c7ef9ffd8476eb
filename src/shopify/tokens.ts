import { z } from 'zod';
import type { Clock } from '../clock.ts';
import { fromStatus, ShopifyError, strangeAnswer } from './outcome.ts';
import type { Outgoing, OutgoingAnswer } from './outgoing.ts';

/** An offline token pair. The access token lives an hour, the refresh token 90 days and is replaced by every refresh. */
export type ShopTokens = {
  accessToken: string;
  accessTokenExpiresAt: Date;
  refreshToken: string;
  refreshTokenExpiresAt: Date;
  scopes: string[];
};

type App = { clock: Clock; outgoing: Outgoing };

/** Session token → offline tokens that expire. The session token is checked once more by the SDK, with the current secret. */
export function exchangeToken(app: App, shop: string, sessionToken: string): Promise<ShopTokens> {
  return readTokens(app, 'token exchange', app.outgoing.exchangeToken(shop, sessionToken));
}

/**
 * The next pair. Safe to repeat when the answer got lost: since 28 August 2026 the old refresh token stays usable until its
 * replacement is first used. Store the answer before using it.
 */
export function refreshTokens(app: App, shop: string, refreshToken: string): Promise<ShopTokens> {
  return readTokens(app, 'token refresh', app.outgoing.refreshTokens(shop, refreshToken));
}

async function readTokens(app: App, operation: string, answering: Promise<OutgoingAnswer>): Promise<ShopTokens> {
  const askedAtMs = app.clock.now().getTime();
  const answer = await answering;
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
function refusal(operation: string, answer: OutgoingAnswer): ShopifyError {
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
