import type { ContactPlan, InvoicePlan } from '../../../domain/documents.ts';
import type { Order } from '../../../domain/order.ts';
import { vatDifferences, vatOfPositions } from '../../../domain/payment/vat-differences.ts';
import type { Problem } from '../../../domain/problem.ts';
import type { Frame } from '../../layout.tsx';
import { Badge, Banner, Card, Empty, LinkButton, Money, PageHead, ShopText } from '../../ui.tsx';
import { problemSentence, type Because, type Cure } from './order-state.tsx';

export type PreviewView = {
  id: string;
  name: string;
  order: Order | null;
  /** Null with a problem: nothing can be drawn. */
  invoice: InvoicePlan | null;
  contact: ContactPlan | null;
  payments: { amountMinor: number; currency: string; account: string; date: string }[];
  /** Why it waits or is left alone; what is drawn is what it would become otherwise. */
  notNow: Because | null;
  problem: Problem | null;
  cure: Cure;
  /** Names behind the ids of the plan. */
  accounts: Record<number, string>;
  taxCodes: Record<number, string>;
};

/** What bexio would get, drawn as the invoice it becomes, beside what Shopify says; nothing is written. */
export function PreviewPage({ frame, view }: { frame: Frame; view: PreviewView }) {
  const { words, link } = frame;
  return (
    <>
      <PageHead title={<ShopText text={words.preview.title(view.name)} max={60} />} back={{ href: link(`/orders/${view.id}`), label: words.order.title(view.name) }} note={words.preview.note} />
      {!view.order && (
        <Card>
          <Empty title={words.preview.unreadableTitle}>
            <p class="muted">{words.preview.unreadableText}</p>
          </Empty>
        </Card>
      )}
      {view.notNow && <Banner tone="info" title={words.because[view.notNow]} />}
      {view.problem && (
        <Banner tone="critical" title={problemSentence(frame, view.problem, view.name)}>
          <p>{words.problems[view.problem.reason].cure}</p>
          {view.cure && (
            <LinkButton href={view.cure.href} newTab={view.cure.newTab}>
              {words.problems[view.problem.reason].button}
            </LinkButton>
          )}
        </Banner>
      )}
      {view.order && view.invoice && <Agreement frame={frame} order={view.order} invoice={view.invoice} />}
      <div class="split even">
        {view.order && <ShopifySide frame={frame} order={view.order} />}
        {view.invoice && <Paper frame={frame} view={view} invoice={view.invoice} />}
      </div>
    </>
  );
}

/** The two systems side by side; a difference is marked and explained. */
function Agreement({ frame, order, invoice }: { frame: Frame; order: Order; invoice: InvoicePlan }) {
  const { words, format } = frame;
  const vat = vatOfPositions(invoice);
  const differences = vatDifferences(invoice.taxes, vat, invoice.covers ?? []);
  const shop = order.totals.currentMinor + order.totals.cashRoundingMinor;
  const rows = [
    { label: words.preview.total, shop, bexio: invoice.totalMinor, why: null },
    ...vat.filter(({ ratePpm }) => ratePpm > 0).toSorted((a, b) => b.ratePpm - a.ratePpm).map(({ ratePpm, amountMinor }) => {
      const difference = differences.find((one) => one.ratePpm === ratePpm);
      return { label: words.preview.vat(format.rate(ratePpm)), shop: difference?.shopifyMinor ?? amountMinor, bexio: amountMinor, why: difference?.why ?? null };
    }),
  ];
  return (
    <Card title={words.preview.compare} flush id="compare">
      <table>
        <thead>
          <tr>
            <td />
            <th scope="col" class="end">Shopify</th>
            <th scope="col" class="end">bexio</th>
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr class={row.shop === row.bexio ? undefined : 'changed'} key={row.label}>
              <th scope="row">
                {row.label} {row.shop !== row.bexio && <Badge tone="caution">{words.preview.differs}</Badge>}
                {row.why && <p class="muted small">{words.preview.differsWhy[row.why]}</p>}
              </th>
              <td class="end"><Money frame={frame} minor={row.shop} currency={invoice.currency} /></td>
              <td class="end"><Money frame={frame} minor={row.bexio} currency={invoice.currency} /></td>
            </tr>
          ))}
        </tbody>
      </table>
    </Card>
  );
}

function ShopifySide({ frame, order }: { frame: Frame; order: Order }) {
  const { words, format } = frame;
  const shipping = order.shippingLines.filter((line) => !line.removed);
  return (
    <Card title={words.preview.shopSide} flush id="shop-side">
      <table class="stacked" role="table">
        <thead role="rowgroup">
          <tr role="row">
            <th scope="col" role="columnheader">{words.preview.line}</th>
            <th scope="col" role="columnheader" class="end optional">{words.preview.quantity}</th>
            <th scope="col" role="columnheader" class="end">{words.preview.price}</th>
          </tr>
        </thead>
        <tbody role="rowgroup">
          {order.lines.slice(0, 250).map((line) => (
            <tr role="row" key={line.id}>
              <th scope="row" role="rowheader">
                <ShopText text={line.title} max={200} />
                {line.currentQuantity !== 1 && <span class="muted narrow number"> × {format.count(line.currentQuantity)}</span>}
                {line.variantTitle && <div class="muted small"><ShopText text={line.variantTitle} max={100} /></div>}
                {line.discounts.map((discount, index) => (
                  <div class="muted small" key={index}>
                    <ShopText text={discount.title} max={80} /> −{format.money(discount.amountMinor, order.currency)}
                  </div>
                ))}
              </th>
              <td role="cell" class="end number optional">{format.count(line.currentQuantity)}</td>
              <td role="cell" class="end"><Money frame={frame} minor={line.unitPriceMinor} currency={order.currency} /></td>
            </tr>
          ))}
          {shipping.map((line) => (
            <tr role="row" key={line.id}>
              <th scope="row" role="rowheader"><ShopText text={line.title} max={120} /></th>
              <td role="cell" class="end number optional">1</td>
              <td role="cell" class="end"><Money frame={frame} minor={line.priceMinor} currency={order.currency} /></td>
            </tr>
          ))}
        </tbody>
        <tfoot role="rowgroup">
          <tr role="row">
            <th scope="row" role="rowheader" colSpan={2}>{words.preview.total}</th>
            <td role="cell" class="end"><Money frame={frame} minor={order.totals.currentMinor} currency={order.currency} /></td>
          </tr>
        </tfoot>
      </table>
      {order.note && <p class="note muted small"><ShopText text={order.note} max={600} /></p>}
    </Card>
  );
}

function Paper({ frame, view, invoice }: { frame: Frame; view: PreviewView; invoice: InvoicePlan }) {
  const { words, format } = frame;
  return (
    <section class="paper" aria-label={words.preview.paper}>
      <div class="columns">
        <address>{recipient(view).map((line, index) => <div key={index}><ShopText text={line} max={120} /></div>)}</address>
        <p class="muted small">
          {words.preview.date}: {format.day(invoice.date)}
          <br />
          {words.preview.due}: {format.day(invoice.dueDate)}
        </p>
      </div>
      <p class="paper-title"><ShopText text={invoice.title} max={120} /></p>
      {invoice.header && <p><ShopText text={plainText(invoice.header)} max={1000} /></p>}
      <Positions frame={frame} view={view} invoice={invoice} />
      {invoice.footer && <p><ShopText text={plainText(invoice.footer)} max={1000} /></p>}
      {view.payments.map((payment, index) => (
        <p class="small" key={index}>
          {words.preview.payment(format.money(payment.amountMinor, payment.currency), payment.account, format.day(payment.date))}
        </p>
      ))}
    </section>
  );
}

function Positions({ frame, view, invoice }: { frame: Frame; view: PreviewView; invoice: InvoicePlan }) {
  const { words, format } = frame;
  return (
      <table class="stacked" role="table">
        <thead role="rowgroup">
          <tr role="row">
            <th scope="col" role="columnheader">{words.preview.line}</th>
            <th scope="col" role="columnheader" class="optional">{words.preview.account}</th>
            <th scope="col" role="columnheader" class="optional">{words.preview.vatCode}</th>
            <th scope="col" role="columnheader" class="end">{words.preview.amount}</th>
          </tr>
        </thead>
        <tbody role="rowgroup">
          {invoice.positions.slice(0, 250).map((position, index) =>
            position.kind === 'text' ? (
              <tr role="row" key={index}>
                <td role="cell" colSpan={4} class="line"><ShopText text={plainText(position.html)} max={300} /></td>
              </tr>
            ) : (
              <tr role="row" key={index}>
                <th scope="row" role="rowheader">
                  <ShopText text={plainText(position.html)} max={300} />
                  <div class="muted small narrow">{`${view.accounts[position.accountId] ?? ''} · ${view.taxCodes[position.taxId] ?? format.rate(position.ratePpm)}`}</div>
                  <div class="muted small number">{`${format.count(position.quantity)} × ${format.money(position.unitPriceMinor, invoice.currency)}`}</div>
                </th>
                <td role="cell" class="small optional">{view.accounts[position.accountId] ?? position.accountId}</td>
                <td role="cell" class="small number optional">{view.taxCodes[position.taxId] ?? format.rate(position.ratePpm)}</td>
                <td role="cell" class="end"><Money frame={frame} minor={Math.round(position.unitPriceMinor * position.quantity)} currency={invoice.currency} /></td>
              </tr>
            ),
          )}
        </tbody>
        <tfoot role="rowgroup">
          {vatOfPositions(invoice).map((tax) => (
            <tr role="row" class="muted small" key={tax.ratePpm}>
              <td role="cell" colSpan={3}>{invoice.net ? words.preview.plusVat(format.rate(tax.ratePpm)) : words.preview.inclVat(format.rate(tax.ratePpm))}</td>
              <td role="cell" class="end"><Money frame={frame} minor={tax.amountMinor} currency={invoice.currency} /></td>
            </tr>
          ))}
          <tr role="row">
            <th scope="row" role="rowheader" colSpan={3}>{words.preview.total}</th>
            <td role="cell" class="end"><Money frame={frame} minor={invoice.totalMinor} currency={invoice.currency} /></td>
          </tr>
        </tfoot>
      </table>
  );
}

function recipient({ invoice, contact }: PreviewView): string[] {
  if (invoice && invoice.addressLines.length > 0) return invoice.addressLines;
  return contact?.kind === 'own' ? [contact.fields.name1] : [];
}

/** bexio's simple markup as text: `html` of a position is escaped shop text with a few tags around it. */
export function plainText(html: string): string {
  return html
    .replaceAll(/<br\s*\/?>|<\/p>|<\/li>/gi, '\n')
    .replaceAll(/<[^>]*>/g, '')
    .replaceAll(/&(amp|lt|gt|quot|#39|#x27|nbsp);/g, (entity) => entities[entity] ?? entity)
    .trim();
}

const entities: Record<string, string> = { '&amp;': '&', '&lt;': '<', '&gt;': '>', '&quot;': '"', '&#39;': "'", '&#x27;': "'", '&nbsp;': ' ' };
