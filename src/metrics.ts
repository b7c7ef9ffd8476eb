import { Counter, Gauge, Histogram, Registry, collectDefaultMetrics } from 'prom-client';

export type Metrics = ReturnType<typeof createMetrics>;

/** What an operator can watch. Labels never carry a shop, an order or a person: they would be both private and unbounded. */
export function createMetrics(options: { processMetrics: boolean }) {
  const registry = new Registry();
  const registers = [registry];
  if (options.processMetrics) collectDefaultMetrics({ register: registry });
  return {
    registry,
    webhooks: new Counter({ name: 'webhooks_total', help: 'Deliveries by what became of them', labelNames: ['outcome'], registers }),
    jobs: new Counter({ name: 'jobs_total', help: 'Job runs by kind and outcome', labelNames: ['kind', 'outcome'], registers }),
    jobSeconds: new Histogram({ name: 'job_seconds', help: 'Duration of one job run', labelNames: ['kind'], registers }),
    steps: new Counter({ name: 'steps_total', help: 'Steps performed in bexio', labelNames: ['step', 'outcome'], registers }),
    bexioRequests: new Counter({ name: 'bexio_requests_total', help: 'Requests to bexio by bucket and outcome', labelNames: ['bucket', 'outcome'], registers }),
    problems: new Counter({ name: 'problems_total', help: 'Orders that came to need a person, by reason', labelNames: ['reason'], registers }),
    jobsDue: new Gauge({ name: 'jobs_due', help: 'Jobs that are due and not yet done', registers }),
  };
}
