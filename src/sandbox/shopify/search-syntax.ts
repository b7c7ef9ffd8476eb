/** Shopify's search syntax: `updated_at:>='2026-11-20T00:00:00Z' AND (tag:a OR -status:closed) test:false`. */
export type SearchWarning = { path: string[]; query: string; warnings: { field: string; message: string; code: string }[] };

export type Comparison = '=' | '<' | '<=' | '>' | '>=';

/** Says whether an item matches one `field:value`; absent fields are unknown to the search and ignored with a warning. */
export type SearchFields<Item> = Record<string, (item: Item, value: string, comparison: Comparison) => boolean>;

export type Search<Item> = { matches(item: Item): boolean; unknownFields: string[] };

/** `anywhere` answers terms without a field. */
export function parseSearch<Item>(query: string, fields: SearchFields<Item>, anywhere: (item: Item, text: string) => boolean): Search<Item> {
  const tokens = tokenize(query);
  const unknownFields: string[] = [];
  let position = 0;
  type Match = (item: Item) => boolean;
  const everything: Match = () => true;

  function either(): Match {
    const parts = [all()];
    while (tokens[position]?.kind === 'or') {
      position += 1;
      parts.push(all());
    }
    return (item) => parts.some((part) => part(item));
  }
  function all(): Match {
    const parts: Match[] = [];
    for (let token = tokens[position]; token && token.kind !== 'or' && token.kind !== 'close'; token = tokens[position]) {
      if (token.kind === 'and') position += 1;
      else parts.push(one());
    }
    return (item) => parts.every((part) => part(item));
  }
  function one(): Match {
    const token = tokens[position];
    position += 1;
    if (token?.kind === 'not') {
      const inner = one();
      return (item) => !inner(item);
    }
    if (token?.kind === 'open') {
      const inner = either();
      if (tokens[position]?.kind === 'close') position += 1;
      return inner;
    }
    if (token?.kind !== 'term') return everything;
    return term(token);
  }
  function term({ field, value, comparison }: Term): Match {
    if (field === null) return (item) => anywhere(item, value);
    const test = fields[field];
    if (test) return (item) => test(item, value, comparison);
    unknownFields.push(field);
    return everything;
  }
  const matches = either();
  return { matches, unknownFields };
}

type Term = { kind: 'term'; field: string | null; value: string; comparison: Comparison };
type Token = { kind: 'and' | 'or' | 'not' | 'open' | 'close' } | Term;

const quoted = String.raw`"(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*'`;
const pattern = new RegExp(
  [
    String.raw`\s+|(?<open>\()|(?<close>\))`,
    String.raw`(?<word>AND|OR|NOT)(?=[\s()]|$)|(?<minus>-)(?=[\w(])`,
    String.raw`(?:(?<field>[\w.]+):(?<comparison><=|>=|<|>)?)?(?<value>${quoted}|[^\s()]+)`,
  ].join('|'),
  'gy',
);

function tokenize(query: string): Token[] {
  const words = { AND: 'and', OR: 'or', NOT: 'not' } as const;
  return [...query.matchAll(pattern)].flatMap((match): Token[] => {
    const { open, close, word, minus, field, comparison, value } = match.groups ?? {};
    if (open) return [{ kind: 'open' }];
    if (close) return [{ kind: 'close' }];
    if (minus) return [{ kind: 'not' }];
    if (word === 'AND' || word === 'OR' || word === 'NOT') return [{ kind: words[word] }];
    if (value === undefined) return [];
    const operator = comparison === '<' || comparison === '<=' || comparison === '>' || comparison === '>=' ? comparison : '=';
    return [{ kind: 'term', field: field ?? null, value: unquote(value), comparison: operator }];
  });
}

function unquote(value: string): string {
  const inside = /^(["'])(.*)\1$/s.exec(value)?.[2];
  return inside === undefined ? value : inside.replaceAll(/\\(.)/g, '$1');
}

export function compareDates(at: Date | null, value: string, comparison: Comparison): boolean {
  if (!at) return false;
  const wanted = value === 'now' ? Number.NaN : new Date(value).getTime();
  return Number.isNaN(wanted) ? false : compareNumbers(Math.floor(at.getTime() / 1000), Math.floor(wanted / 1000), comparison);
}

export function compareNumbers(left: number | bigint, right: number | bigint, comparison: Comparison): boolean {
  switch (comparison) {
    case '=':
      return left === right;
    case '<':
      return left < right;
    case '<=':
      return left <= right;
    case '>':
      return left > right;
    case '>=':
      return left >= right;
  }
}

/** Case does not matter; a trailing `*` matches any ending. */
export function matchesText(text: string | null, value: string): boolean {
  const [known, wanted] = [(text ?? '').toLowerCase(), value.toLowerCase()];
  return wanted.endsWith('*') ? known.startsWith(wanted.slice(0, -1)) : known === wanted;
}
