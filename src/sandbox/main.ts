import { createBexioSandbox } from './bexio/sandbox.ts';
import { createShopifySandbox } from './shopify/sandbox.ts';

/**
 * The two sandboxes alone, for developing against bexio or Shopify without a company or a store. The environment variables are those of
 * the app, so one `.env` serves both.
 */
async function main(): Promise<void> {
  const env = process.env;
  const appUrl = env.APP_URL ?? 'http://127.0.0.1:3000';
  const bexio = await createBexioSandbox({
    port: Number(env.SANDBOX_BEXIO_PORT ?? 4100),
    clientId: env.BEXIO_CLIENT_ID ?? 'sandbox-client',
    clientSecret: env.BEXIO_CLIENT_SECRET ?? 'sandbox-secret',
    redirectUris: [`${appUrl}/bexio/callback`],
  });
  const shopify = await createShopifySandbox({
    port: Number(env.SANDBOX_SHOPIFY_PORT ?? 4200),
    apiKey: env.SHOPIFY_API_KEY ?? 'sandbox-key',
    apiSecret: env.SHOPIFY_API_SECRET ?? 'sandbox-secret',
    webhooks: { url: `${appUrl}/webhooks` },
  });
  const shop = shopify.addShop();
  const token = await bexio.accessToken();
  console.log(`bexio    ${bexio.origin}   issuer ${bexio.issuerUrl}   client ${bexio.clientId} / ${bexio.clientSecret}`);
  console.log(`         a personal token: ${token}`);
  console.log(`Shopify  ${shopify.origin}   shop ${shop.domain}   app ${shopify.apiKey} / ${shopify.apiSecret}`);
  console.log('Both have an overview page at /. Stop with Ctrl+C.');
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.on(signal, () => void Promise.all([bexio.close(), shopify.close()]).then(() => process.exit(0)));
  }
}

await main();
