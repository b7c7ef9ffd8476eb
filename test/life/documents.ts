import type { InvoiceView, ManualEntryView, PaymentView } from '../../src/sandbox/bexio/sandbox.ts';
import type { StoredOrder, StoredTransaction } from '../../src/sandbox/shopify/sandbox.ts';
import type { Seen } from './auditor.ts';
import { isMove, isTill, rappen, turnoverOf, worthOf } from './bexio-figures.ts';
import { isIn, minor, sum } from './shopify-figures.ts';

/**
 * (i) Every document, payment and entry looked at by itself: whatever the order shows, and however it comes out as a whole, each of them
 * has its currency, its day, accounts and VAT codes that belong there, and money that Shopify really moved.
 */
export function documentFindings(seen: Seen): string[] {
  return [...seen.books.live.flatMap((one) => invoiceFindings(seen, one)), ...paymentFindings(seen), ...seen.evidence.entries.flatMap((one) => entryFindings(seen, one))];
}

function invoiceFindings({ evidence: { order, rules } }: Seen, invoice: InvoiceView): string[] {
  const name = `invoice ${invoice.document_nr}`;
  const total = Math.round(sum(turnoverOf(invoice).map((one) => one.gross)));
  const paid = sum(invoice.payments.map((one) => rappen(one.value)));
  const placed = dayOf(rules.timeZone, order.processedAt);
  const isExtra = invoice.api_reference?.includes(':extra:') === true;
  const ownDay = isExtra ? invoice.is_valid_from >= placed && invoice.is_valid_from <= dayOf(rules.timeZone, order.updatedAt) : invoice.is_valid_from === placed;
  return [
    ...(invoice.currency === order.currencies.shop ? [] : [`(i) ${name} is in ${invoice.currency}`]),
    ...(ownDay ? [] : [`(i) ${name} is dated ${invoice.is_valid_from}, the order ${placed}`]),
    ...(total === rappen(invoice.total) ? [] : [`(i) ${name} says ${invoice.total}, its positions ${total}`]),
    ...(paid <= rappen(invoice.total) ? [] : [`(i) ${name} over ${invoice.total} has ${paid} paid on it`]),
    ...invoice.positions.flatMap((one) => (one.tax_percent === null ? [] : bookingFindings(rules, { account: one.account_no ?? '', taxId: one.tax_id, day: placed }).map((wrong) => `(i) ${name}, position ${one.id}: ${wrong}`))),
    ...vatFindings(invoice).map((wrong) => `(i) ${name}: ${wrong}`),
    ...invoice.positions.flatMap((one) => (one.tax_percent === null || rules.chart.taxes.get(one.tax_id ?? 0)?.perMille === Math.round(Number(one.tax_percent) * 10) ? [] : [`(i) ${name}, position ${one.id}: its VAT code is not of ${one.tax_percent} %`])),
  ];
}

/** bexio computes the VAT of all positions of a rate together and shows four decimals of it. */
function vatFindings(invoice: InvoiceView): string[] {
  const rows = turnoverOf(invoice).filter((one) => one.rate !== 0);
  const said = new Map(invoice.taxs.map((one) => [Math.round(Number(one.percentage) * 10), Number(one.value) * 100]));
  return [...new Set([...rows.map((one) => one.rate), ...said.keys()])].filter((rate) => rate !== 0).flatMap((rate) => {
    const gross = sum(rows.filter((one) => one.rate === rate).map((one) => one.gross));
    const vat = (gross * rate) / (1_000 + rate);
    return Math.abs((said.get(rate) ?? 0) - vat) < 0.011 ? [] : [`VAT of ${rate} ‰ is ${said.get(rate) ?? 0}, in ${gross} there are ${vat.toFixed(2)}`];
  });
}

type Booking = { account: string; taxId: number | null; day: string };

/** Turnover carries a code that the VAT return knows, in force on the day of supply; what is no turnover needs none. */
function bookingFindings({ turnover, chart }: Seen['evidence']['rules'], { account, taxId, day }: Booking): string[] {
  const code = chart.taxes.get(taxId ?? 0);
  const isLiability = account === turnover.get('gift-cards') || account === turnover.get('rounding');
  const year = Number(day.slice(0, 4));
  return [
    ...([...turnover.values()].includes(account) ? [] : [`account ${account} is none of turnover`]),
    ...(code === undefined && !isLiability ? ['no VAT code'] : []),
    ...(code === undefined || code.owed ? [] : [`${code.code} is no code for turnover`]),
    ...(code !== undefined && ((code.startYear ?? year) > year || (code.endYear ?? year) < year) ? [`${code.code} was not in force on ${day}`] : []),
  ];
}

/** Money that came in on one day by one way: no more of it can be on the invoices, but for what a till took less than was owed. */
function paymentFindings({ evidence: { order, rules }, books }: Seen): string[] {
  const paid = Map.groupBy(books.live.flatMap((one) => one.payments), (one) => wayOf(one.date, accountOf(one)));
  const came = Map.groupBy(succeeded(order).filter(isIn), (one) => wayOf(dayOf(rules.timeZone, one.processedAt), rules.accountOf.get(one.gateway.toLowerCase())));
  return [...paid].flatMap(([way, rows]) => {
    const [booked, received] = [sum(rows.map((one) => rappen(one.value))), sum((came.get(way) ?? []).map((one) => minor(one.amount.shop) + Math.max(0, -minor(one.rounding?.shop))))];
    return booked <= received ? [] : [`(i) ${rows.map(({ id }) => `payment ${id}`).join(', ')}: ${booked} ${way}, of which Shopify received ${received}`];
  });

  function accountOf({ bank_account_id }: PaymentView): string {
    return rules.chart.accountNoOfBank.get(bank_account_id ?? 0) ?? '';
  }
}

type EntryLine = ManualEntryView['entries'][number];

function entryFindings(seen: Seen, entry: ManualEntryView): string[] {
  const { evidence: { order, rules } } = seen;
  const name = `entry ${entry.id}`;
  const of = movedBy(order, entry);
  const days = of.map((one) => dayOf(rules.timeZone, one.processedAt));
  const amountOf = (one: StoredTransaction) => (isTill(entry) ? Math.abs(minor(one.rounding?.shop)) : minor(one.amount.shop));
  const moved = sum(of.map(amountOf));
  // A further move may give back what an earlier one moved too much: then the account that the money went to is the debited one.
  const isGivenBack = (line: EntryLine) => /:way:\d+:\d+$/.test(entry.reference_nr ?? '') && of.some((one) => rules.accountOf.get(one.gateway.toLowerCase()) === line.debit_account_no);
  const credited = Map.groupBy(entry.entries, (line) => (isGivenBack(line) ? line.debit_account_no : line.credit_account_no));
  return [
    ...(days.includes(entry.date) ? [] : [`(i) ${name} is dated ${entry.date}, the money went on ${[...new Set(days)].join()}`]),
    ...(worthOf(entry) <= moved ? [] : [`(i) ${name} is over ${worthOf(entry)}, Shopify moved ${moved}`]),
    ...[...credited].flatMap(([account, lines]) => {
      const went = sum(of.filter((one) => isTill(entry) || rules.accountOf.get(one.gateway.toLowerCase()) === account).map(amountOf));
      const booked = sum(lines.map((line) => rappen(line.amount)));
      return booked <= went ? [] : [`(i) ${name} takes ${booked} from account ${account}, Shopify gave back ${went} there`];
    }),
    ...entry.entries.flatMap((line) => (line.currency === order.currencies.shop && Number(line.currency_factor) === rateOf(seen) ? [] : [`(i) ${name} is in ${line.currency} at ${line.currency_factor}, the invoice's rate is ${rateOf(seen)}`])),
    ...entry.entries.flatMap((line) => (isMove(entry) || isTill(entry) ? moveFindings(rules, line, isTill(entry) ? sum(of.map((one) => minor(one.rounding?.shop))) : 0) : bookingFindings(rules, { account: line.debit_account_no, taxId: line.tax_id, day: dayOf(rules.timeZone, order.processedAt) })).map((wrong) => `(i) ${name}: ${wrong}`)),
  ];
}

/** An entry carries the rate of the invoice's day, whenever the money went (decision 30). */
function rateOf({ evidence: { order, rules }, books }: Seen): number {
  const [invoice] = books.live.filter((one) => !one.api_reference?.includes(':extra:'));
  return order.currencies.shop === 'CHF' ? 1 : (rules.rates.get(`${order.currencies.shop} ${invoice?.is_valid_from ?? ''}`) ?? 0);
}

/** Money moved from one of its accounts to another is no turnover; what a till rounded lies between one of them and the account for rounding. */
function moveFindings({ accountOf, turnover }: Seen['evidence']['rules'], line: EntryLine, rounding: number): string[] {
  const purses = [...accountOf.values()];
  const isMoney = (account: string) => purses.includes(account);
  const isRounding = (account: string) => account === turnover.get('rounding');
  const [to, from] = rounding === 0 ? [isMoney, isMoney] : rounding > 0 ? [isMoney, isRounding] : [isRounding, isMoney];
  const isRight = to(line.debit_account_no) && from(line.credit_account_no);
  return [...(isRight ? [] : [`moves money from account ${line.credit_account_no} to ${line.debit_account_no}`]), ...(line.tax_id === null ? [] : ['money that moves carries no VAT'])];
}

/** The transactions that an entry is about, by its reference: those of a refund, or a single one. */
function movedBy(order: StoredOrder, { reference_nr }: ManualEntryView): StoredTransaction[] {
  const [, kind, number] = /^shopify:\d+:(refund|refund:transaction|way|till):(\d+)(?::\d+)?$/.exec(reference_nr ?? '') ?? [];
  if (kind === 'till') return succeeded(order).filter((one) => one.id.endsWith(`/${number ?? ''}`));
  const back = succeeded(order).filter((one) => one.kind === 'REFUND');
  if (kind !== 'refund') return back.filter((one) => one.id.endsWith(`/${number ?? ''}`));
  const refund = order.refunds.find((one) => one.id.endsWith(`/${number ?? ''}`));
  return back.filter((one) => refund?.transactionIds.includes(one.id) === true);
}

function succeeded(order: StoredOrder): StoredTransaction[] {
  return order.transactions.filter((one) => one.status === 'SUCCESS');
}

function wayOf(day: string, account: string | null | undefined): string {
  return `on account ${account ?? 'unknown'} on ${day}`;
}

/** The shop's calendar day. */
export function dayOf(timeZone: string, at: Date): string {
  return new Intl.DateTimeFormat('sv-SE', { timeZone }).format(at);
}
