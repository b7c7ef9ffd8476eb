import type { CreditNote } from '../../../domain/booked.ts';
import type { RefundSource } from '../../../domain/payment/refund-source.ts';
import type { Frame } from '../../layout.tsx';
import { Badge, Card, Confirm, Facts, Money, Moment, PostButton, ShopText, type Tone } from '../../ui.tsx';
import { EntryTable } from './entry-table.tsx';
import { NoteTable } from './credit-note.tsx';

export type SourceView = Omit<RefundSource, 'at' | 'transactions'> & { at: Date; transactions: { id: string; gateway: string; amountMinor: number; at: Date }[] };

export type RefundView = {
  key: string;
  what: 'refund' | 'dispute' | 'undo' | 'voucher' | 'way' | 'till' | 'less';
  /** `booked`: an entry. The others are a task: open, seen as done in bexio, or called done by a person. */
  state: 'booked' | 'open' | 'done' | 'by-hand';
  amountMinor: number;
  currency: string;
  date: string;
  reference: string | null;
  lines: { debit: string; credit: string; taxCode: string | null; ratePpm: number; amountMinor: number }[];
  /** VAT per rate as Shopify says. */
  taxes: CreditNote['taxes'];
  note: CreditNote | null;
  closedBy: string | null;
  source: SourceView | null;
};

const tones: Record<RefundView['state'], Tone> = { booked: 'success', open: 'critical', done: 'success', 'by-hand': 'neutral' };

/** Each refund: what stands in the books, and which of Shopify's numbers it comes from. */
export function Refunds({ frame, orderId, refunds, canClose }: { frame: Frame; orderId: string; refunds: RefundView[]; canClose: boolean }) {
  const { life } = frame.words;
  return (
    <>
      {refunds.map((refund, index) => (
        <Card
          title={refunds.length > 1 ? `${frame.format.count(index + 1)}. ${life.refundKinds[refund.what]}` : life.refundKinds[refund.what]}
          action={
            <span class="row">
              <Badge tone={tones[refund.state]}>{life.refundStates[refund.state]}</Badge>
              <strong><Money frame={frame} minor={refund.amountMinor} currency={refund.currency} /></strong>
            </span>
          }
          id={`refund-${index + 1}`}
          key={refund.key}
        >
          {refund.note ? <Task frame={frame} orderId={orderId} refund={refund} note={refund.note} canClose={canClose} /> : <Entry frame={frame} refund={refund} />}
          {refund.source && <Source frame={frame} source={refund.source} currency={refund.currency} />}
        </Card>
      ))}
    </>
  );
}

function Entry({ frame, refund }: { frame: Frame; refund: RefundView }) {
  const { words, format } = frame;
  const { life } = words;
  return (
    <div class="stack">
      <Facts items={[[words.preview.date, format.day(refund.date)], [life.reference, <code key="reference">{refund.reference}</code>]]} />
      <EntryTable frame={frame} currency={refund.currency} lines={refund.lines.map((line) => ({ debit: line.debit, credit: line.credit, tax: line.taxCode === null ? null : `${line.taxCode} (${format.rate(line.ratePpm)})`, amountMinor: line.amountMinor }))}>
        <tfoot role="rowgroup">
          {refund.taxes.filter((tax) => tax.amountMinor !== 0).map((tax) => (
            <tr role="row" class="muted small" key={tax.ratePpm}>
              <td role="cell" colSpan={3}>{life.vatByShopify(format.rate(tax.ratePpm))}</td>
              <td role="cell" class="end"><Money frame={frame} minor={tax.amountMinor} currency={refund.currency} /></td>
            </tr>
          ))}
        </tfoot>
      </EntryTable>
      <p class="hint">{life.findEntry}</p>
    </div>
  );
}

function Task({ frame, orderId, refund, note, canClose }: { frame: Frame; orderId: string; refund: RefundView; note: CreditNote; canClose: boolean }) {
  const { words, link, format } = frame;
  const { life } = words;
  return (
    <div class="stack">
      <p>{refund.state === 'by-hand' ? life.closedByHand(refund.closedBy ?? '') : life.taskText[refund.state === 'open' ? 'open' : 'done'](note.invoiceNumber, format.day(refund.date))}</p>
      <NoteTable frame={frame} note={note} label={life.refundKinds[refund.what]} />
      {refund.state === 'open' && (
        <div class="row">
          <PostButton action={link(`/orders/${orderId}/retry`)}>{life.lookInBexio}</PostButton>
          {canClose && (
            <Confirm label={life.closeLabel} explanation={life.closeText}>
              <PostButton action={link(`/orders/${orderId}/close-task`)} fields={{ task: refund.key }}>{life.closeNow}</PostButton>
            </Confirm>
          )}
        </div>
      )}
    </div>
  );
}

/** Shopify's side: the refund, its lines, and the money that moved. */
function Source({ frame, source, currency }: { frame: Frame; source: SourceView; currency: string }) {
  const { words, format } = frame;
  const { life } = words;
  const money = (minor: number) => <Money frame={frame} minor={minor} currency={currency} />;
  return (
    <details>
      <summary>{source.refundId !== null ? life.fromRefund(source.refundId) : source.transactions.length === 0 ? life.fromEdit : life.fromTransactions}</summary>
      <div class="stack">
        <p class="muted small"><Moment frame={frame} at={source.at} /></p>
        {source.lines.length === 0 && source.refundId !== null && <p>{life.inProportion}</p>}
        {source.lines.length > 0 && (
          <div class="scroller" tabIndex={0} role="group" aria-label={life.shopifyLines}>
            <table class="figures-table stacked" role="table">
              <thead role="rowgroup">
                <tr role="row">
                  <th scope="col" role="columnheader">{words.preview.line}</th>
                  <th scope="col" role="columnheader" class="end">{words.preview.quantity}</th>
                  <th scope="col" role="columnheader" class="end">{words.preview.amount}</th>
                  <th scope="col" role="columnheader" class="end">{life.containedTax}</th>
                </tr>
              </thead>
              <tbody role="rowgroup">
                {source.lines.map((line, index) => (
                  <tr role="row" key={index}>
                    <th scope="row" role="rowheader"><ShopText text={line.title === '' ? life.sourceKinds[line.what] : line.title} max={200} />{source.refundId !== null && line.refundId !== source.refundId && <span class="muted small"> {life.takenOffBy(line.refundId)}</span>}</th>
                    <td role="cell" class="line wide-end number"><span class="muted narrow">{words.preview.quantity} </span>{format.count(line.quantity)}</td>
                    <td role="cell" class="end">{money(line.amountMinor)}</td>
                    <td role="cell" class="line wide-end"><span class="muted narrow">{life.containedTax} </span>{line.taxMinor === null ? '–' : money(line.taxMinor)}</td>
                  </tr>
                ))}
                {source.adjustments.map((one, index) => (
                  <tr role="row" key={`a${index}`}>
                    <th scope="row" role="rowheader">{life.adjustment}</th>
                    <td role="cell" class="wide-end optional">–</td>
                    <td role="cell" class="end">{money(one.amountMinor)}</td>
                    <td role="cell" class="line wide-end"><span class="muted narrow">{life.containedTax} </span>{money(one.taxMinor)}</td>
                  </tr>
                ))}
              </tbody>
            </table>
          </div>
        )}
        <ul class="plain">
          {source.transactions.map((one) => (
            <li class="card-head" key={one.id}>
              <span>{life.transaction(one.id)} · <ShopText text={one.gateway} max={60} /> · <Moment frame={frame} at={one.at} /></span>
              {money(one.amountMinor)}
            </li>
          ))}
        </ul>
      </div>
    </details>
  );
}
