import express, { Router, type Request } from 'express';
import { createAssets } from '../assets.ts';
import { Card, Empty, LinkButton } from '../ui.tsx';
import { CheckPage } from './home/check.tsx';
import { ConnectionPage, type ConnectionView } from './home/connection.tsx';
import type { PagesDependencies } from './dependencies.ts';
import { showFault } from './fault.tsx';
import { beginVisit, queryText, type Answer, type Visit } from './frame.ts';
import { HomePage } from './home/home.tsx';
import { importRoutes } from './past/import-routes.tsx';
import { loadCheck } from './home/load-check.ts';
import { loadHome } from './home/load-home.ts';
import { loadCompany } from './settings/load-settings.ts';
import { orderRoutes } from './orders/order-routes.tsx';
import { productRoutes } from './products/product-routes.tsx';
import { ruleRoutes } from './rules/rule-routes.tsx';
import { settingsRoutes } from './settings/settings-routes.tsx';
import { booksRoutes } from './orders/books-routes.ts';
import { stockRoutes } from './stock/stock-routes.tsx';
import { undoRoutes } from './past/undo-routes.tsx';

/** Stylesheet and scripts, for everybody: they come before the sign-in. */
export function createPages(deps: PagesDependencies): { assets: Router; pages: Router } {
  const { assets, router: assetRouter } = createAssets();
  const answer: Answer = (handler) => async (request, response, next) => {
    const visit = await beginVisit(deps, assets, request, response);
    if (!visit) return next();
    try {
      if (!(await handler(visit, request, response))) showMissing(visit);
    } catch (error) {
      deps.onFault(error);
      if (response.headersSent) return next(error);
      showFault(visit, request, error);
    }
  };
  const pages = Router();
  pages.use(express.urlencoded({ extended: false, limit: '256kb', parameterLimit: 2000 }));
  pages.get('/', answer((visit) => showHome(deps, visit)));
  pages.get('/connection', answer((visit, request) => showConnection(deps, visit, request)));
  pages.get('/check', answer((visit, request) => showCheck(deps, visit, request)));
  pages.post('/check/again', answer((visit) => checkAgain(deps, visit)));
  pages.post('/check/rounding', answer((visit, request) => setRounding(deps, visit, request)));
  pages.use(booksRoutes(deps, answer), importRoutes(deps, answer), orderRoutes(deps, answer), undoRoutes(deps, answer), productRoutes(deps, answer), ruleRoutes(deps, answer), settingsRoutes(deps, answer), stockRoutes(deps, answer));
  pages.get('/{*path}', answer(async () => false));
  return { assets: assetRouter, pages };
}

async function showHome(deps: PagesDependencies, visit: Visit): Promise<true> {
  const view = await loadHome(deps, visit);
  const moving = view.counts.working + view.counts.retrying > 0;
  visit.show(visit.frame.words.home.title, <HomePage frame={visit.frame} view={view} />, moving ? { pollMs: 3000 } : {});
  return true;
}

async function showConnection(deps: PagesDependencies, visit: Visit, request: Request): Promise<true> {
  const { visitor, frame } = visit;
  const connection = await deps.store.connections.get(visitor.shop);
  const [company, saved] = await Promise.all([connection ? loadCompany(deps, connection.companyId) : null, deps.store.settings.get(visitor.shop)]);
  const view: ConnectionView = {
    status: connection?.state ?? 'none',
    companyName: connection?.companyName ?? null,
    connectedAt: connection?.connectedAt ?? null,
    connectHref: deps.connectTicket(visitor.shop),
    disconnectHref: frame.link('/bexio/disconnect'),
    outcome: queryText(request, 'bexio') === 'disconnected' ? 'disconnected' : null,
    companyLoaded: company !== null,
    settingsReady: saved !== null,
  };
  const reading = view.status === 'connected' && !view.companyLoaded;
  visit.show(frame.words.connection.title, <ConnectionPage frame={frame} view={view} />, reading ? { pollMs: 1500 } : {});
  return true;
}

async function showCheck(deps: PagesDependencies, visit: Visit, request: Request): Promise<true> {
  const asked = queryText(request, 'asked');
  const view = await loadCheck(deps, visit, /^\d{1,15}$/.test(asked) ? new Date(Number(asked)) : null);
  visit.show(visit.frame.words.check.title, <CheckPage frame={visit.frame} view={view} />, view.running ? { pollMs: 1500 } : {});
  return true;
}

/** bexio is read anew, and the check runs on what it says. */
async function checkAgain({ store, clock }: PagesDependencies, visit: Visit): Promise<true> {
  const asked = clock.now().getTime();
  await store.jobs.ring({ shop: visit.visitor.shop, kind: 'company', subject: 'routine' });
  visit.goTo('/check', { asked: String(asked) });
  return true;
}

async function setRounding(deps: PagesDependencies, visit: Visit, request: Request): Promise<boolean> {
  const body: Record<string, unknown> = request.body ?? {};
  const currency = body['currency'];
  if (!deps.setRounding || typeof currency !== 'string' || !/^[A-Z]{3}$/.test(currency)) return false;
  await deps.setRounding(visit.visitor.shop, currency);
  visit.goTo(body['from'] === '/setup' ? '/setup' : '/check');
  return true;
}

function showMissing({ frame, show }: Visit): void {
  const { app, nav } = frame.words;
  show(
    app.missingTitle,
    <Card>
      <Empty title={app.missingTitle} icon="search" heading>
        <p class="muted">{app.missingText}</p>
        <LinkButton href={frame.link('/')}>{nav.home}</LinkButton>
      </Empty>
    </Card>,
    { status: 404 },
  );
}
