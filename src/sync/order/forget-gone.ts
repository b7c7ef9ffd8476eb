import { BexioError } from '../../bexio/outcome.ts';
import type { LinkKey } from '../../store/links.ts';
import type { Run } from '../run.ts';
import type { Tools } from '../tools.ts';

/** What a document is about to name, by the links that name it. */
export type Named = { key: LinkKey; what: 'contact' | 'article'; bexioId: number }[];

/**
 * bexio refuses a document that names a contact or an article which a person has deleted there since. What bexio does not know any more is
 * forgotten, and the next question looks for it anew; a link would keep every later order of that buyer or that SKU from being booked.
 * @returns null when something was forgotten, and nothing was made.
 * @throws what bexio refused for any other reason. Once per run: what is found again and refused again is for a person.
 */
export async function unlessForgotten<Made>(tools: Tools, run: Run, named: Named, make: () => Promise<Made>): Promise<Made | null> {
  try {
    return await make();
  } catch (error) {
    if (run.hasForgotten === true || !(error instanceof BexioError) || error.failure.kind !== 'refused') throw error;
    const gone = await goneOf(run, named);
    if (gone.length === 0) throw error;
    const { jobs, links, journal, atomically } = tools.store;
    await atomically([
      jobs.holding(run.job),
      ...gone.map(({ key }) => links.removing(key)),
      ...gone.map(({ what, bexioId }) => journal.adding({ shop: run.job.shop, orderId: run.order.id, event: `${what}-deleted-in-bexio`, actor: 'bexio', detail: { [`${what}Id`]: bexioId } })),
    ]);
    run.hasForgotten = true;
    return null;
  }
}

/** Asked by id: a search may lag, and bexio's answer to an id does not. */
async function goneOf({ scene }: Run, named: Named): Promise<Named> {
  const { contacts, articles } = scene.office.client;
  const gone: Named = [];
  for (const one of named) {
    const there = one.what === 'contact' ? await contacts.get(one.bexioId) : await articles.get(one.bexioId);
    if (there === null) gone.push(one);
  }
  return gone;
}
