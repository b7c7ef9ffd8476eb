import { randomBytes } from 'node:crypto';
import { z } from 'zod';
import { verifySessionToken } from './session-token.ts';
import type { ShopState } from './shop-state.ts';

export type TokenOptions = {
  apiKey: string;
  apiSecret: string;
  accessTokenSeconds: number;
  /** Public apps made since 1 April 2026 may not call the Admin API with non-expiring tokens. */
  refuseNonExpiring: boolean;
};

export type TokenAnswer = { status: number; body: Record<string, unknown> };
export type AccessVerdict = { ok: true; scopes: ReadonlySet<string> } | { ok: false; status: number; message: string };

export type TokenDesk = {
  /** `POST /admin/oauth/access_token` */
  issue(shop: ShopState, body: unknown): TokenAnswer;
  check(shop: ShopState, accessToken: string | undefined): AccessVerdict;
  revokeAll(shop: ShopState): void;
  /** Makes every access token of the shop expire at once. */
  expireAll(shop: ShopState): void;
  /** Puts a token in place without an exchange, for tests. */
  grant(shop: ShopState): string;
};

type AccessToken = { domain: string; scopes: Set<string>; expiresAtMs: number | null };

/**
 * A refresh token is spent by using it, but stays usable until its replacement is used for the first time
 * (at most 30 days from its first use, never past its own 90 days): Shopify's rule since 28 August 2026.
 */
type RefreshToken = { domain: string; expiresAtMs: number; firstUsedAtMs: number | null; replacement: string | null; parent: string | null };

const dayMs = 86_400_000;
const refreshSeconds = 90 * 86_400;
const exchangeGrant = 'urn:ietf:params:oauth:grant-type:token-exchange';
const idTokenType = 'urn:ietf:params:oauth:token-type:id_token';
const onlineType = 'urn:shopify:params:oauth:token-type:online-access-token';
const offlineType = 'urn:shopify:params:oauth:token-type:offline-access-token';

const requestBody = z.object({
  client_id: z.string().optional(),
  client_secret: z.string().optional(),
  grant_type: z.string().optional(),
  subject_token: z.string().optional(),
  subject_token_type: z.string().optional(),
  requested_token_type: z.string().optional(),
  expiring: z.union([z.string(), z.number(), z.boolean()]).optional(),
  refresh_token: z.string().optional(),
});
type RequestBody = z.infer<typeof requestBody>;

export function createTokenDesk(options: TokenOptions): TokenDesk {
  const access = new Map<string, AccessToken>();
  const refresh = new Map<string, RefreshToken>();
  const desk = { options, access, refresh };
  return {
    issue: (shop, body) => issue(desk, shop, body),
    check: (shop, accessToken) => check(desk, shop, accessToken),
    revokeAll(shop) {
      for (const [token, one] of access) if (one.domain === shop.seed.domain) access.delete(token);
      for (const [token, one] of refresh) if (one.domain === shop.seed.domain) refresh.delete(token);
    },
    expireAll(shop) {
      for (const one of access.values()) if (one.domain === shop.seed.domain) one.expiresAtMs = 0;
    },
    grant: (shop) => newAccessToken(desk, shop, shop.now().getTime() + options.accessTokenSeconds * 1000),
  };
}

type Desk = { options: TokenOptions; access: Map<string, AccessToken>; refresh: Map<string, RefreshToken> };

const refused = (error: string, status = 400): TokenAnswer => ({ status, body: { error } });

function issue(desk: Desk, shop: ShopState, body: unknown): TokenAnswer {
  const parsed = requestBody.safeParse(body);
  if (!parsed.success) return refused('invalid_request');
  const request = parsed.data;
  if (request.client_id !== desk.options.apiKey || request.client_secret !== desk.options.apiSecret) return refused('invalid_client', 401);
  if (request.grant_type === exchangeGrant) return exchange(desk, shop, request);
  if (request.grant_type === 'refresh_token') return refreshPair(desk, shop, request.refresh_token ?? '');
  return refused('unsupported_grant_type');
}

function exchange(desk: Desk, shop: ShopState, request: RequestBody): TokenAnswer {
  const { apiKey, apiSecret } = desk.options;
  if (request.subject_token_type !== idTokenType) return refused('invalid_request');
  if (request.requested_token_type !== onlineType && request.requested_token_type !== offlineType) return refused('invalid_request');
  const user = verifySessionToken(request.subject_token ?? '', { domain: shop.seed.domain, apiKey, apiSecret, now: shop.now() });
  if (!user || !shop.installed) return refused('invalid_subject_token');
  if (request.requested_token_type === onlineType) return { status: 200, body: onlineToken(desk, shop, user.userId) };
  if (String(request.expiring) !== '1' && request.expiring !== true) return { status: 200, body: { access_token: newAccessToken(desk, shop, null), scope: scopeText(shop) } };
  return { status: 200, body: newPair(desk, shop, { expiresAtMs: shop.now().getTime() + refreshSeconds * 1000, parent: null }) };
}

function onlineToken(desk: Desk, shop: ShopState, userId: string) {
  const seconds = 86_399;
  return {
    access_token: newAccessToken(desk, shop, shop.now().getTime() + seconds * 1000),
    scope: scopeText(shop),
    expires_in: seconds,
    associated_user_scope: scopeText(shop),
    associated_user: {
      id: Number(userId) || 1,
      first_name: 'Demo',
      last_name: 'Inhaber',
      email: shop.seed.email,
      email_verified: true,
      account_owner: true,
      locale: 'de-CH',
      collaborator: false,
    },
  };
}

function refreshPair(desk: Desk, shop: ShopState, token: string): TokenAnswer {
  const nowMs = shop.now().getTime();
  const known = desk.refresh.get(token);
  const live = known && known.domain === shop.seed.domain && known.expiresAtMs > nowMs && !isSpent(desk, known, nowMs);
  if (!live || !shop.installed) return refused('invalid_grant');
  if (known.parent) desk.refresh.delete(known.parent);
  // Asking again replaces the unused replacement: only the newest pair is good.
  if (known.replacement) desk.refresh.delete(known.replacement);
  known.firstUsedAtMs ??= nowMs;
  const pair = newPair(desk, shop, { expiresAtMs: nowMs + refreshSeconds * 1000, parent: token });
  known.replacement = pair.refresh_token;
  return { status: 200, body: pair };
}

function isSpent(desk: Desk, token: RefreshToken, nowMs: number): boolean {
  if (token.firstUsedAtMs === null || token.replacement === null) return false;
  const replacementUsed = (desk.refresh.get(token.replacement)?.firstUsedAtMs ?? null) !== null;
  return replacementUsed || nowMs > token.firstUsedAtMs + 30 * dayMs;
}

function newPair(desk: Desk, shop: ShopState, made: { expiresAtMs: number; parent: string | null }) {
  const { accessTokenSeconds } = desk.options;
  const refreshToken = `shprt_${randomBytes(16).toString('hex')}`;
  desk.refresh.set(refreshToken, { domain: shop.seed.domain, firstUsedAtMs: null, replacement: null, ...made });
  return {
    access_token: newAccessToken(desk, shop, shop.now().getTime() + accessTokenSeconds * 1000),
    scope: scopeText(shop),
    expires_in: accessTokenSeconds,
    refresh_token: refreshToken,
    refresh_token_expires_in: refreshSeconds,
  };
}

function newAccessToken(desk: Desk, shop: ShopState, expiresAtMs: number | null): string {
  const token = `shpat_${randomBytes(16).toString('hex')}`;
  desk.access.set(token, { domain: shop.seed.domain, scopes: shop.scopes, expiresAtMs });
  return token;
}

const invalidToken = '[API] Invalid API key or access token (unrecognized login or wrong password)';

function check(desk: Desk, shop: ShopState, accessToken: string | undefined): AccessVerdict {
  const known = desk.access.get(accessToken ?? '');
  const expired = known?.expiresAtMs !== null && (known?.expiresAtMs ?? 0) <= shop.now().getTime();
  if (!known || known.domain !== shop.seed.domain || expired || !shop.installed) return { ok: false, status: 401, message: invalidToken };
  if (known.expiresAtMs === null && desk.options.refuseNonExpiring) {
    return { ok: false, status: 403, message: '[API] Non-expiring access tokens are no longer accepted for the Admin API.' };
  }
  return { ok: true, scopes: shop.scopes };
}

/** The granted scopes as Shopify lists them: what a write scope implies is left out. */
function scopeText(shop: ShopState): string {
  return [...shop.scopes].filter((scope) => !scope.startsWith('read_') || !shop.scopes.has(scope.replace('read_', 'write_'))).join(',');
}
