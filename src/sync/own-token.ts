import { bexioScopes } from '../bexio/scopes.ts';
import type { BexioSignIn } from '../bexio/sign-in.ts';
import type { Log } from '../log.ts';
import type { Store } from '../store/store.ts';

type Options = { store: Store; log: Log; signIn: Pick<BexioSignIn, 'identify'>; personalAccessToken: string };

/**
 * Mode `BEXIO_ACCESS_TOKEN`: the one shop of a self-hosted installation is connected to the token's company by itself, at the start or as
 * soon as it is installed. bexio is asked once per process whose token it is, so a new token (they live 60 days) counts after a restart and
 * mends the connection. The token itself stays in the environment; the connection is stored without any.
 */
export function createOwnToken(options: Options): (shop: string) => Promise<void> {
  const asked = new Map<string, Promise<void>>();
  return (shop) => {
    const under = asked.get(shop) ?? connect(options, shop);
    asked.set(shop, under);
    // What failed is asked again by the next run; its own failure decides when.
    under.catch(() => asked.delete(shop));
    return under;
  };
}

async function connect({ store, log, signIn, personalAccessToken }: Options, shop: string): Promise<void> {
  // The token is the operator's: a second shop must not write into their books.
  if ((await store.connections.list()).some((one) => one.shop !== shop)) return;
  const { companyId, companyName, userId } = await signIn.identify(personalAccessToken);
  const before = await store.connections.get(shop);
  if (before?.companyId === companyId && before.userId === userId && before.state === 'connected') return;
  const tokens = { accessToken: '', refreshToken: '', expiresAt: new Date(0) };
  await store.connections.save({ shop, companyId, companyName, userId, scopes: Object.keys(bexioScopes), tokens });
  await store.journal.add({ shop, orderId: null, event: 'bexio-connected', detail: { companyId, by: 'personal-access-token' } });
  // Reads the company's reference data and then rings every order that is waiting.
  await store.jobs.ring({ shop, kind: 'company', subject: 'reference' });
  log.info({ shop, companyId }, 'bexio connected by the personal access token');
}
