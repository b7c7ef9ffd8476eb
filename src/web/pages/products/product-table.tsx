import type { Difference } from '../../../domain/products/compare-product.ts';
import { approvable } from '../../../domain/products/match-products.ts';
import type { ProductRecord } from '../../../store/products.ts';
import type { Frame } from '../../layout.tsx';
import { Badge, Card, LinkButton, ShopText, SubmitButton, type Tone } from '../../ui.tsx';
import { FieldTicks } from './field-ticks.tsx';
import type { ProductsView } from './load-products.ts';

type Props = { frame: Frame; view: ProductsView };

/** A page of lines, each with what would be written where; picked ones are approved as they stand here. */
export function ProductTable({ frame, view }: Props) {
  const { words, link } = frame;
  const w = words.products;
  const canApprove = view.rows.some(isApprovable);
  return (
    <form method="post" action={link('/products/approve', view.filter)}>
      <Card flush>
        <table class="stacked" role="table">
          <caption class="unseen">{w.title}</caption>
          <thead role="rowgroup">
            <tr role="row">
              {canApprove && <th scope="col" role="columnheader"><input type="checkbox" data-pick-all="" aria-label={w.pickAll} /></th>}
              <th scope="col" role="columnheader">{w.product}</th>
              <th scope="col" role="columnheader">{w.result}</th>
            </tr>
          </thead>
          <tbody role="rowgroup">
            {view.rows.map((row) => (
              <Line frame={frame} view={view} row={row} picking={canApprove} key={row.key} />
            ))}
          </tbody>
        </table>
        {canApprove && (
          <div class="bulk">
            <p class="small muted" aria-live="polite" data-picked={w.picked} data-nothing={w.pickSome}>{w.pickSome}</p>
            <FieldTicks frame={frame} view={view} />
            <SubmitButton kind="primary">{w.approvePicked}</SubmitButton>
          </div>
        )}
        {(view.nextCursor || !view.first) && (
          <nav class="pager" aria-label={w.pages}>
            {!view.first && <LinkButton href={link('/products', view.filter)}>{w.toStart}</LinkButton>}
            {view.nextCursor && <LinkButton href={link('/products', { ...view.filter, cursor: view.nextCursor })}>{w.more}</LinkButton>}
          </nav>
        )}
      </Card>
    </form>
  );
}

function isApprovable({ finding, state }: ProductRecord): boolean {
  return approvable.includes(finding) && state !== 'approved';
}

function Line({ frame, view, row, picking }: Props & { row: ProductRecord; picking: boolean }) {
  const w = frame.words.products;
  const { line } = row;
  return (
    <tr role="row" class="pickable">
      {picking && <td role="cell">{isApprovable(row) && <input type="checkbox" name="line" value={`${row.key}|${row.print}`} data-pick="" aria-label={w.pick(line.name || line.sku)} />}</td>}
      <th scope="row" role="rowheader">
        <ShopText text={line.name || '–'} max={90} />
        <div class="muted small"><ShopText text={line.sku || '–'} max={60} /></div>
      </th>
      <td role="cell" class="line">
        <div class="row">
          <Badge tone={toneOf(row)}>{w.findings[row.finding].label}</Badge>
          {row.state !== 'open' && <Badge tone={row.state === 'approved' ? 'info' : 'caution'}>{w.states[row.state]}</Badge>}
        </div>
        {row.state === 'refused' && row.cause && <p class="small"><ShopText text={row.cause} max={300} /></p>}
        {line.create && <NewArticleLine frame={frame} view={view} row={row} />}
        {line.hindrance && <p class="small muted">{w.hindrances[line.hindrance]}</p>}
        {line.rivals.length > 0 && <p class="small muted">{w.rivals(frame.format.list(line.rivals.slice(0, 5).map((one) => (one.side === 'bexio' ? w.articleInBexio(one.id) : w.productInShopify))))}</p>}
        {line.differences.length > 0 && (
          <ul class="differences">
            {line.differences.map((difference) => (
              <li key={difference.field}><DifferenceLine frame={frame} view={view} difference={difference} /></li>
            ))}
          </ul>
        )}
      </td>
    </tr>
  );
}

function toneOf({ finding }: ProductRecord): Tone {
  if (finding === 'equal') return 'success';
  if (approvable.includes(finding)) return 'info';
  return finding === 'missing-in-shopify' || finding === 'archived' ? 'neutral' : 'caution';
}

function NewArticleLine({ frame, view, row }: Props & { row: ProductRecord }) {
  const w = frame.words.products;
  const { create } = row.line;
  if (!create) return null;
  const facts = [price(frame, create.salePrice, view.currency), ...(create.taxId === undefined ? [] : [taxName(frame, view, String(create.taxId))]), ...(create.weight === undefined ? [] : [`${frame.format.count(create.weight)} g`])];
  return <p class="small">{w.create} <span class="number">{facts.join(' · ')}</span></p>;
}

function DifferenceLine({ frame, view, difference }: Props & { difference: Difference }) {
  const w = frame.words.products;
  const { field, write, hindrance } = difference;
  const shown = (value: string | null) => <ShopText text={display(frame, view, field, value)} max={140} />;
  if (write === null) {
    return (
      <>
        <strong>{w.fields[field]}</strong> {w.stays(display(frame, view, field, difference.shopify).slice(0, 60), display(frame, view, field, difference.bexio).slice(0, 60))}
        {hindrance && <span class="muted"> {w.hindrances[hindrance]}</span>}
      </>
    );
  }
  return (
    <>
      <strong>{w.fields[field]}</strong> {w.inSide(write.side === 'bexio' ? 'bexio' : 'Shopify')} <span class="before">{shown(write.side === 'bexio' ? difference.bexio : difference.shopify)}</span>{' '}
      <span aria-hidden="true">→</span>
      <span class="unseen"> {w.becomes} </span> <strong>{shown(write.value)}</strong>
      {isConverted(difference) && <span class="muted number"> ({write.side === 'bexio' ? 'Shopify' : 'bexio'} {display(frame, view, field, write.side === 'bexio' ? difference.shopify : difference.bexio)})</span>}
    </>
  );
}

/** With VAT on one side and without on the other, what is written is not what the leading side shows. */
function isConverted({ field, shopify, bexio, write }: Difference): boolean {
  return field === 'price' && write !== null && write.value !== (write.side === 'bexio' ? shopify : bexio);
}

/** Values are kept as they would be written; people read names and amounts. */
function display(frame: Frame, view: ProductsView, field: Difference['field'], value: string | null): string {
  const w = frame.words.products;
  if (value === null || value === '') return w.empty;
  switch (field) {
    case 'price':
    case 'purchasePrice':
      return price(frame, value, view.currency);
    case 'weight':
      return `${frame.format.count(Number(value))} g`;
    case 'unit':
      return view.company.units.find(({ id }) => String(id) === value)?.name ?? value;
    case 'tax':
      return value === 'taxable' ? w.taxable : value === 'exempt' ? w.exempt : taxName(frame, view, value);
    default:
      return value;
  }
}

/** A net price may have more decimals than coins do, and then every one of them counts. */
function price(frame: Frame, value: string, currency: string): string {
  return /^\d{1,12}\.\d\d$/.test(value) ? frame.format.money(Number(value.replace('.', '')), currency) : `${currency} ${value}`;
}

function taxName(frame: Frame, { company }: ProductsView, id: string): string {
  const tax = company.taxes.find((one) => String(one.id) === id);
  return tax ? frame.format.rate(tax.ratePpm) : id;
}
