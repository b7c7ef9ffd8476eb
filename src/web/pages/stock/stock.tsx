import type { ComponentChildren } from 'preact';
import type { Frame } from '../../layout.tsx';
import { Badge, Banner, Card, Empty, Hidden, LinkButton, Moment, PageHead, ShopText, SubmitButton, type Tone } from '../../ui.tsx';
import type { Article, Correction, StockView } from './load-stock.ts';
import { StockPicture } from './stock-picture.tsx';

type Props = { frame: Frame; view: StockView };

const articlesShown = 100;

/** Do both stocks agree? The picture, what a person has to type, every article, and every correction with its reason. */
export function StockPage({ frame, view, search }: Props & { search: string }) {
  const { words: { stock: w }, link } = frame;
  if (view.leads === 'off') {
    return (
      <>
        <PageHead title={w.title} />
        <Card>
          <Empty title={w.off.title}>
            <p class="muted">{w.off.text}</p>
            <LinkButton kind="primary" href={link('/settings/stock')}>{w.off.button}</LinkButton>
          </Empty>
        </Card>
      </>
    );
  }
  return (
    <>
      <PageHead title={w.title} note={`${w.leads[view.leads]} ${lookedText(frame, view)}`}>
        <LinkButton href={link('/settings/stock')}>{w.settings}</LinkButton>
      </PageHead>
      {view.permissionMissing && (
        <Banner tone="caution" title={w.permission.title}>
          <p>{w.permission.text}</p>
          <LinkButton href={link('/settings/stock')}>{w.permission.button}</LinkButton>
        </Banner>
      )}
      {view.lookedAt !== null && <StockPicture frame={frame} view={view} />}
      <ToType frame={frame} articles={view.articles.filter((one) => one.state === 'to-type')} />
      <Articles frame={frame} articles={view.articles} search={search} />
      <Corrections frame={frame} corrections={view.corrections} />
    </>
  );
}

function lookedText({ words: { stock: w }, format }: Frame, { lookedAt, nextAt }: StockView): string {
  if (lookedAt === null) return w.notYet;
  return nextAt === null ? w.lookedOnly(format.dateTime(lookedAt)) : w.looked(format.dateTime(lookedAt), format.dateTime(nextAt));
}

function ToType({ frame, articles }: { frame: Frame; articles: Article[] }) {
  const { words: { stock: w }, link } = frame;
  if (articles.length === 0) return null;
  return (
    <Card
      title={w.toType.title}
      id="to-type"
      action={
        <a class="button" href={link('/stock/to-type.csv')} download={w.toType.fileName} data-download={w.toType.fileName}>
          {w.toType.file}
        </a>
      }
    >
      <p class="muted">{w.toType.text}</p>
      <div class="scroller" tabIndex={0} role="group" aria-labelledby="to-type-title">
        <table class="stacked" role="table">
          <thead role="rowgroup">
            <tr role="row">
              <th scope="col" role="columnheader">{w.table.sku}</th>
              {(['onHand', 'target', 'difference'] as const).map((column) => <th scope="col" role="columnheader" class="end" key={column}>{w.table[column]}</th>)}
              <th scope="col" role="columnheader">{w.table.why}</th>
            </tr>
          </thead>
          <tbody role="rowgroup">
            {articles.slice(0, articlesShown).map((one) => (
              <tr role="row" key={one.sku}>
                <NameCell article={one} />
                <Figure label={w.table.onHand}>{units(frame, one.onHand)}</Figure>
                <Figure label={w.table.target}>{one.wanted === null ? '–' : <strong>{units(frame, one.wanted)}</strong>}</Figure>
                <td role="cell" class="end number">{one.wanted === null ? '–' : signed(frame, one.wanted - one.onHand)}</td>
                <td role="cell" class="line sentence">{one.why !== null && w.toType.why[one.why]}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </Card>
  );
}

function Articles({ frame, articles, search }: { frame: Frame; articles: Article[]; search: string }) {
  const { words: { stock: w }, format, link } = frame;
  const wanted = search.toLowerCase();
  const found = articles.filter((one) => `${one.sku} ${one.name}`.toLowerCase().includes(wanted));
  return (
    <Card title={w.articles.title} id="articles">
      <form method="get" action="/stock" role="search" class="search-line">
        <Hidden fields={Object.fromEntries(new URLSearchParams(link('').slice(1)))} />
        <div class="field">
          <label class="unseen" for="stock-search">
            {w.articles.search}
          </label>
          <input type="search" id="stock-search" name="q" value={search} placeholder={w.articles.search} maxLength={100} />
        </div>
        <SubmitButton>{w.articles.button}</SubmitButton>
      </form>
      {found.length === 0 && <p class="muted">{w.articles.none}</p>}
      {found.length > articlesShown && <p class="muted">{w.articles.more(format.count(articlesShown), format.count(found.length))}</p>}
      {found.length > 0 && <ArticleTable frame={frame} articles={found.slice(0, articlesShown)} />}
    </Card>
  );
}

function ArticleTable({ frame, articles }: { frame: Frame; articles: Article[] }) {
  const { words: { stock: w } } = frame;
  return (
    <div class="scroller" tabIndex={0} role="group" aria-labelledby="articles-title">
      <table class="stacked" role="table">
        <thead role="rowgroup">
          <tr role="row">
            <th scope="col" role="columnheader">{w.table.sku}</th>
            {(['onHand', 'reserved', 'picked', 'available', 'pending', 'shopify'] as const).map((column) => <th scope="col" role="columnheader" class="end" key={column}>{w.table[column]}</th>)}
            <th scope="col" role="columnheader">{w.table.state}</th>
          </tr>
        </thead>
        <tbody role="rowgroup">
          {articles.map((one) => (
            <tr role="row" key={one.sku}>
              <NameCell article={one} />
              {([one.onHand, one.reserved, one.picked] as const).map((value, index) => <td role="cell" class="optional end number" key={index}>{units(frame, value)}</td>)}
              <Figure label={w.table.available}>{units(frame, one.available)}</Figure>
              <Figure label={w.table.pending}>{units(frame, Math.max(0, one.pending))}</Figure>
              <td role="cell" class="end number">
                <span class="muted narrow">{w.table.shopify} </span>
                {one.shopify === null ? '–' : units(frame, one.shopify)}
                {one.elsewhere !== 0 && <div class="small muted">{w.table.elsewhere(units(frame, one.elsewhere))}</div>}
              </td>
              <td role="cell" class="line sentence">
                <Badge tone={toneOf(one)}>{w.states[one.shopify !== null ? one.state : one.elsewhere > 0 ? 'elsewhere' : 'untracked']}</Badge>
                {(one.state === 'waits' || one.state === 'refused') && <p class="small muted">{w.stateText[one.state]}</p>}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

/** On a narrow screen each figure is a line with its name. */
function Figure({ label, children }: { label: string; children: ComponentChildren }) {
  return (
    <td role="cell" class="line wide-end number">
      <span class="muted narrow">{label} </span>
      {children}
    </td>
  );
}

function NameCell({ article }: { article: Article }) {
  return (
    <th scope="row" role="rowheader">
      <ShopText text={article.sku} max={40} />
      <div class="small muted">
        <ShopText text={article.name} max={60} />
      </div>
    </th>
  );
}

function toneOf({ shopify, state }: Article): Tone {
  if (shopify === null) return 'neutral';
  return ({ agrees: 'success', waits: 'info', refused: 'caution', 'to-type': 'caution' } as const)[state];
}

function Corrections({ frame, corrections }: { frame: Frame; corrections: Correction[] }) {
  const { words: { stock: w } } = frame;
  return (
    <Card title={w.corrections.title} id="corrections">
      {corrections.length === 0 && <p class="muted">{w.corrections.none}</p>}
      {corrections.length > 0 && (
        <div class="scroller" tabIndex={0} role="group" aria-labelledby="corrections-title">
          <table class="stacked" role="table">
            <thead role="rowgroup">
              <tr role="row">
                <th scope="col" role="columnheader">{w.table.sku}</th>
                <th scope="col" role="columnheader">{w.corrections.when}</th>
                <th scope="col" role="columnheader">{w.corrections.what}</th>
              </tr>
            </thead>
            <tbody role="rowgroup">
              {corrections.map((one, index) => (
                <tr role="row" key={index}>
                  <th scope="row" role="rowheader"><ShopText text={one.sku} max={40} /></th>
                  <td role="cell" class="line number muted"><Moment frame={frame} at={one.at} /></td>
                  <td role="cell" class="line sentence">{explained(frame, one)}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
    </Card>
  );
}

function explained(frame: Frame, correction: Correction): string {
  const { elsewhereUnits = 0 } = correction;
  return elsewhereUnits === 0 ? reason(frame, correction) : `${reason(frame, correction)} ${frame.words.stock.corrections.elsewhere(units(frame, elsewhereUnits))}`;
}

function reason(frame: Frame, { event, from, to, bexioAvailable, pendingUnits, shopifyAvailable }: Correction): string {
  const { corrections: w } = frame.words.stock;
  const text = (value: number | null | undefined) => (value === null || value === undefined ? '–' : units(frame, value));
  if (event === 'stock-set' && pendingUnits !== undefined && pendingUnits < 0) return w.freed(text(from), text(to), text(bexioAvailable), text(-pendingUnits));
  if (event === 'stock-set') return w[event](text(from), text(to), text(bexioAvailable), text(pendingUnits));
  if (event === 'stock-opened') return w[event](text(from), text(to), text(shopifyAvailable));
  return w[event](text(from), text(to));
}

/** bexio keeps parts of units where a unit is a metre or a kilogram. */
function units({ format }: Frame, value: number): string {
  return Number.isInteger(value) ? format.count(value) : String(value);
}

function signed(frame: Frame, value: number): string {
  return value > 0 ? `+${units(frame, value)}` : units(frame, value);
}
