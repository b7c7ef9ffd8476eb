import { type ForeseenUndo, isNothing, type Paper } from '../../../domain/plan/foresee-undo.ts';
import type { Frame } from '../../layout.tsx';
import { Banner, Card, Hidden, LinkButton, Money, PageHead, ShopText, SubmitButton } from '../../ui.tsx';
import { EntryTable } from '../orders/entry-table.tsx';
import { NoteTable } from '../orders/credit-note.tsx';
import { problemSentence } from '../orders/order-state.tsx';

export type UndoView = {
  id: string;
  name: string;
  /** Null: Shopify or bexio did not answer. */
  foreseen: ForeseenUndo | null;
  /** Tells whether what is confirmed is what was shown. */
  seen: string;
  /** What was shown before is not what would happen now. */
  moved: boolean;
  accounts: Record<number, string>;
};

/** What taking an order back will do, line by line, before it is done. */
export function UndoPage({ frame, view }: { frame: Frame; view: UndoView }) {
  const { words, link } = frame;
  const { undo } = words.life;
  const { foreseen } = view;
  return (
    <>
      <PageHead title={<ShopText text={undo.title(view.name)} max={60} />} back={{ href: link(`/orders/${view.id}`), label: words.order.title(view.name.slice(0, 30)) }} note={undo.intro} />
      {view.moved && (
        <Banner tone="caution" title={undo.movedTitle} focus>
          <p>{undo.movedText}</p>
        </Banner>
      )}
      {foreseen === null ? (
        <Banner tone="critical" title={undo.unreadableTitle}>
          <p>{undo.unreadableText}</p>
        </Banner>
      ) : (
        <Foreseen frame={frame} view={view} foreseen={foreseen} />
      )}
    </>
  );
}

function Foreseen({ frame, view, foreseen }: { frame: Frame; view: UndoView; foreseen: ForeseenUndo }) {
  const { words, link } = frame;
  const { undo } = words.life;
  const nothing = isNothing(foreseen) && foreseen.blocked === null;
  return (
    <>
      {foreseen.blocked && (
        <Banner tone="critical" title={undo.blocked}>
          <p>{problemSentence(frame, foreseen.blocked, view.name)}</p>
          <p>{words.problems[foreseen.blocked.reason].cure}</p>
        </Banner>
      )}
      {nothing && <Banner tone="info" title={undo.nothing} />}
      <PaperList frame={frame} title={undo.removed} id="removed" papers={foreseen.removed} label={undo.draft} currency={foreseen.currency} />
      <PaperList frame={frame} title={undo.cancelled} id="cancelled" papers={foreseen.cancelled} label={undo.invoice} currency={foreseen.currency} />
      {foreseen.entries.map((entry, index) => (
        <Entry frame={frame} entry={entry} accounts={view.accounts} id={`reversed-${index + 1}`} key={entry.reference} />
      ))}
      {foreseen.tasks.map((task, index) => (
        <Card title={`${undo.tasks}: ${undo.task(task.invoiceNumber)}`} id={`task-${index + 1}`} key={index}>
          <NoteTable frame={frame} note={task} label={undo.tasks} />
        </Card>
      ))}
      <Card title={undo.stays} id="stays">
        <ul class="points">
          <li>{undo.contact}</li>
          {foreseen.deliveriesKept > 0 && <li>{undo.deliveries(foreseen.deliveriesKept, frame.format.count(foreseen.deliveriesKept))}</li>}
          <li>{undo.shopify}</li>
        </ul>
        {foreseen.removesSalesOrder && <p>{undo.salesOrder}</p>}
      </Card>
      <Card title={undo.afterwards} id="afterwards">
        <p>{foreseen.final ? undo.afterwardsPaid : undo.afterwardsFree}</p>
        <form method="post" action={link(`/orders/${view.id}/undo`)} class="row end">
          <Hidden fields={{ seen: view.seen }} />
          <LinkButton href={link(`/orders/${view.id}`)}>{words.actions.cancel}</LinkButton>
          <SubmitButton kind="danger">{undo.confirm}</SubmitButton>
        </form>
      </Card>
    </>
  );
}

function PaperList(props: { frame: Frame; title: string; id: string; papers: Paper[]; label: (number: string) => string; currency: string }) {
  if (props.papers.length === 0) return null;
  return (
    <Card title={props.title} flush id={props.id}>
      <ul class="list">
        {props.papers.map((paper) => (
          <li class="card-head" key={paper.number}>
            <span>{props.label(paper.number)}</span>
            <Money frame={props.frame} minor={paper.amountMinor} currency={props.currency} />
          </li>
        ))}
      </ul>
    </Card>
  );
}

function Entry({ frame, entry, accounts, id }: { frame: Frame; entry: ForeseenUndo['entries'][number]; accounts: Record<number, string>; id: string }) {
  const { words, format } = frame;
  const { life } = words;
  return (
    <Card title={life.undo.reversed} id={id}>
      <p class="muted">{life.undo.reversedText}</p>
      <EntryTable frame={frame} currency={entry.currency} lines={entry.lines.map((line) => ({ debit: accounts[line.debitAccountId] ?? line.debitAccountId, credit: accounts[line.creditAccountId] ?? line.creditAccountId, tax: line.taxId === null ? null : format.rate(line.ratePpm), amountMinor: line.amountMinor }))}>
        <tfoot role="rowgroup">
          <tr role="row">
            <th scope="row" role="rowheader" colSpan={3}>{words.preview.total} ({format.day(entry.date)})</th>
            <td role="cell" class="end"><Money frame={frame} minor={entry.lines.reduce((total, line) => total + line.amountMinor, 0)} currency={entry.currency} /></td>
          </tr>
        </tfoot>
      </EntryTable>
    </Card>
  );
}
