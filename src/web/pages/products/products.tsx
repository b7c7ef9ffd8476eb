import { approvable, productFindings } from '../../../domain/products/match-products.ts';
import { SelectField, type FormState } from '../../fields.tsx';
import type { Frame } from '../../layout.tsx';
import { Banner, Card, Confirm, Empty, Hidden, LinkButton, PageHead, PostButton, SubmitButton } from '../../ui.tsx';
import { FieldTicks } from './field-ticks.tsx';
import type { ProductsView } from './load-products.ts';
import { ProductTable } from './product-table.tsx';

type Props = { frame: Frame; view: ProductsView };

/** What a comparison found, to be approved; and how far the writing is. */
export function ProductsPage({ frame, view }: Props) {
  const { words, link } = frame;
  const w = words.products;
  const known = Object.values(view.counts.byFinding).some((count) => count > 0);
  const compared = view.comparing.progress?.endedAt ?? null;
  return (
    <>
      <PageHead title={w.title} note={w.intro}>
        <LinkButton href={link('/settings/products')}>{w.directions}</LinkButton>
        {!view.comparing.now && <PostButton action={link('/products/compare', view.filter)} {...(known ? {} : { kind: 'primary' as const })}>{w.compareNow}</PostButton>}
      </PageHead>
      {view.done && <Banner tone={view.done.count > 0 ? 'info' : 'caution'} title={view.done.count > 0 ? w.approved(frame.format.count(view.done.count)) : w.approvedNone} />}
      <Comparing frame={frame} view={view} />
      <Writing frame={frame} view={view} />
      {view.fields.length === 0 && (
        <Banner tone="info" title={w.noDirections}>
          <p>{w.noDirectionsText}</p>
          <LinkButton href={link('/settings/products')}>{w.directions}</LinkButton>
        </Banner>
      )}
      {view.scopeMissing && <ScopeMissing frame={frame} />}
      {known || compared !== null ? (
        <Found frame={frame} view={view} compared={compared} />
      ) : (
        <Card>
          <Empty title={w.neverTitle} icon="search">
            <p class="muted">{w.neverText}</p>
          </Empty>
        </Card>
      )}
    </>
  );
}

/** Without a company, or before the first set-up, there is nothing to compare. */
export function ProductsWaiting({ frame, connected }: { frame: Frame; connected: boolean }) {
  const { words, link } = frame;
  return (
    <>
      <PageHead title={words.products.title} note={words.products.intro} />
      <Card>
        <Empty title={connected ? words.setup.title : words.home.steps.connect.title}>
          {!connected && <p class="muted">{words.setup.notConnected}</p>}
          <LinkButton href={link(connected ? '/setup' : '/connection')} kind="primary">{connected ? words.setup.title : words.home.steps.connect.button}</LinkButton>
        </Empty>
      </Card>
    </>
  );
}

function Comparing({ frame, view: { comparing } }: Props) {
  const w = frame.words.products;
  const { progress } = comparing;
  if (comparing.now) {
    const text = w.comparing(frame.format.count(progress?.articles ?? 0), frame.format.count(progress?.variants ?? 0));
    return (
      <div class="stack" role="status">
        <p class="muted" id="comparing-text">{text}</p>
        <progress aria-labelledby="comparing-text" />
      </div>
    );
  }
  return progress?.cause ? <Banner tone="caution" title={w.compareFailed} /> : null;
}

function Writing({ frame, view }: Props) {
  const w = frame.words.products;
  const { writing, pause, counts } = view;
  const waiting = counts.byState.approved;
  if (waiting === 0) {
    if (!writing.last || writing.last.written + writing.last.refused + writing.last.moved === 0) return null;
    const [written, refused, moved] = [writing.last.written, writing.last.refused, writing.last.moved].map(frame.format.count);
    return (
      <Banner tone={writing.last.refused + writing.last.moved > 0 ? 'caution' : 'success'} title={w.writtenTitle}>
        <p>{w.writtenText(written ?? '', refused ?? '', moved ?? '')}</p>
      </Banner>
    );
  }
  return (
    <Card title={pause ? w.pausedTitle : w.writing} id="writing">
      <div class="stack">
        <div class="stack" role="status">
          <p id="writing-text">
            {w.progress(frame.format.count(writing.done), frame.format.count(writing.total))}
            {!pause && ` · ${w.rest(writing.restMinutes, frame.format.count(writing.restMinutes))}`}
          </p>
          <progress max={writing.total} value={writing.done} aria-labelledby="writing-text" />
        </div>
        {pause && <p>{pause.by === 'person' ? w.pausedText(frame.format.count(waiting)) : w.rightMissing(pause.by === 'bexio' ? 'bexio' : 'Shopify')}</p>}
        <div class="row">
          <PostButton action={frame.link(pause ? '/products/resume' : '/products/pause', view.filter)} {...(pause ? { kind: 'primary' as const } : {})}>
            {pause ? w.resume : w.pause}
          </PostButton>
        </div>
        <Confirm label={w.withdraw} explanation={w.withdrawText}>
          <PostButton action={frame.link('/products/withdraw', view.filter)} kind="danger">{w.withdrawNow}</PostButton>
        </Confirm>
      </div>
    </Card>
  );
}

/** In the admin the question is asked by Shopify itself (`app.js`); elsewhere the right has to be granted with the installation. */
function ScopeMissing({ frame }: { frame: Frame }) {
  const w = frame.words.products;
  return (
    <Banner tone="caution" title={w.scopeTitle}>
      <p>{w.scopeText}</p>
      {frame.embedded && (
        <form method="post" action={frame.link('/products/scopes')} data-scopes="write_products">
          <SubmitButton>{w.scopeButton}</SubmitButton>
        </form>
      )}
    </Banner>
  );
}

function Found({ frame, view, compared }: Props & { compared: string | null }) {
  const { words, format, link } = frame;
  const w = words.products;
  const form: FormState = { values: view.filter, errors: {} };
  const all = Object.values(view.counts.byFinding).reduce((sum, count) => sum + count, 0);
  const options = productFindings.filter((one) => view.counts.byFinding[one] > 0 || one === view.filter.finding).map((one) => ({ value: one, label: `${w.findings[one].label} (${format.count(view.counts.byFinding[one])})` }));
  const carried = Object.fromEntries(new URLSearchParams(link('/').split('?')[1] ?? ''));
  return (
    <>
      <Card>
        <form method="get" action="/products" role="search" class="filters">
          <Hidden fields={carried} />
          <SelectField form={form} name="finding" label={w.show} options={[{ value: '', label: w.all(format.count(all)) }, ...options]} />
          <div class="field">
            <label for="product-search">{w.search}</label>
            <input type="search" id="product-search" name="q" value={view.filter.q} placeholder={w.searchHint} maxLength={100} />
          </div>
          <SubmitButton kind="primary">{w.showButton}</SubmitButton>
        </form>
        {compared !== null && <p class="muted small">{w.comparedAt(format.dateTime(new Date(compared)))}</p>}
        {view.filter.finding !== '' && <p>{w.findings[view.filter.finding].effect}</p>}
      </Card>
      {view.rows.length === 0 ? (
        <Card>
          <Empty title={w.nothingTitle} icon="search">
            <p class="muted">{w.nothingText}</p>
          </Empty>
        </Card>
      ) : (
        <ProductTable frame={frame} view={view} />
      )}
      <ApproveAll frame={frame} view={view} />
    </>
  );
}

/** A whole filter at once, with what will happen said before the button can be reached. */
function ApproveAll({ frame, view }: Props) {
  const w = frame.words.products;
  const { finding, q } = view.filter;
  const open = finding === '' ? 0 : view.counts.byFinding[finding];
  if (finding === '' || q !== '' || open === 0 || !approvable.includes(finding)) return null;
  const count = frame.format.count(open);
  return (
    <Card id="approve-all">
      <Confirm label={w.approveAll(count)} explanation={w.approveAllText(count)}>
        <form method="post" action={frame.link('/products/approve', view.filter)} class="stack">
          <Hidden fields={{ all: finding, until: String(view.shownAt.getTime()) }} />
          <FieldTicks frame={frame} view={view} />
          <div class="row">
            <SubmitButton kind="primary">{w.approveAllNow}</SubmitButton>
          </div>
        </form>
      </Confirm>
    </Card>
  );
}
