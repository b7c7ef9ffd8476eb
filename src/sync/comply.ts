import type { Claimed } from '../store/jobs.ts';
import type { Tools } from './tools.ts';
import type { JobOutcome } from './worker.ts';

/**
 * Job `compliance`: what Shopify asks for in the name of a buyer or after an uninstallation. Invoices in bexio are the merchant's own
 * bookkeeping, kept ten years by law (OR 958f), so they stay; our copies of names and the way from the person to the contact go.
 */
export async function comply(tools: Tools, job: Claimed): Promise<JobOutcome> {
  const { store } = tools;
  const request = await store.inbox.get(job.shop, job.subject);
  if (!request) return { done: true };
  const person = personIn(request.subject);
  if (request.topic === 'shop/redact') {
    await store.shops.forget(job.shop);
    return { done: true };
  }
  if (request.topic === 'customers/redact') {
    await store.redactCustomer(job.shop, person);
    await store.journal.add({ shop: job.shop, orderId: null, event: 'customer-redacted', detail: { orders: person.orderIds.length }, actor: 'shopify' });
    return { done: true };
  }
  // The merchant answers the buyer; the app's part is to say what it holds. Counts only: the journal keeps no personal data.
  const held = await store.customerData(job.shop, person);
  const detail = { customerId: person.customerId, orderIds: person.orderIds, orders: held.orders.length, links: held.links.length };
  await store.journal.add({ shop: job.shop, orderId: null, event: 'customer-data-requested', detail, actor: 'shopify' });
  return { done: true };
}

/** The intake keeps ids only, as JSON. */
function personIn(subject: string | null): { customerId: string | null; mail: null; orderIds: string[] } {
  const ids: { customerId?: string | null; orderIds?: string[] } = subject === null ? {} : JSON.parse(subject);
  return { customerId: ids.customerId ?? null, mail: null, orderIds: ids.orderIds ?? [] };
}
