import { isDeepStrictEqual } from 'node:util';
import { bexioPages } from '../../bexio/web-pages.ts';
import { dateIn, plusDays } from '../../domain/dates.ts';
import { isOverdue, type Metafield, metafieldDefinitions, metafieldsOf, together } from '../../domain/plan/way-back.ts';
import { ShopifyError } from '../../shopify/outcome.ts';
import type { Claimed } from '../../store/jobs.ts';
import { afterFailure } from '../failure.ts';
import type { ReflectedDetail } from '../link-detail.ts';
import { markPaid } from './mark-paid.ts';
import { readReflection, reflected, rememberReflected, type Reflection, type Shown } from './reflection.ts';
import type { Tools } from '../tools.ts';
import { withLease } from '../with-lease.ts';
import type { JobOutcome } from '../worker.ts';

/** bexio's days are Swiss ones, wherever the shop is. */
const bexioZone = 'Europe/Zurich';

/**
 * Job `reflect`: shows on the Shopify order what is known of its invoice in bexio, and marks the order as paid when bexio has the money.
 * Rung by the poll and after every booking. Reads only our own store unless something has to be written.
 */
export async function reflect(tools: Tools, job: Claimed): Promise<JobOutcome> {
  try {
    const reflection = await readReflection(tools, job);
    if (reflection === null) return { done: true };
    const before = await reflected(tools, reflection);
    await show(tools, reflection, before);
    await markPaid(tools, reflection, before?.decided ?? null);
    return overdueFrom(tools, reflection);
  } catch (error) {
    return afterFailure(tools, job, error);
  }
}

/** Nothing happens in bexio on the day an invoice becomes overdue, so the job comes back by itself. */
function overdueFrom({ clock }: Tools, { invoices }: Reflection): JobOutcome {
  const today = dateIn(bexioZone, clock.now());
  const days = invoices.flatMap(({ now }) => (now.dueDate !== undefined && isOverdue(now, plusDays(now.dueDate, 1)) ? [now.dueDate] : []));
  const [next] = days.filter((day) => day >= today).toSorted();
  // Half past midnight in London is past midnight in Switzerland, in summer and in winter.
  return next === undefined ? { done: true } : { again: new Date(`${plusDays(next, 1)}T00:30:00Z`), attempts: 'reset' };
}

/** Writes to Shopify only what differs from what was written last. Repeating it after a crash sets the same values again. */
async function show(tools: Tools, { job, office, settings, order, invoices }: Reflection, before: ReflectedDetail | null): Promise<void> {
  const live = invoices.filter(({ now }) => now.status !== 'cancelled' && now.status !== 'deleted');
  const shown = live.find(({ now }) => now.openMinor > 0) ?? live[0] ?? invoices.at(-1);
  const metafields = shown ? metafieldsShowing(tools, { order, live, shown }) : removed(before?.metafields ?? []);
  if (metafields.length === 0) return;
  const { tag } = settings.wayBack;
  const shopify = tools.shopify(job.shop);
  const isNew = !isDeepStrictEqual(before?.metafields, metafields);
  const isTagNew = tag !== null && before?.tag !== tag;
  if (!isNew && !isTagNew) return;
  await defineOnce(tools, job.shop);
  if (isNew) await shopify.setOrderMetafields(job.subject, metafields);
  if (isTagNew) await shopify.addTags(job.subject, [tag]);
  await rememberReflected(tools, { job, office }, { metafields, tag: tag ?? before?.tag ?? null, decided: before?.decided ?? null });
}

function metafieldsShowing(tools: Tools, { order, live, shown }: { order: Reflection['order']; live: readonly Shown[]; shown: Shown }): Metafield[] {
  return metafieldsOf(together((live.length > 0 ? live : [shown]).map(({ now }) => now), shown.now), {
    currency: order.currency,
    link: tools.bexioLink(bexioPages.invoice(shown.link.bexioId)),
    document: shown.document,
    today: dateIn(bexioZone, tools.clock.now()),
  });
}

/** A draft that the app took back left nothing behind: what was shown of it is gone. */
function removed(before: readonly Metafield[]): Metafield[] {
  return before.map((field) => (field.key === 'status' ? { ...field, value: 'deleted' } : field.key === 'open' ? { ...field, value: field.value.replaceAll(/[1-9]/g, '0').replace(/^0+(?=\d)/, '') } : field));
}

/** Once per shop: only fields with a pinned definition are shown on the order's page without looking for them. */
async function defineOnce(tools: Tools, shop: string): Promise<void> {
  const wanted = metafieldDefinitions.map(({ key }) => key).join(',');
  const isDone = async () => (await tools.store.cursors.load(shop, 'metafield-definitions'))?.value === wanted;
  if (await isDone()) return;
  await withLease(tools, `metafield-definitions:${shop}`, async () => {
    if (await isDone()) return;
    try {
      await tools.shopify(shop).defineOrderMetafields(metafieldDefinitions);
    } catch (error) {
      // A definition only makes the fields easier to see; a shop that refuses one gets the fields all the same.
      if (!(error instanceof ShopifyError) || error.failure.kind !== 'refused') throw error;
      tools.log.warn({ shop, cause: error.failure.cause }, 'metafield definition refused');
    }
    await tools.store.cursors.save(shop, 'metafield-definitions', wanted);
  });
}
