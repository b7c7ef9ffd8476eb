import type { CreditNote } from '../../domain/booked.ts';
import type { Frame } from '../layout.tsx';
import { Money, ShopText } from '../ui.tsx';

/** bexio takes credit notes from people only: every figure to type, in the order in which bexio asks for them. */
export function NoteTable({ frame, note, label }: { frame: Frame; note: CreditNote; label: string }) {
  const { words, format } = frame;
  return (
    <>
      {note.why !== undefined && <p class="muted">{words.creditNoteWhy[note.why]}</p>}
      <div class="scroller" tabIndex={0} role="group" aria-label={label}>
        <table class="figures-table">
          <thead>
            <tr>
              <th scope="col">{words.preview.line}</th>
              <th scope="col" class="end">{words.preview.quantity}</th>
              <th scope="col" class="end">{words.preview.vatCode}</th>
              <th scope="col" class="end">{words.preview.amount}</th>
            </tr>
          </thead>
          <tbody>
            {note.lines.map((line, index) => (
              <tr key={index}>
                <th scope="row"><ShopText text={line.title} max={200} /></th>
                <td class="end number">{format.count(line.quantity)}</td>
                <td class="end number">{format.rate(line.ratePpm)}</td>
                <td class="end"><Money frame={frame} minor={line.grossMinor} currency={note.currency} /></td>
              </tr>
            ))}
          </tbody>
          <tfoot>
            {note.taxes.map((tax) => (
              <tr class="muted small" key={tax.ratePpm}>
                <td colSpan={3}>{words.preview.inclVat(format.rate(tax.ratePpm))}</td>
                <td class="end"><Money frame={frame} minor={tax.amountMinor} currency={note.currency} /></td>
              </tr>
            ))}
            <tr>
              <th scope="row" colSpan={3}>{words.preview.total}</th>
              <td class="end"><Money frame={frame} minor={note.amountMinor} currency={note.currency} /></td>
            </tr>
          </tfoot>
        </table>
      </div>
    </>
  );
}
