import type { Frame } from '../../layout.tsx';
import { Badge, Card, Icon, Money, type Tone } from '../../ui.tsx';

export type PaperState = 'made' | 'draft' | 'issued' | 'sent' | 'paid' | 'partly-paid' | 'cancelled' | 'gone' | 'kept';

export type PaperLine = {
  kind: 'contact' | 'sales-order' | 'delivery' | 'invoice' | 'extra-invoice' | 'former-invoice';
  id: number;
  label: string;
  href: string;
  state: PaperState | null;
  /** Of a former invoice: why it is none any more. */
  why: 'replaced' | 'nothing-owed' | 'undo' | 'person' | null;
  totalMinor: number | null;
  /** VAT by rate, as bexio has it; empty: not kept. */
  taxes: { ratePpm: number; amountMinor: number }[];
  currency: string;
};

const tones: Record<PaperState, Tone> = { made: 'caution', draft: 'caution', issued: 'success', sent: 'success', paid: 'success', 'partly-paid': 'success', cancelled: 'neutral', gone: 'critical', kept: 'caution' };

/** All documents of the order, each with its number, amount, state and the way to it in bexio. */
export function Papers({ frame, papers, pdfHref }: { frame: Frame; papers: PaperLine[]; pdfHref: string | null }) {
  const { words, format } = frame;
  return (
    <Card title={words.order.documents} flush={papers.length > 0} id="documents">
      {papers.length === 0 ? (
        <p class="muted">{words.order.noDocuments}</p>
      ) : (
        <ul class="list">
          {papers.map((paper) => (
            <li class="card-head" key={`${paper.kind}${paper.id}`}>
              <span class="row">
                <span>{words.order.kinds[paper.kind]}</span>
                <a href={paper.href} target="_blank" rel="noopener">
                  {paper.label}
                  <span class="unseen"> ({words.app.newWindow})</span>
                </a>
                {paper.state && <Badge tone={tones[paper.state]}>{words.order.stages[paper.state]}</Badge>}
                {paper.why && <span class="muted small">{words.life.formerWhy[paper.why]}</span>}
              </span>
              {paper.totalMinor !== null && <Money frame={frame} minor={paper.totalMinor} currency={paper.currency} />}
              {paper.taxes.length > 0 && <p class="muted small whole">{format.list(paper.taxes.map((tax) => words.order.vatAt(format.rate(tax.ratePpm), format.money(tax.amountMinor, paper.currency))))}</p>}
            </li>
          ))}
          {pdfHref && <PdfLine frame={frame} href={pdfHref} />}
        </ul>
      )}
    </Card>
  );
}

function PdfLine({ frame, href }: { frame: Frame; href: string }) {
  const { words } = frame;
  return (
    <li class="stack">
      <p>
        <a class="button" href={href} target="_blank" rel="noopener" data-pdf="pdf" aria-controls="pdf">
          <Icon name="document" />
          {words.order.showPdf}
        </a>
      </p>
      <div id="pdf" hidden>
        <p data-failed="" role="alert">
          {words.order.pdfFailed}
        </p>
        <iframe class="pdf" title={words.order.pdfTitle} hidden />
      </div>
    </li>
  );
}
