import type { InvoiceView } from '../../src/sandbox/bexio/sandbox.ts';
import type { Seen } from './auditor.ts';
import { rappen, worthOf } from './bexio-figures.ts';
import type { JournalLine } from './evidence.ts';

const [cancelled, draft] = [19, 7];
const made = /^(extra-)?invoice-(created|found)$/;
const paid = /^payment-(booked|found)$/;
const taken = /^(refund-(booked|found)|till-rounded)$/;

/** (e) Each document, payment and entry has its one line in the journal, with its figures, and each line its document. */
export function journalFindings(seen: Seen): string[] {
  const { invoices, entries, journal } = seen.evidence;
  // A draft that was removed again had its line, and the line of its removal.
  const removed = new Set(idsOf(journal, /^draft-/, 'invoiceId'));
  const invoiceIds = idsOf(journal, made, 'invoiceId').filter((id) => invoices.some((one) => one.id === id) || !removed.has(id));
  return [
    ...paired('invoice', invoiceIds, invoices.map((one) => one.id)),
    ...paired('payment', idsOf(journal, paid, 'paymentId'), invoices.flatMap((one) => one.payments.map(({ id }) => id))),
    ...paired('entry', idsOf(journal, taken, 'entryId'), entries.map((one) => one.id)),
    ...invoices.flatMap((one) => stageFindings(journal, one)),
    ...journal.flatMap((line) => figureFindings(seen, line)),
    ...lastWord(seen),
  ];
}

function idsOf(journal: readonly JournalLine[], events: RegExp, name: string): number[] {
  return journal.filter((line) => events.test(line.event)).map((line) => Number(line.detail[name]));
}

function paired(what: string, written: readonly number[], there: readonly number[]): string[] {
  const twice = written.filter((id, index) => written.indexOf(id) !== index);
  return [
    ...there.filter((id) => !written.includes(id)).map((id) => `(e) ${what} ${id} is in no journal line`),
    ...written.filter((id) => !there.includes(id)).map((id) => `(e) ${what} ${id} of the journal is not in the books`),
    ...twice.map((id) => `(e) ${what} ${id} is in the journal twice`),
  ];
}

/** Who issued an invoice and who cancelled it is said once each. */
function stageFindings(journal: readonly JournalLine[], { id, document_nr, status }: InvoiceView): string[] {
  const issued = idsOf(journal, /^invoice-issued$/, 'invoiceId').filter((one) => one === id).length;
  const gone = idsOf(journal, /^invoice-(replaced|cancelled|undone)$/, 'invoiceId').filter((one) => one === id).length;
  return [
    ...(status === draft || issued === 1 ? [] : [`(e) invoice ${document_nr} was issued, and the journal says so ${issued} times`]),
    ...(status === cancelled && gone === 0 ? [`(e) nobody says who cancelled invoice ${document_nr}`] : []),
    ...(gone > (status === cancelled ? 1 : 0) ? [`(e) invoice ${document_nr} is cancelled ${gone} times in the journal`] : []),
  ];
}

/** What a line says of a document is what the document says. */
function figureFindings({ evidence: { invoices, entries, rules } }: Seen, { event, detail }: JournalLine): string[] {
  const differs = (what: string, there: string, written: unknown) => (there === String(written) ? [] : [`(e) ${what} is ${there}, the journal says ${String(written)}`]);
  if (made.test(event)) {
    const invoice = invoices.find((one) => one.id === detail['invoiceId']);
    return invoice === undefined ? [] : differs(`invoice ${invoice.document_nr}`, `${invoice.document_nr} over ${rappen(invoice.total)}`, `${String(detail['number'])} over ${String(detail['totalMinor'])}`);
  }
  if (paid.test(event)) {
    const payment = invoices.flatMap((one) => one.payments).find((one) => one.id === detail['paymentId']);
    const account = rules.accountOf.get(String(detail['gateway']).toLowerCase());
    return payment === undefined ? [] : differs(`payment ${payment.id}`, `${rappen(payment.value)} on account ${rules.chart.accountNoOfBank.get(payment.bank_account_id ?? 0) ?? 'unknown'}`, `${String(detail['amountMinor'])} on account ${String(account)}`);
  }
  if (taken.test(event)) {
    const entry = entries.find((one) => one.id === detail['entryId']);
    return entry === undefined ? [] : differs(`entry ${entry.id}`, `${entry.reference_nr?.split(':').slice(2).join(':') ?? ''}: ${worthOf(entry)} on ${entry.date}`, `${keyOf(String(detail['refundId']))}: ${String(detail['amountMinor'])} on ${String(detail['date'])}`);
  }
  return [];
}

/** Of an entry: moved money, and what a till rounded, have references of their own. */
function keyOf(refundId: string): string {
  return /^(way|till):/.test(refundId) ? refundId : `refund:${refundId}`;
}

/** What the merchant sees of the order is what the journal said last. */
function lastWord({ evidence: { journal }, shown }: Seen): string[] {
  const last = journal.findLast((line) => line.event.startsWith('order-'));
  const said = JSON.stringify(last?.detail ?? null);
  return last?.event === `order-${shown.state}` && said === JSON.stringify(shown.said) ? [] : [`(e) the order shows ${shown.state} ${shown.why}, the journal said last ${last?.event ?? 'nothing'}`];
}
