import { AsyncLocalStorage } from 'node:async_hooks';
import type { Adapter, Stored } from 'oidc-provider';
import type { Grant } from './access.ts';
import type { World } from './company.ts';

export type Client = { id: string; secret: string; redirectUris: string[] };

/** bexio takes the client's secret in the form or in the header; the library wants one per client. */
export const secretInHeader = new AsyncLocalStorage<boolean>();

export type SignInStorage = {
  adapter(model: string): Adapter;
  findAccessToken(token: string): Grant | undefined;
  isRegistered(clientId: string, redirectUri: string): boolean;
  revokeGrantsOf(sub: string): void;
};

/** Everything in memory. Expiry follows the sandbox's clock, so tests need not wait an hour. */
export function createSignInStorage(world: World, clients: ReadonlyMap<string, Client>): SignInStorage {
  const vault = createVault(world);
  return {
    adapter(model) {
      const adapter = vault.adapter(model);
      return model === 'Client' ? { ...adapter, find: async (id) => clientMetadata(clients.get(id)) } : adapter;
    },
    findAccessToken(token) {
      const { accountId, scope } = vault.find('AccessToken', token) ?? {};
      return typeof accountId === 'string' && typeof scope === 'string'
        ? { sub: accountId, scopes: new Set(scope.split(' ')) }
        : undefined;
    },
    isRegistered: (clientId, redirectUri) => clients.get(clientId)?.redirectUris.includes(redirectUri) ?? false,
    revokeGrantsOf: (sub) => vault.drop((payload) => payload['accountId'] === sub),
  };
}

type Vault = {
  adapter(model: string): Adapter;
  find(model: string, id: string): Stored | undefined;
  drop(test: (payload: Stored) => boolean): void;
};

function createVault(world: World): Vault {
  const kept = new Map<string, { model: string; payload: Stored; expiresMs: number }>();
  const keyOf = (model: string, id: string) => `${model} ${id}`;
  const nowMs = () => world.now().getTime();
  const find = (model: string, id: string) => {
    const row = kept.get(keyOf(model, id));
    return row !== undefined && row.expiresMs > nowMs() ? row.payload : undefined;
  };
  const drop = (test: (payload: Stored) => boolean) => {
    for (const [key, { payload }] of kept) {
      if (test(payload)) {
        kept.delete(key);
      }
    }
  };
  const adapter = (model: string): Adapter => ({
    async upsert(id, payload, expiresIn = 400 * 86_400) {
      kept.set(keyOf(model, id), { model, payload, expiresMs: nowMs() + expiresIn * 1000 });
    },
    find: async (id) => find(model, id),
    async findByUid(uid) {
      return [...kept.values()].find((row) => row.model === model && row.payload['uid'] === uid)?.payload;
    },
    findByUserCode: async () => undefined,
    async consume(id) {
      const payload = find(model, id);
      if (payload !== undefined) {
        payload['consumed'] = Math.floor(nowMs() / 1000);
      }
    },
    async destroy(id) {
      kept.delete(keyOf(model, id));
    },
    revokeByGrantId: async (grantId) => drop((payload) => payload['grantId'] === grantId),
  });
  return { adapter, find, drop };
}

function clientMetadata(client: Client | undefined): Stored | undefined {
  return client === undefined
    ? undefined
    : {
        client_id: client.id,
        client_secret: client.secret,
        redirect_uris: [...client.redirectUris],
        grant_types: ['authorization_code', 'refresh_token'],
        response_types: ['code'],
        token_endpoint_auth_method: secretInHeader.getStore() ? 'client_secret_basic' : 'client_secret_post',
      };
}
