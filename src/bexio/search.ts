import type { components } from './api-types.ts';
import type { ApiPath, Send } from './request.ts';

type Criterion = components['schemas']['SearchCriterion'];
export type Where = { field: Criterion['field']; value: Criterion['value']; criteria?: NonNullable<Criterion['criteria']> };

/**
 * `POST …/search`, all pages. Without `criteria` the criterion is `=`: bexio's own default is `like`. Whether `=` looks at capitals or
 * at blanks is documented nowhere, so callers compare what comes back once more.
 */
export async function searchFor<T>(send: Send, search: { path: ApiPath & `${string}/search`; where: Where[]; read: (body: unknown) => T[] }): Promise<T[]> {
  const body = search.where.map((one): Required<Where> => ({ criteria: '=', ...one }));
  return await everyPage((query) => send({ method: 'POST', path: search.path, query: { ...query, order_by: 'id_asc' }, body, read: search.read }));
}

/** A list without `X-Total-Count` (2.0) is read until a page is shorter than asked for. */
export async function everyPage<T>(readPage: (query: { limit: number; offset: number }) => Promise<T[]>): Promise<T[]> {
  const rows: T[] = [];
  for (;;) {
    const page = await readPage({ limit: pageRowsMax, offset: rows.length });
    rows.push(...page);
    if (page.length < pageRowsMax) return rows;
  }
}

/** The most that bexio gives at once (changelog of 18 October 2021). */
const pageRowsMax = 2000;
