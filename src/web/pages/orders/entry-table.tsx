import type { ComponentChildren } from 'preact';
import type { Frame } from '../../layout.tsx';
import { Money } from '../../ui.tsx';

export type EntryLine = { debit: string | number; credit: string | number; tax: string | null; amountMinor: number };

/** The lines of a ledger entry, booked or foreseen; what stands below them is the caller's. */
export function EntryTable({ frame, lines, currency, children }: { frame: Frame; lines: readonly EntryLine[]; currency: string; children: ComponentChildren }) {
  const { words } = frame;
  const { life } = words;
  return (
    <div class="scroller" tabIndex={0} role="group" aria-label={life.entryLines}>
      <table class="figures-table stacked" role="table">
        <thead role="rowgroup">
          <tr role="row">
            <th scope="col" role="columnheader">{life.debit}</th>
            <th scope="col" role="columnheader">{life.credit}</th>
            <th scope="col" role="columnheader" class="end">{words.preview.vatCode}</th>
            <th scope="col" role="columnheader" class="end">{words.preview.amount}</th>
          </tr>
        </thead>
        <tbody role="rowgroup">
          {lines.map((line, index) => (
            <tr role="row" key={index}>
              <td role="cell"><span class="muted narrow">{life.debit} </span>{line.debit}</td>
              <td role="cell" class="line"><span class="muted narrow">{life.credit} </span>{line.credit}</td>
              <td role="cell" class="line wide-end number"><span class="muted narrow">{words.preview.vatCode} </span>{line.tax ?? '–'}</td>
              <td role="cell" class="end"><Money frame={frame} minor={line.amountMinor} currency={currency} /></td>
            </tr>
          ))}
        </tbody>
        {children}
      </table>
    </div>
  );
}
