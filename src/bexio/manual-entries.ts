import { z } from 'zod';
import type { EnteredLine, EntryPlan } from '../domain/entry.ts';
import { formatDecimal, parseDecimal } from '../domain/money.ts';
import type { components, Writable } from './api-types.ts';
import { decimal, idOrNull, readAs, recordId, text, textOrNull } from './parse.ts';
import type { Send } from './request.ts';
import { everyPage } from './search.ts';

export type FoundEntry = { id: number; date: string; reference: string | null; description: string; lines: EnteredLine[] };

/** Entries in bexio's ledger that belong to no document: the only way its API can book a refund. Needs the scope `accounting`. */
export type ManualEntries = {
  /** Not idempotent: find first whenever an earlier attempt is unclear. */
  create(plan: EntryPlan): Promise<FoundEntry>;
  /**
   * Entries with exactly this reference, oldest first. bexio has no search for entries: the whole list is read, page by page, which happens
   * after an unclear answer only.
   * @param currency of its amounts, which bexio tells as plain numbers
   */
  find(reference: string, currency: string): Promise<FoundEntry[]>;
};

export function createManualEntries(send: Send): ManualEntries {
  const path = '/3.0/accounting/manual_entries';
  return {
    create: async (plan) => foundEntry(await send({ method: 'POST', path, body: entryBody(plan), read: readAs(entryAnswer) }), plan.currency),
    async find(reference, currency) {
      const rows = await everyPage((query) => send({ method: 'GET', path, query, read: readAs(z.array(entryAnswer)) }));
      return rows.filter((row) => row.reference_nr === reference).toSorted((a, b) => a.id - b.id).map((row) => foundEntry(row, currency));
    },
  };
}

/**
 * Amounts are JSON numbers here, unlike everywhere else in bexio. With `tax_id` they contain the VAT, which bexio takes out of the account
 * named by `tax_account_id` (in the recordings of June 2026 one of the two accounts of the line): the one that the turnover is on.
 */
function entryBody(plan: EntryPlan): Writable<components['schemas']['ManualEntry']> {
  return {
    type: plan.lines.length === 1 ? 'manual_single_entry' : 'manual_compound_entry',
    date: plan.date,
    reference_nr: plan.reference,
    entries: plan.lines.map((line) => ({
      debit_account_id: line.debitAccountId,
      credit_account_id: line.creditAccountId,
      ...(line.taxId === null ? {} : { tax_id: line.taxId, tax_account_id: line.turnover === 'credit' ? line.creditAccountId : line.debitAccountId }),
      description: plan.description,
      amount: Number(formatDecimal(line.amountMinor, plan.currency)),
      currency_id: plan.currencyId,
      currency_factor: Number(plan.currencyFactor),
    })),
  };
}

const entryLine = z.looseObject({ description: text, tax_id: idOrNull, amount: decimal });
const entryAnswer = z.looseObject({ id: recordId, date: text, reference_nr: textOrNull, entries: z.array(entryLine).nullish() });

function foundEntry({ id, date, reference_nr: reference, entries }: z.infer<typeof entryAnswer>, currency: string): FoundEntry {
  const lines = (entries ?? []).map((line) => ({ taxId: line.tax_id, amountMinor: parseDecimal(String(line.amount), currency) }));
  return { id, date, reference, description: entries?.[0]?.description ?? '', lines };
}
