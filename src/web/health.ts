import { Router } from 'express';
import type { Registry } from 'prom-client';
import type { Health } from '../store/store.ts';

/** For orchestrator and operator: alive, able to work, figures. None of them names a shop. */
export function healthRoutes(options: { checks: Record<string, () => Promise<Health>>; registry: Registry }): Router {
  const router = Router();
  router.get('/healthz', (_request, response) => void response.json({ ok: true }));
  router.get('/readyz', async (_request, response) => {
    const results = await Promise.all(Object.entries(options.checks).map(async ([name, check]) => ({ name, health: await check() })));
    const faults = results.flatMap(({ name, health }) => (health.ok ? [] : [{ check: name, reason: health.reason }]));
    response.status(faults.length === 0 ? 200 : 503).json({ ok: faults.length === 0, faults });
  });
  router.get('/metrics', async (_request, response) => {
    response.type(options.registry.contentType).send(await options.registry.metrics());
  });
  return router;
}
