import type { Claimed } from '../store/jobs.ts';
import type { Person } from '../store/customers.ts';
import type { Tools } from './tools.ts';
import type { JobOutcome } from './worker.ts';

/**
 * Job `compliance`: what Shopify asks for in the name of a buyer or after an uninstallation. Invoices in bexio are the merchant's own
 * bookkeeping, kept ten years by law (OR 958f), so they stay; our copies of names and the way from the person to the contact go. The request
 * names the person by mail too, so it is erased together with the rest and the line that says so.
 */
export async function comply(tools: Tools, job: Claimed): Promise<JobOutcome> {
  const { store } = tools;
  const request = await store.inbox.get(job.shop, job.subject);
  if (!request) return { done: true };
  if (request.topic === 'shop/redact') {
    await store.shops.forget(job.shop);
    return { done: true };
  }
  if (request.subject === null) return { done: true };
  await carryOut(tools, job, request.topic, personIn(request.subject));
  return { done: true };
}

async function carryOut({ store }: Tools, job: Claimed, topic: string, person: Person): Promise<void> {
  const ending = (event: string, detail: unknown) => [store.jobs.holding(job), store.inbox.forgettingSubject(job.shop, job.subject), store.journal.adding({ shop: job.shop, orderId: null, event, detail, actor: 'shopify' })];
  if (topic === 'customers/redact') return store.redactCustomer(job.shop, person, ending('customer-redacted', { orders: person.orderIds.length }));
  // The merchant answers the buyer; the app's part is to say what it holds. Counts only: the journal keeps no personal data.
  const held = await store.customerData(job.shop, person);
  await store.atomically(ending('customer-data-requested', { customerId: person.customerId, orderIds: person.orderIds, orders: held.orders.length, links: held.links.length }));
}

/** As the intake wrote it. */
function personIn(subject: string): Person {
  const { customerId = null, mail = null, orderIds = [] }: Partial<Person> = JSON.parse(subject);
  return { customerId, mail, orderIds };
}
