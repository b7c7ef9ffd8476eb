import type { Args, Context } from './context.ts';
import { textArg } from './context.ts';
import { parseSearch, type SearchFields } from './search-syntax.ts';

/** Narrows a list by the `query` argument; unknown fields are reported in `extensions.search`, not refused. */
export function searched<Item>(
  items: Iterable<Item>,
  args: Args,
  context: Context,
  how: { root: string; fields: SearchFields<Item>; anywhere: (item: Item, text: string) => boolean },
): Item[] {
  const query = textArg(args, 'query');
  if (query === '') return [...items];
  const search = parseSearch(query, how.fields, how.anywhere);
  if (search.unknownFields.length > 0) {
    const warnings = search.unknownFields.map((field) => ({ field, message: 'Invalid search field for this query.', code: 'invalid_field' }));
    context.searchWarnings.push({ path: [how.root], query, warnings });
  }
  return [...items].filter((item) => search.matches(item));
}

