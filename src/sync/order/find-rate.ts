import type { Step } from '../../domain/plan/next-step.ts';
import type { Run } from '../run.ts';
import type { InvoiceDetail } from '../link-detail.ts';
import type { Tools } from '../tools.ts';
import { invoiceLink } from './withdraw-invoice.ts';

/** Keeps bexio's rate of the invoice's day with the invoice, so that every entry about it carries the same one, however the rate moves. */
export async function findRate(tools: Tools, run: Run, { invoiceId, currency, currencyId, date }: Extract<Step, { do: 'find-rate' }>): Promise<void> {
  const { store } = tools;
  const { shop, office } = run.scene;
  const link = await invoiceLink(tools, run, invoiceId);
  const rate = await office.client.company.rateOf({ currencyId, date });
  await store.atomically([
    store.jobs.holding(run.job),
    store.links.updating(link.key, { ...link.detail, rate } satisfies InvoiceDetail),
    store.journal.adding({ shop: shop.domain, orderId: run.order.id, event: rate === null ? 'rate-missing' : 'rate-found', detail: { invoiceId, currency, date, rate } }),
  ]);
}
