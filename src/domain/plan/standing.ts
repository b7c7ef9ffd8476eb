import { coversOf, isCents, keyOf, spreadOver, together } from '../payment/balance.ts';
import type { BookedBack, BookedInvoice, Covered } from '../booked.ts';
import { isMovable, scaled } from '../invoice/owed-now.ts';
import { coveredAmounts } from '../invoice/order-to-invoice.ts';
import { type Minor, sum } from '../money.ts';
import { moneyBackByPart, without } from '../payment/money-back.ts';
import { ledgerBehind, usableRule } from '../payment/payments.ts';
import type { MoneyWay } from '../payment/refund-entry.ts';
import type { Situation } from '../step.ts';

/**
 * What an order has come to in bexio: turnover by line and rate, and the money where it lies. Documents and payments put on, entries and
 * tasks take off. Below zero where more was taken back than there is: a mere amount was spread over goods that then came back in full, or
 * the money went back by another way than it came.
 */
export type Standing = { turnover: Covered[]; money: MoneyWay[] };

/** Left out: documents without money on them, which an undo removes. `paidMinor`: on the document, whoever booked it. */
export type PaidDocument = { invoice: BookedInvoice; paidMinor: Minor };

export function standing(situation: Situation, documents: readonly PaidDocument[]): Standing {
  const backs = Object.entries(situation.booked.refunds);
  const spread = documents.flatMap(({ invoice }) => rowsOf(situation, invoice));
  const turnover = [...spread, ...backs.flatMap(([key, back]) => takenBy(situation, { key, back, spread })).map(negated)];
  const money = [...documents.flatMap((one) => moneyOn(situation, one)), ...backs.flatMap(([key, back]) => movedBy(situation, key, back)).map((way) => placed(situation, way))];
  return { turnover: together(turnover), money: netted(money) };
}

/** As it stands on the document: cents that were rounded off are off its largest amount there (decision 5). */
export function rowsOf(situation: Situation, { covers, totalMinor }: BookedInvoice): Covered[] {
  const known = together(covers ?? coveredAmounts(situation));
  const offMinor = sum(known.filter((row) => isCents(row) && row.grossMinor < 0).map((row) => row.grossMinor));
  const kept = known.filter((row) => !isCents(row) || row.grossMinor > 0);
  const largest = kept.toSorted((a, b) => Number(isMovable(b)) - Number(isMovable(a)) || b.grossMinor - a.grossMinor)[0];
  const rows = kept.map((row) => (row === largest ? { ...row, grossMinor: row.grossMinor + offMinor } : row));
  return sum(rows.map((row) => row.grossMinor)) === totalMinor ? rows : scaled(rows, totalMinor);
}

/** Payments of ours by their way; what a person booked, or bexio got from the bank, is on no account that we know. */
export function moneyOn(situation: Situation, { invoice, paidMinor }: PaidDocument): MoneyWay[] {
  const { order, booked } = situation;
  const payments = Object.entries(booked.payments).filter(([, one]) => (one.invoiceId ?? booked.invoice?.bexioId) === invoice.bexioId);
  const ours = payments.flatMap(([name, { amountMinor }]): MoneyWay[] => {
    const transaction = order.transactions.find(({ id }) => id === name.split(':')[0]);
    return transaction === undefined ? [] : [{ gateway: transaction.gateway, amountMinor }];
  });
  const othersMinor = paidMinor - sum(ours.map((one) => one.amountMinor));
  return netted((othersMinor === 0 ? ours : [...ours, { accountId: null, amountMinor: othersMinor }]).map((way) => placed(situation, way)));
}

/** A payment method by the account its money lies on. One that has none (any more) keeps its name, to be said. */
function placed({ order, settings, company }: Situation, way: MoneyWay): MoneyWay {
  if (!('gateway' in way) || usableRule(settings, company, way.gateway, order.currency) === null) return way;
  return { accountId: ledgerBehind(settings, company, way.gateway, order.currency), amountMinor: way.amountMinor };
}

function netted(money: readonly MoneyWay[]): MoneyWay[] {
  return [...Map.groupBy(money, wayOf).values()].flatMap(([first, ...rest]) => (first === undefined ? [] : [{ ...first, amountMinor: sum([first, ...rest].map((one) => one.amountMinor)) }]));
}

export function wayOf(way: MoneyWay): string {
  return 'gateway' in way ? way.gateway : String(way.accountId);
}

/** An older entry does not say what it took back: its goods, and the rest spread over everything. */
function takenBy(situation: Situation, { key, back, spread }: { key: string; back: BookedBack; spread: readonly Covered[] }): Covered[] {
  if (back.parts !== undefined) return back.parts;
  if (key.startsWith('way:')) return [];
  if (key.startsWith('voucher:')) return (back.lines ?? []).map(({ ratePpm, amountMinor }) => ({ lineId: null, title: '', role: 'sales', ratePpm, quantity: 0, grossMinor: amountMinor, taxMinor: 0 }));
  const goods = scaled(back.goods, Math.min(back.amountMinor, sum(back.goods.map((part) => part.grossMinor))));
  const restMinor = back.amountMinor - sum(goods.map((part) => part.grossMinor));
  const { invoice } = situation.booked;
  return restMinor > 0 ? [...goods, ...spreadOver(invoice === null ? spread : coversOf(situation, invoice), restMinor)] : goods;
}

/** What an entry moved, from its lines; of a task, where Shopify says that the money went. */
function movedBy({ order, booked }: Situation, key: string, { amountMinor, nettedMinor, lines }: BookedBack): MoneyWay[] {
  if (lines !== undefined) {
    return lines.flatMap(({ debitAccountId, creditAccountId, amountMinor: minor, turnover = key.startsWith('way:') ? 'none' : 'debit' }): MoneyWay[] => [
      ...(turnover === 'debit' ? [] : [{ accountId: debitAccountId, amountMinor: minor }]),
      ...(turnover === 'credit' ? [] : [{ accountId: creditAccountId, amountMinor: -minor }]),
    ]);
  }
  // A credit note for what was not paid moves no money.
  if (key.startsWith('less:') || key.endsWith(':open')) return [];
  const back = moneyBackByPart(order, booked.refunds).find((one) => one.id === key);
  const known = without(back?.transactions ?? [], nettedMinor).map((one): MoneyWay => ({ gateway: one.gateway, amountMinor: -one.amountMinor }));
  const unknownMinor = -amountMinor - sum(known.map((one) => one.amountMinor));
  return unknownMinor === 0 ? known : [...known, { accountId: null, amountMinor: unknownMinor }];
}

/** What is there under each rate, as far as it is above zero. */
export function aboveZero(turnover: readonly Covered[]): Covered[] {
  return [...new Set(turnover.map((row) => row.ratePpm))].flatMap((ratePpm) => {
    const ofRate = turnover.filter((row) => row.ratePpm === ratePpm);
    return scaled(ofRate, Math.max(0, sum(ofRate.map((row) => row.grossMinor))));
  });
}

/** Of the rows of one document, what is not taken back yet. */
export function leftOf(rows: readonly Covered[], turnover: readonly Covered[]): Covered[] {
  return rows.flatMap((row) => {
    const leftMinor = turnover.find((one) => keyOf(one) === keyOf(row))?.grossMinor ?? 0;
    return scaled([row], Math.max(0, Math.min(row.grossMinor, leftMinor)));
  });
}

export function minus(rows: readonly Covered[], parts: readonly Covered[]): Covered[] {
  return together([...rows, ...parts.map(negated)]);
}

function negated(row: Covered): Covered {
  return { ...row, quantity: -row.quantity, grossMinor: -row.grossMinor, taxMinor: -row.taxMinor };
}
