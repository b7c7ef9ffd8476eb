import { Router } from 'express';
import { writeCsv } from '../../csv.ts';
import type { PagesDependencies } from '../dependencies.ts';
import { queryText, type Answer } from '../frame.ts';
import { loadStock } from './load-stock.ts';
import { StockPage } from './stock.tsx';

export function stockRoutes(deps: PagesDependencies, answer: Answer): Router {
  const router = Router();
  router.get('/stock', answer(async (visit, request) => {
    const view = await loadStock(deps, visit);
    visit.show(visit.frame.words.stock.title, <StockPage frame={visit.frame} view={view} search={queryText(request, 'q').slice(0, 100)} />, { wide: true, ...(view.leads !== 'off' && view.lookedAt === null ? { pollMs: 3000 } : {}) });
    return true;
  }));
  router.get('/stock/to-type.csv', answer(async (visit, _request, response) => {
    const { frame } = visit;
    const { table, toType } = frame.words.stock;
    const { articles, locations } = await loadStock(deps, visit);
    const rows = articles.filter((one) => one.state === 'to-type').map(({ sku, name, onHand, wanted, why, locationId }) => [
      sku, name, onHand, wanted ?? '', wanted === null ? '' : wanted - onHand, why === null ? '' : toType.why[why], locations.get(locationId) ?? locationId,
    ]);
    response.type('csv').set({ 'Content-Disposition': `attachment; filename="${toType.fileName}"`, 'Cache-Control': 'no-store' });
    response.send(writeCsv([[table.sku, table.name, table.onHand, table.target, table.difference, table.why, table.location], ...rows]));
    return true;
  }));
  return router;
}
