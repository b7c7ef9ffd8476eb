import type { CreditNote } from '../../../domain/booked.ts';
import type { Frame } from '../../layout.tsx';
import { Money, ShopText } from '../../ui.tsx';

/** bexio takes credit notes from people only: every figure to type, in the order in which bexio asks for them. */
export function NoteTable({ frame, note, label }: { frame: Frame; note: CreditNote; label: string }) {
  const { words, format } = frame;
  return (
    <>
      {note.why !== undefined && <p class="muted">{words.creditNoteWhy[note.why]}</p>}
      <div class="scroller" tabIndex={0} role="group" aria-label={label}>
        <table class="figures-table stacked" role="table">
          <thead role="rowgroup">
            <tr role="row">
              <th scope="col" role="columnheader">{words.preview.line}</th>
              <th scope="col" role="columnheader" class="end">{words.preview.quantity}</th>
              <th scope="col" role="columnheader" class="end">{words.preview.vatCode}</th>
              <th scope="col" role="columnheader" class="end">{words.preview.amount}</th>
            </tr>
          </thead>
          <tbody role="rowgroup">
            {note.lines.map((line, index) => (
              <tr role="row" key={index}>
                <th scope="row" role="rowheader"><ShopText text={line.title} max={200} /></th>
                <td role="cell" class="line wide-end number"><span class="muted narrow">{words.preview.quantity} </span>{format.count(line.quantity)}</td>
                <td role="cell" class="line wide-end number"><span class="muted narrow">{words.preview.vatCode} </span>{format.rate(line.ratePpm)}</td>
                <td role="cell" class="end"><Money frame={frame} minor={line.grossMinor} currency={note.currency} /></td>
              </tr>
            ))}
          </tbody>
          <tfoot role="rowgroup">
            {note.taxes.map((tax) => (
              <tr role="row" class="muted small" key={tax.ratePpm}>
                <td role="cell" colSpan={3}>{words.preview.inclVat(format.rate(tax.ratePpm))}</td>
                <td role="cell" class="end"><Money frame={frame} minor={tax.amountMinor} currency={note.currency} /></td>
              </tr>
            ))}
            <tr role="row">
              <th scope="row" role="rowheader" colSpan={3}>{words.preview.total}</th>
              <td role="cell" class="end"><Money frame={frame} minor={note.amountMinor} currency={note.currency} /></td>
            </tr>
          </tfoot>
        </table>
      </div>
    </>
  );
}
