import type { Request, RequestHandler, Response } from 'express';
import type { ComponentChildren } from 'preact';
import type { Shop } from '../../domain/order.ts';
import type { InstalledShop } from '../../store/shops.ts';
import type { Assets } from '../assets.ts';
import { renderDocument, type Frame } from '../layout.tsx';
import { createFormat } from '../words/format.ts';
import { chooseLanguage } from '../words/locale.ts';
import { words } from '../words/words.ts';
import type { PagesDependencies } from './dependencies.ts';
import type { Visitor } from './session.ts';

/** One request of a signed-in merchant: who, which shop, in which language, and how to answer. */
export type Visit = {
  visitor: Visitor;
  shop: InstalledShop;
  frame: Frame;
  show: (title: string, body: ComponentChildren, options?: { status?: number; wide?: boolean; pollMs?: number }) => void;
  /** After a change: the browser fetches the page anew, so that reloading repeats nothing. */
  goTo: (path: string, query?: Record<string, string | undefined>) => void;
};

/** What a route does with a visit. False: there is no such thing in this shop, and the answer is 404 whoever may have one. */
export type Handler = (visit: Visit, request: Request, response: Response) => Promise<boolean>;
export type Answer = (handler: Handler) => RequestHandler;

/** Parameters of the admin that every link keeps, or the frame would forget them; no cookie or storage is used. */
const carriedInAdmin = ['shop', 'host', 'embedded', 'locale'];

export async function beginVisit(deps: PagesDependencies, assets: Assets, request: Request, response: Response): Promise<Visit | null> {
  const visitor = deps.visitorOf(request, response);
  const shop = await deps.store.shops.get(visitor.shop);
  if (!shop || shop.uninstalledAt !== null) return null;
  const counts = await deps.store.orders.countByState(visitor.shop);
  const asked = queryText(request, 'locale');
  const language = chooseLanguage(asked, request.get('accept-language'));
  const carried = new URLSearchParams();
  for (const name of visitor.embedded ? carriedInAdmin : ['locale']) {
    const value = queryText(request, name);
    if (value) carried.set(name, value.slice(0, 300));
  }
  const frame: Frame = {
    words: words[language],
    format: createFormat(language, shop.timeZone),
    language,
    now: deps.clock.now(),
    path: request.path,
    shopName: shop.name,
    link: (path, query) => withQuery(path, carried, query),
    problemCount: counts.problem,
    embedded: visitor.embedded ? { apiKey: deps.apiKey } : null,
    assets,
  };
  return {
    visitor,
    shop,
    frame,
    show: (title, body, { status = 200, ...options } = {}) => {
      response.status(status).type('html').set('Cache-Control', 'no-store').set('Vary', 'Accept-Language');
      response.send(renderDocument(frame, title, body, options));
    },
    goTo: (path, query) => response.redirect(303, frame.link(path, query)),
  };
}

/** A parameter that is there once; repeated or nested ones count as absent. */
export function queryText(request: Request, name: string): string {
  const value = request.query[name];
  return typeof value === 'string' ? value : '';
}

function withQuery(path: string, carried: URLSearchParams, query: Record<string, string | undefined> = {}): string {
  const all = new URLSearchParams(carried);
  for (const [name, value] of Object.entries(query)) if (value !== undefined && value !== '') all.set(name, value);
  const text = all.toString();
  return text === '' ? path : `${path}?${text}`;
}

/** The visited shop as the rules know one. */
export function shopOf({ shop }: Visit): Shop {
  const { domain, id, name, currency, timeZone, countryCode, taxesIncluded } = shop;
  return { domain, id, name, currency, timeZone, countryCode, taxesIncluded };
}
