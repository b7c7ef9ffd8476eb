import type { Company } from '../../../domain/company.ts';
import type { RefundSource } from '../../../domain/payment/refund-source.ts';
import type { Link } from '../../../store/links.ts';
import type { Frame } from '../../layout.tsx';
import { read, refundDetail, taskDetail } from '../link-details.ts';
import type { RefundView, SourceView } from './order-refunds.tsx';
import { methodName } from '../payment-methods.ts';
import { authorName } from '../session.ts';

/** What was booked, or is to be typed, for money that went back and for an undo: oldest first. */
export function refundsOf(frame: Frame, links: readonly Link[], company: Company | null, currency: string): RefundView[] {
  return links.flatMap((link) => {
    if (link.kind === 'refund') return entryView(frame, link, company, currency) ?? [];
    return link.kind === 'task' ? (taskView(frame, link) ?? []) : [];
  });
}

function entryView(frame: Frame, link: Link, company: Company | null, currency: string): RefundView | null {
  const detail = read(refundDetail, link);
  if (detail === null) return null;
  const account = (id: number) => {
    const found = company?.accounts.find((one) => one.id === id);
    return found ? `${found.number} ${found.name}` : String(id);
  };
  const lines = detail.lines.map((line) => ({ debit: account(line.debitAccountId), credit: account(line.creditAccountId), taxCode: company?.taxes.find(({ id }) => id === line.taxId)?.code ?? null, ratePpm: line.ratePpm, amountMinor: line.amountMinor }));
  return { key: link.shopifyId, what: whatOf(link.shopifyId), state: 'booked', amountMinor: detail.amountMinor, currency, date: detail.date, reference: detail.reference, lines, taxes: detail.taxes, note: null, closedBy: null, source: sourceView(frame, detail.source ?? null) };
}

function taskView(frame: Frame, link: Link): RefundView | null {
  const detail = read(taskDetail, link);
  if (detail === null) return null;
  const { closed, closedBy } = detail;
  const { why, ...figures } = detail.note;
  const note = why === undefined ? figures : { ...figures, why };
  const state = !closed ? 'open' : closedBy === undefined ? 'done' : 'by-hand';
  return { key: link.shopifyId, what: whatOf(link.shopifyId), state, amountMinor: note.amountMinor, currency: note.currency, date: detail.openedAt.slice(0, 10), reference: null, lines: [], taxes: note.taxes, note, closedBy: closedBy === undefined ? null : authorName(frame.words, closedBy), source: sourceView(frame, detail.source ?? null) };
}

/** The key says what it is about; see `refund-entry.ts`, `undo.ts`, `taxed-vouchers.ts`, `other-way-back.ts`, `till-rounding.ts`. */
function whatOf(key: string): RefundView['what'] {
  const [kind = ''] = key.split(':');
  if (kind === 'transaction') return 'dispute';
  return kind === 'undo' || kind === 'voucher' || kind === 'way' || kind === 'till' || kind === 'less' ? kind : 'refund';
}

function sourceView(frame: Frame, source: RefundSource | null): SourceView | null {
  if (source === null) return null;
  return { ...source, at: new Date(source.at), transactions: source.transactions.map((one) => ({ ...one, at: new Date(one.at), gateway: methodName(frame.words, one.gateway) })) };
}
