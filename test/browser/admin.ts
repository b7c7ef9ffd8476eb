import type { BrowserContext, FrameLocator, Page } from 'playwright-core';
import type { Playground } from '../../src/playground.ts';

/** What the merchant answers to a request for scopes; `undeclared`: the app's configuration does not name them, and Shopify does not ask. */
export type Permission = 'granted-all' | 'declined-all' | 'undeclared';

/**
 * The Shopify admin as far as an embedded app notices it: a page of admin.shopify.com with the app in a frame, and App Bridge from
 * Shopify's CDN. The bridge is written after Shopify's published types (`ShopifyGlobal` of @shopify/app-bridge-types): `idToken`,
 * `config`, `loading`, `saveBar`, `scopes`, `toast`, the global `fetch` with a token on requests to the app itself, and the app's menu.
 */
export async function openAdmin(context: BrowserContext, { shop, appUrl, environment }: Playground, { path = '', permit = () => 'granted-all' }: { path?: string; permit?: (scopes: string[]) => Permission } = {}): Promise<{ page: Page; app: FrameLocator; tokens: () => number }> {
  let tokens = 0;
  await context.exposeFunction('mintSessionToken', () => {
    tokens += 1;
    return shop.sessionToken();
  });
  await context.exposeFunction('requestScopes', (scopes: string[]) => {
    const result = permit(scopes);
    if (result === 'granted-all') shop.setScopes([...new Set([...shop.scopes(), ...scopes])]);
    return { result, detail: { granted: shop.scopes(), required: [], optional: scopes } };
  });
  await context.route('https://cdn.shopify.com/shopifycloud/app-bridge.js', (route) => route.fulfill({ contentType: 'text/javascript', body: bridge, headers: { 'cross-origin-resource-policy': 'cross-origin' } }));
  await context.route('https://admin.shopify.com/**', (route) => {
    const asked = /\/apps\/[^/]+(\/.*)$/.exec(new URL(route.request().url()).pathname)?.[1] ?? '/';
    const url = new URL(asked, appUrl);
    url.search = new URLSearchParams({ shop: shop.domain, host: Buffer.from(`admin.shopify.com/store/${shop.domain.split('.')[0]}`).toString('base64'), embedded: '1', locale: 'de', id_token: shop.sessionToken() }).toString();
    return route.fulfill({ contentType: 'text/html', body: `<!doctype html><title>Admin</title><style>body{margin:0}iframe{width:100%;height:98vh;border:0}</style><iframe name="app-iframe" src="${url.href.replaceAll('&', '&amp;')}"></iframe>` });
  });
  const page = await context.newPage();
  await page.goto(`https://admin.shopify.com/store/${shop.domain.split('.')[0]}/apps/${environment['SHOPIFY_API_KEY']}${path}`);
  return { page, app: page.frameLocator('iframe'), tokens: () => tokens };
}

const bridge = `
(() => {
  const key = document.querySelector('meta[name="shopify-api-key"]').content;
  const idToken = () => window.mintSessionToken();
  const said = (window.bridgeSaid = []);
  const tell = (what) => (...rest) => { said.push([what, ...rest]); return Promise.resolve(); };
  window.shopify = {
    config: { apiKey: key, shop: new URLSearchParams(location.search).get('shop'), locale: 'de' },
    environment: { embedded: true, mobile: false, pos: false },
    origin: 'https://admin.shopify.com',
    ready: Promise.resolve(),
    idToken,
    loading: tell('loading'),
    saveBar: { show: tell('saveBar.show'), hide: tell('saveBar.hide'), toggle: tell('saveBar.toggle'), leaveConfirmation: tell('saveBar.leaveConfirmation') },
    scopes: {
      async request(scopes) {
        const answer = await window.requestScopes(scopes);
        if (answer.result === 'undeclared') throw new Error('the scopes are not declared as optional');
        return answer;
      },
    },
    toast: { show: tell('toast.show'), hide: tell('toast.hide') },
  };
  const plain = window.fetch;
  window.fetch = async (input, init = {}) => {
    const url = new URL(input instanceof Request ? input.url : input, location.href);
    if (url.origin !== location.origin) return plain(input, init);
    const headers = new Headers(init.headers ?? (input instanceof Request ? input.headers : undefined));
    if (!headers.has('Authorization')) headers.set('Authorization', 'Bearer ' + (await idToken()));
    return plain(input, { ...init, headers });
  };
  customElements.define('s-app-nav', class extends HTMLElement {});
  customElements.define('s-link', class extends HTMLElement {
    connectedCallback() { this.onclick = () => this.dispatchEvent(new Event('shopify:navigate', { bubbles: true })); }
  });
})();
`;
