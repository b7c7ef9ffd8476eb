import { z } from 'zod';
import type { Currency } from '../domain/company.ts';
import { parseDecimalRounded } from '../domain/money.ts';
import type { components } from './api-types.ts';
import { decimal, readAs, recordId, text, UnreadableAnswer } from './parse.ts';
import type { Send } from './request.ts';

/** Currency id → ISO code. Documents carry only the id, and without the code nobody knows how many decimals their amounts have. */
export type CodeOf = (currencyId: number) => string;

export type Currencies = {
  /**
   * Resolves once the table is there. Await it before a write, with the currency written in: the answer must be readable without a second
   * call. A currency that was added in bexio a minute ago is not in a table read before.
   */
  ready(needed?: number): Promise<CodeOf>;
};

/** The currencies of the company, read at the first need; again after an id turned up that was not among them. */
export function createCurrencies(send: Send, known: readonly { id: number; code: string }[] = [], onUnknown: () => void = () => undefined): Currencies {
  let table: Map<number, string> | null = known.length > 0 ? new Map(known.map((one) => [one.id, one.code])) : null;
  const codeOf: CodeOf = (currencyId) => {
    const code = table?.get(currencyId);
    if (code !== undefined) return code;
    table = null;
    onUnknown();
    throw new UnreadableAnswer(`currency ${currencyId} is not among the company's`);
  };
  return {
    async ready(needed) {
      if (needed !== undefined && table?.has(needed) === false) table = null;
      table ??= new Map((await readCurrencies(send)).map((one) => [one.id, one.code]));
      return codeOf;
    },
  };
}

export async function readCurrencies(send: Send): Promise<Currency[]> {
  const rows = await send({ method: 'GET', path: '/3.0/currencies', query: { limit: 2000 }, read: readAs(z.array(currencyRow)) });
  return rows.map((row) => ({ id: row.id, code: row.name, roundFactorMinor: Math.max(1, parseDecimalRounded(row.round_factor, row.name)) }));
}

/**
 * Francs per unit of a currency on a day, as decimal text; null where bexio has no rate, or one per hundred units: which of its two figures
 * is then the one an entry takes, nobody has recorded.
 */
export async function readRate(send: Send, { currencyId, date }: { currencyId: number; date: string }): Promise<string | null> {
  const rows = await send({ method: 'GET', path: `/3.0/currencies/${currencyId}/exchange_rates`, query: { date }, read: readAs(z.array(rateRow)) });
  const row = rows.find(({ exchange_currency }) => exchange_currency?.name === 'CHF');
  if (row === undefined || row.ratio !== 1 || !(row.factor_nr > 0)) return null;
  return String(row.factor_nr);
}

const rateRow = z.looseObject({
  factor_nr: z.coerce.number(),
  ratio: z.coerce.number().nullish().transform((ratio) => ratio ?? 1),
  exchange_currency: z.looseObject({ name: text.transform((name) => name.trim().toUpperCase()) }).nullish(),
});

/** Documents of this currency are rounded to one smallest unit from now on. Setting it again changes nothing. */
export async function setFinestRounding(send: Send, currencyId: number): Promise<void> {
  const body: Pick<components['schemas']['Currency'], 'round_factor'> = { round_factor: 0.01 };
  await send({ method: 'PATCH', path: `/3.0/currencies/${currencyId}`, body, read: readAs(currencyRow) });
}

const currencyRow = z.looseObject({ id: recordId, name: text.transform((name) => name.trim().toUpperCase()), round_factor: decimal });
