import { h, type ComponentChildren } from 'preact';
import { renderToStaticMarkup } from 'preact-render-to-string';
import { languages, type Language } from '../domain/settings.ts';
import type { Assets } from './assets.ts';
import type { Format } from './words/format.ts';
import { languageTag } from './words/locale.ts';
import type { Words } from './words/words.ts';

/** What every page is given besides its own view. */
export type Frame = {
  words: Words;
  format: Format;
  language: Language;
  now: Date;
  /** Where the page is, without the query; marks the place in the navigation. */
  path: string;
  shopName: string;
  /** An address within the app that keeps what must survive a click: language and, in the admin, shop and host. */
  link: (path: string, query?: Record<string, string | undefined>) => string;
  /** Orders that need a person, shown in the navigation. */
  problemCount: number;
  /** Null outside the Shopify admin. */
  embedded: { apiKey: string } | null;
  assets: Assets;
};

/** The whole document. The only place that knows whether the page stands in Shopify's admin. */
export function renderDocument(frame: Frame, title: string, body: ComponentChildren, options: { wide?: boolean; pollMs?: number } = {}): string {
  const { words, embedded } = frame;
  const page = (
    <html lang={languageTag(frame.language)}>
      <head>
        <meta charset="utf-8" />
        {embedded && <meta name="shopify-api-key" content={embedded.apiKey} />}
        {embedded && <script src="https://cdn.shopify.com/shopifycloud/app-bridge.js" />}
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="turbo-refresh-method" content="morph" />
        <meta name="turbo-refresh-scroll" content="preserve" />
        <meta name="turbo-cache-control" content="no-preview" />
        <meta name="color-scheme" content="light dark" />
        <title>{`${title} · ${words.app.name}`}</title>
        <link rel="icon" href="data:," />
        <link rel="stylesheet" href={frame.assets.stylesheet} data-turbo-track="reload" />
        <script type="module" src={frame.assets.script} data-turbo-track="reload" />
      </head>
      <body>
        <a class="skip" href="#main">
          {words.nav.skip}
        </a>
        {embedded ? <AdminNavigation frame={frame} /> : <OwnNavigation frame={frame} />}
        <main id="main" tabIndex={-1} class={options.wide ? 'wide' : undefined} data-poll={options.pollMs}>
          <div class="banner caution" id="offline" role="status" hidden>
            <span aria-hidden="true">⚠</span>
            <p>{words.app.offline}</p>
          </div>
          {body}
        </main>
      </body>
    </html>
  );
  return `<!doctype html>${renderToStaticMarkup(page)}`;
}

type Place = { path: string; label: string };

function places({ words, problemCount }: Frame): Place[] {
  const orders = problemCount > 0 ? `${words.nav.orders} (${problemCount > 99 ? '99+' : problemCount})` : words.nav.orders;
  return [
    { path: '/', label: words.nav.home },
    { path: '/orders', label: orders },
    { path: '/products', label: words.nav.products },
    { path: '/stock', label: words.nav.stock },
    { path: '/preview', label: words.nav.preview },
    { path: '/check', label: words.nav.check },
    { path: '/settings', label: words.nav.settings },
  ];
}

/** App Bridge moves these links into the admin's own menu. */
function AdminNavigation({ frame }: { frame: Frame }) {
  return h(
    's-app-nav',
    null,
    places(frame).map((place) => h('s-link', { href: frame.link(place.path), rel: place.path === '/' ? 'home' : undefined, key: place.path }, place.label)),
  );
}

function OwnNavigation({ frame }: { frame: Frame }) {
  return (
    <header class="top">
      <div class="top-inner">
        <strong>{frame.words.app.name}</strong>
        <nav aria-label={frame.words.nav.label}>
          <ul>
            {places(frame).map((place) => (
              <li key={place.path}>
                <a href={frame.link(place.path)} aria-current={isHere(frame.path, place.path) ? 'page' : undefined}>
                  {place.label}
                </a>
              </li>
            ))}
          </ul>
        </nav>
        <nav aria-label={frame.words.nav.language} class="languages">
          <ul>
            {languages.map((language) => (
              <li key={language}>
                <a href={frame.link(frame.path, { locale: language })} lang={language} hreflang={language} aria-current={language === frame.language ? 'true' : undefined}>
                  {language.toUpperCase()}
                </a>
              </li>
            ))}
          </ul>
        </nav>
      </div>
    </header>
  );
}

function isHere(path: string, place: string): boolean {
  return place === '/' ? path === '/' : path === place || path.startsWith(`${place}/`);
}
