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

type Kept = { payload: Stored; expiresMs: number };

/** Everything in memory. Expiry follows the sandbox's clock, so tests need not wait an hour. */
export function createSignInStorage(world: World, clients: ReadonlyMap<string, Client>): SignInStorage {
  const models = new Map<string, Map<string, Kept>>();
  const rows = (model: string) => {
    const known = models.get(model) ?? new Map<string, Kept>();
    models.set(model, known);
    return known;
  };
  const alive = (kept: Kept | undefined) =>
    kept !== undefined && kept.expiresMs > world.now().getTime() ? kept.payload : undefined;
  const dropWhere = (test: (payload: Stored) => boolean) => {
    for (const table of models.values()) {
      for (const [id, { payload }] of table) {
        if (test(payload)) {
          table.delete(id);
        }
      }
    }
  };
  return {
    adapter: (model) => ({
      async upsert(id, payload, expiresIn) {
        const seconds = expiresIn ?? 400 * 86_400;
        rows(model).set(id, { payload, expiresMs: world.now().getTime() + seconds * 1000 });
      },
      async find(id) {
        return model === 'Client' ? clientMetadata(clients.get(id)) : alive(rows(model).get(id));
      },
      async findByUid(uid) {
        return alive([...rows(model).values()].find(({ payload }) => payload['uid'] === uid));
      },
      findByUserCode: async () => undefined,
      async consume(id) {
        const kept = rows(model).get(id);
        if (kept !== undefined) {
          kept.payload['consumed'] = Math.floor(world.now().getTime() / 1000);
        }
      },
      async destroy(id) {
        rows(model).delete(id);
      },
      async revokeByGrantId(grantId) {
        dropWhere((payload) => payload['grantId'] === grantId);
      },
    }),
    findAccessToken(token) {
      const payload = alive(rows('AccessToken').get(token));
      const { accountId, scope } = payload ?? {};
      return typeof accountId === 'string' && typeof scope === 'string'
        ? { sub: accountId, scopes: new Set(scope.split(' ')) }
        : undefined;
    },
    isRegistered: (clientId, redirectUri) => clients.get(clientId)?.redirectUris.includes(redirectUri) ?? false,
    revokeGrantsOf: (sub) => dropWhere((payload) => payload['accountId'] === sub),
  };
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
