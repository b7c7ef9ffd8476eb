import type { Seen } from './auditor.ts';
import { type Turnover, turnoverOf } from './bexio-figures.ts';
import type { JournalLine } from './evidence.ts';
import { type Part, type Role, soldEver, sum, takenOff } from './shopify-figures.ts';

/** How often bexio's VAT per rate agrees with Shopify's, and by how much it differs, with or without a reason. */
export const vatTally = { amounts: 0, exact: 0, withinOne: 0, largest: 0 };

/**
 * (b) What was sold lies under its rate and on its account to the rappen, and so does the VAT in it, but for differences that the journal
 * names with a reason: Shopify rounds per line, bexio once per rate (decision 29). Two things Shopify does not name: under which rate money
 * was kept, and under which a mere amount was given back. The program's own law says it (docs/order-life.md): kept of the goods that came
 * back, given off everything on the invoices of that moment. An amount spread in whole rappen may be off by less than one per row.
 */
export function vatFindings(seen: Seen): string[] {
  const { figures, tasks, books } = seen;
  const wanted = [...figures.parts.map((one) => ({ ...placed(seen, one), tax: one.tax, rows: 0 })), ...figures.kept.flatMap(({ amount, goods }) => spread(amount, goods.map((one) => placed(seen, one)))), ...figures.lumps.flatMap((lump) => givenOff(seen, lump)), roundedUp(seen)];
  const found = books.turnover;
  const inTasks = tasks.flatMap((one) => one.taxes);
  // What the till took off stands on no account of its own: it is taken off a position (decision 5).
  const till = Math.abs(figures.rounding);
  const rates = [...new Set([...wanted, ...found].map((one) => one.rate))];
  return rates.flatMap((rate) => {
    const under = { wanted: wanted.filter((one) => one.rate === rate), found: found.filter((one) => one.rate === rate), tasks: inTasks.filter((one) => one.rate === rate) };
    const slack = till + sum(under.wanted.map((one) => one.rows)) + 0.001;
    const [gross, wantedGross] = [grossOf(under.found) - grossOf(under.tasks), grossOf(under.wanted)];
    const [vat, tax, named] = [(books.vat.get(rate) ?? 0) - sum(under.tasks.map((one) => one.tax)), sum(under.wanted.map((one) => one.tax)), recorded(seen, rate)];
    if (rate !== 0) tally(vat - tax);
    return [
      ...(Math.abs(gross - wantedGross) > slack ? [`(b) ${gross} at ${rate} ‰, Shopify says ${wantedGross.toFixed(2)}`] : []),
      ...(rate !== 0 && Math.abs(vat - tax) > slack && Math.abs(vat - tax - named) > slack ? [`(b) VAT of ${rate} ‰ is ${vat}, Shopify says ${tax.toFixed(2)}, and the journal names ${named}`] : []),
      // Tasks name rates, no accounts.
      ...(under.tasks.length > 0 ? [] : accountFindings(under, slack + exchanged(seen, rate)).map((one) => `(b) ${one} at ${rate} ‰`)),
    ];
  });
}

function accountFindings({ wanted, found }: { wanted: Turnover[]; found: Turnover[] }, slack: number): string[] {
  return [...new Set([...wanted, ...found].map((one) => one.account))].flatMap((account) => {
    const [is, should] = [found, wanted].map((rows) => grossOf(rows.filter((one) => one.account === account))) as [number, number];
    return Math.abs(is - should) > slack ? [`${is} on account ${account}, Shopify says ${should.toFixed(2)}`] : [];
  });
}

/**
 * What goes in exchange for something else of its rate is on no document: an additional invoice is over the difference (`additions.ts`). The
 * VAT is right; of two accounts under one rate each keeps what it had, up to what was taken off. Before there is money on the invoice it is
 * replaced as a whole.
 */
function exchanged({ evidence: { order }, figures }: Seen, rate: number): number {
  if (figures.received === 0 || (!order.edited && order.returns.length === 0)) return 0;
  return grossOf(takenOff(order).filter((one) => one.rate === rate));
}

function grossOf(rows: readonly { gross: number }[]): number {
  return sum(rows.map((one) => one.gross));
}

/** While something is still to come, no document says more under any rate, on any account, than was ever sold there. */
export function tooMuchSold(seen: Seen): string[] {
  const sold = [...soldEver(seen.evidence.order).map((one) => placed(seen, one)), roundedUp(seen)];
  const found = seen.books.live.flatMap(turnoverOf);
  return [...new Set(found.map((one) => one.rate))].flatMap((rate) => {
    const [here, there] = [found, sold].map((rows) => rows.filter((one) => one.rate === rate)) as [Turnover[], Turnover[]];
    return [...new Set(here.map((one) => one.account))].flatMap((account) => {
      const [is, most] = [here, there].map((rows) => grossOf(rows.filter((one) => one.account === account))) as [number, number];
      return is > most + 0.001 ? [`(b) ${is} on account ${account} at ${rate} ‰, never more than ${most.toFixed(2)} was sold there`] : [];
    });
  });
}

type Placed = Turnover & { tax: number; /** Spread in whole rappen over so many. */ rows: number };

function placed({ evidence }: Seen, { role, rate, gross }: Part): Turnover {
  return { account: accountOf(evidence.rules.turnover, role), rate, gross };
}

function accountOf(turnover: Map<string, string>, role: Role | 'rounding'): string {
  return turnover.get(role) ?? role;
}

function roundedUp({ evidence, figures }: Seen): Placed {
  return { account: accountOf(evidence.rules.turnover, 'rounding'), rate: 0, gross: Math.max(0, figures.rounding), tax: 0, rows: 0 };
}

/** An amount over others in proportion; what it carries of VAT follows from the rate. */
function spread(amount: number, over: readonly Turnover[]): Placed[] {
  const all = sum(over.map((one) => one.gross));
  return over.map(({ account, rate, gross }) => {
    const share = all === 0 ? 0 : (amount * gross) / all;
    return { account, rate, gross: share, tax: (share * rate) / (1_000 + rate), rows: 1 };
  });
}

/** A mere amount off what was sold; gift cards (owed at their value) and tips (the buyer's word) give only what the rest has not. */
function givenOff(seen: Seen, { refundId, amount }: { refundId: string; amount: number }): Placed[] {
  const rows = soldBefore(seen, refundId);
  const { turnover } = seen.evidence.rules;
  const isSpared = (one: Turnover) => one.account === accountOf(turnover, 'gift-cards') || one.account === accountOf(turnover, 'tips');
  const [spared, others] = [rows.filter(isSpared), rows.filter((one) => !isSpared(one))];
  const last = others.length === 0 ? amount : Math.max(0, Math.min(amount - grossOf(others), grossOf(spared)));
  return [...spread(last - amount, others), ...spread(-last, spared)];
}

/** What stood on the invoices when the entry of a refund was made; before an entry is made, everything on those of now. */
function soldBefore({ evidence, books }: Seen, refundId: string): Turnover[] {
  const { journal, invoices, rules } = evidence;
  const at = journal.findIndex((line) => line.detail['refundId'] === refundId);
  const before = at < 0 ? journal : journal.slice(0, at);
  const ids = (events: RegExp) => new Set(before.filter((line) => events.test(line.event)).map((line) => Number(line.detail['invoiceId'])));
  const [made, gone] = [ids(/^(extra-)?invoice-(created|found)$/), ids(/^invoice-(replaced|cancelled|undone)$|^draft-/)];
  const documents = at < 0 ? books.live : invoices.filter((one) => made.has(one.id) && !gone.has(one.id));
  return documents.flatMap(turnoverOf).filter((one) => one.account !== accountOf(rules.turnover, 'rounding'));
}

/**
 * By how much bexio's VAT is said to differ from Shopify's, with a reason, for the documents and entries in force. Each difference is held
 * against Shopify's tax of what that document stands for, and Shopify rounds these taxes by themselves: three units carry 156 when they are
 * sold, and 157 of the 209 of four when they come back. So where bexio's VAT is Shopify's, differences may be named that cancel each other out.
 */
function recorded({ evidence: { journal, entries }, books }: Seen, rate: number): number {
  const named = (lines: readonly JournalLine[]) => {
    const vat = lines.flatMap(({ detail }) => (detail['vat'] ?? []) as { ratePpm: number; shopifyMinor: number; bexioMinor: number; why?: string }[]);
    return sum(vat.filter((one) => one.ratePpm === rate * 1_000 && one.why !== undefined).map((one) => one.bexioMinor - one.shopifyMinor));
  };
  const about = (ids: readonly number[], name: string) => journal.filter(({ detail }) => ids.includes(Number(detail[name])));
  // An invoice that goes says by how much the goods that went with it differ; one that is made afterwards is over all that is lacking.
  const last = journal.findLast((line) => /^(extra-)?invoice-(created|found|replaced)$/.test(line.event));
  const withdrawn = last?.event === 'invoice-replaced' ? [last] : [];
  // What goes takes VAT off again, and so does an entry.
  return named(about(books.live.map(({ id }) => id), 'invoiceId')) - named(withdrawn) - named(about(entries.map(({ id }) => id), 'entryId'));
}

function tally(off: number): void {
  vatTally.amounts += 1;
  if (Math.abs(off) < 0.5) vatTally.exact += 1;
  if (Math.abs(off) <= 1.01) vatTally.withinOne += 1;
  vatTally.largest = Math.max(vatTally.largest, Math.abs(off));
}
