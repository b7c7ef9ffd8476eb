import type { Problem } from '../../domain/problem.ts';
import type { Frame } from '../layout.tsx';
import { Card, Money, ShopText } from '../ui.tsx';

/** bexio takes credit notes from people only: every figure to type, in the order in which bexio asks for them. */
export function CreditNoteFigures({ frame, note }: { frame: Frame; note: Extract<Problem, { reason: 'credit-note-needed' }> }) {
  const { words, format } = frame;
  return (
    <Card title={words.problems['credit-note-needed'].short} flush id="credit-note">
      {note.why !== undefined && <p class="muted card-note">{words.creditNoteWhy[note.why]}</p>}
      <div class="scroller" tabIndex={0} role="group" aria-labelledby="credit-note-title">
        <table>
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
    </Card>
  );
}
