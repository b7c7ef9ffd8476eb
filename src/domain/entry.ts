import type { Minor } from './money.ts';

/** A booking in bexio's ledger without a document. */
export type EntryPlan = {
  /** Deterministic: what the entry is found again by. */
  reference: string;
  description: string;
  /** `YYYY-MM-DD` in the shop's zone. */
  date: string;
  currency: string;
  currencyId: number;
  /** Francs per unit, as decimal text. */
  currencyFactor: string;
  lines: EntryLine[];
  totalMinor: Minor;
  /** Shopify's own VAT per rate in `totalMinor`, to hold bexio's against. */
  taxes: { ratePpm: number; grossMinor: Minor; amountMinor: Minor }[];
};

/**
 * `amountMinor` contains the VAT of the rate, which bexio takes out of the account of the turnover: the debited one, unless `turnover` says
 * otherwise. `credit`: turnover that was taken back too far comes back. `none`: money moves from one account to another.
 */
export type EntryLine = { debitAccountId: number; creditAccountId: number; taxId: number | null; ratePpm: number; amountMinor: Minor; turnover?: 'credit' | 'none' };

/** What bexio has of a line. Which accounts it is on, a person may have changed for good reasons. */
export type EnteredLine = Pick<EntryLine, 'taxId' | 'amountMinor'>;

/** Whether an entry in bexio is over the amounts of this one, VAT code by VAT code. */
export function hasAmountsOf({ lines }: Pick<EntryPlan, 'lines'>, entered: readonly EnteredLine[]): boolean {
  const printed = (all: readonly EnteredLine[]) => all.map(({ taxId, amountMinor }) => `${taxId ?? ''} ${amountMinor}`).toSorted().join();
  return printed(lines) === printed(entered);
}
