import type { Request, Response } from 'express';
import { renderToStaticMarkup } from 'preact-render-to-string';
import { createAssets } from './assets.ts';
import { noticeWords, type Notice } from './notice-words.ts';
import { chooseLanguage, languageTag } from './words/locale.ts';

type Extras = {
  /** Where "back to the app" leads; left out, there is no way back to offer. */
  backHref?: string | null;
  /** Named on the page, so that a merchant can tell us and we find it in the log. */
  requestId?: string;
  /** For the page that fetches a session token. */
  bounce?: { apiKey: string; nowSeconds: number };
};

/** A page of a title, a sentence and a way back: for everything that happens outside the app's own pages. */
export function sendNotice(request: Request, response: Response, status: number, notice: Notice, extras: Extras = {}): void {
  const locale = request.query['locale'];
  const language = chooseLanguage(typeof locale === 'string' ? locale : undefined, request.get('accept-language'));
  response.status(status).type('html').set('Cache-Control', 'no-store').set('Vary', 'Accept-Language');
  response.send(`<!doctype html>${renderToStaticMarkup(<NoticePage language={language} notice={notice} {...extras} />)}`);
}

/** A browser loading a page names HTML; a script that fetches takes anything. */
export function asksForPage(request: Request): boolean {
  return (request.get('accept') ?? '').includes('text/html');
}

/** App Bridge must be the first script of the page; `bounce.js` then comes back here with a token. */
function NoticePage({ language, notice, backHref, requestId, bounce }: Extras & { language: Parameters<typeof languageTag>[0]; notice: Notice }) {
  const words = noticeWords[language];
  return (
    <html lang={languageTag(language)}>
      <head>
        <meta charset="utf-8" />
        {bounce && <meta name="shopify-api-key" content={bounce.apiKey} />}
        {bounce && <script src="https://cdn.shopify.com/shopifycloud/app-bridge.js" />}
        {bounce && <meta name="bounced" content={String(bounce.nowSeconds)} />}
        {bounce && <script src="/bounce.js" defer />}
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>{words[notice].title}</title>
        <meta name="color-scheme" content="light dark" />
        <link rel="icon" href="data:," />
        <link rel="stylesheet" href={createAssets().assets.stylesheet} />
      </head>
      <body>
        <main class="notice">
          <div class="card">
            <h1>{words[notice].title}</h1>
            <p>{words[notice].text}</p>
            {backHref && (
              <p>
                <a class="button primary big" href={backHref} target="_top">
                  {words.back}
                </a>
              </p>
            )}
            {requestId && <p class="muted small">{requestId}</p>}
          </div>
        </main>
      </body>
    </html>
  );
}
