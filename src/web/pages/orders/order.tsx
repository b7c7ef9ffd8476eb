import type { Problem } from '../../../domain/problem.ts';
import type { Frame } from '../../layout.tsx';
import { Badge, Banner, Card, Confirm, Facts, LinkButton, Moment, Money, PageHead, PostButton, ShopText, type Tone } from '../../ui.tsx';
import { NoteTable } from './credit-note.tsx';
import { Changes, type ChangeView } from './order-changes.tsx';
import { Papers, type PaperLine } from './order-papers.tsx';
import { Refunds, type RefundView } from './order-refunds.tsx';
import { type Because, type Cure, oneLine, type OrderState, problemSentence, StateBadge } from './order-state.tsx';
import { Restock } from './restock.tsx';

export type OrderView = {
  id: string;
  name: string;
  createdAt: Date;
  customer: string | null;
  state: OrderState;
  because: Because | null;
  problem: Problem | null;
  cure: Cure;
  /** What bexio or the network said last while the order is retried by itself. */
  attempts: number;
  nextTryAt: Date | null;
  totalMinor: number;
  /** VAT and total of the invoice, as bexio says. */
  vatMinor: number | null;
  invoiceTotalMinor: number | null;
  currency: string;
  methods: string[];
  papers: PaperLine[];
  refunds: RefundView[];
  changes: ChangeView[];
  /** The merchant's rule that decided; `position` null: it has been removed since. Null: none fitted. */
  rule: { name: string; position: number | null } | null;
  /** `account`, `date`: where and when it stands in bexio, as far as that is kept. */
  payments: { amountMinor: number; currency: string; gateway: string; account: string | null; date: string | null; bookedAt: Date | null }[];
  timeline: { at: Date; text: string; more: string | null; tone: Tone }[];
  shopifyHref: string;
  pdfHref: string | null;
  /** Whether leaving out and booking at once are offered. */
  canDecide: boolean;
  /** Where it is taken back; null = nothing to take back, or not offered. */
  undoHref: string | null;
  /** Taken back by the merchant; `final`: its payments stay on the first invoice, so it cannot be booked again. */
  undone: { final: boolean } | null;
  done: string | null;
};

export function OrderPage({ frame, view }: { frame: Frame; view: OrderView }) {
  const { words, link } = frame;
  return (
    <>
      <PageHead
        title={<ShopText text={words.order.title(view.name)} max={60} />}
        back={{ href: link('/orders'), label: words.orders.title }}
        badge={<StateBadge frame={frame} state={view.state} />}
        note={<Moment frame={frame} at={view.createdAt} />}
      >
        <LinkButton href={link(`/orders/${view.id}/preview`)}>{words.order.preview}</LinkButton>
        <LinkButton href={view.shopifyHref} top>
          {words.order.inShopify}
        </LinkButton>
        {view.undoHref && <LinkButton href={view.undoHref}>{words.life.undo.link}</LinkButton>}
      </PageHead>
      {view.done && <Banner tone="info" title={words.orders.done(view.done, 1, '1')} />}
      {view.problem && <ProblemBanner frame={frame} view={view} problem={view.problem} />}
      {!view.problem && <NextLine frame={frame} view={view} />}
      <div class="split">
        <div class="stack">
          {view.problem?.reason === 'restock-needed' && <Restock frame={frame} orderId={view.id} problem={view.problem} />}
          {view.problem?.reason === 'credit-note-needed' && view.refunds.every(({ state }) => state !== 'open') && (
            <Card title={words.problems['credit-note-needed'].short} id="credit-note">
              <NoteTable frame={frame} note={view.problem} label={words.problems['credit-note-needed'].short} />
            </Card>
          )}
          <Papers frame={frame} papers={view.papers} pdfHref={view.pdfHref} />
          <Payments frame={frame} view={view} />
          <Refunds frame={frame} orderId={view.id} refunds={view.refunds} canClose={view.canDecide} />
          <Changes frame={frame} changes={view.changes} />
        </div>
        <div class="stack">
          <Summary frame={frame} view={view} />
          <Timeline frame={frame} view={view} />
        </div>
      </div>
    </>
  );
}

function ProblemBanner({ frame, view, problem }: { frame: Frame; view: OrderView; problem: Problem }) {
  const { words, link } = frame;
  const cureWords = words.problems[problem.reason];
  return (
    <Banner tone="critical" title={problemSentence(frame, problem, view.name)}>
      <p>{cureWords.cure}</p>
      <div class="row">
        {view.cure && (
          <LinkButton href={view.cure.href} kind="primary" newTab={view.cure.newTab}>
            {cureWords.button}
          </LinkButton>
        )}
        <PostButton action={link(`/orders/${view.id}/retry`)}>{words.actions.retry}</PostButton>
      </div>
      {view.canDecide && (
        <Confirm label={words.order.skipLabel} explanation={words.order.skipText(oneLine(view.name, 40))}>
          <PostButton action={link(`/orders/${view.id}/skip`)} kind="danger">
            {words.order.skipNow}
          </PostButton>
        </Confirm>
      )}
    </Banner>
  );
}

/** What is still to come and why, with the button that does not want to wait. */
function NextLine({ frame, view }: { frame: Frame; view: OrderView }) {
  const { words, link, format } = frame;
  if (view.state === 'booked' || view.state === 'problem') return null;
  const text = view.undone ? words.life.undone : view.because ? words.because[view.because] : words.states[view.state].text;
  const later = view.attempts > 1 && view.nextTryAt ? words.order.nextTry(format.count(view.attempts), format.ago(view.nextTryAt, frame.now)) : '';
  return (
    <Banner tone="info" title={text}>
      {later && <p>{later}</p>}
      <div class="row">
        {view.canDecide && view.state === 'waiting' && <PostButton action={link(`/orders/${view.id}/book-now`)}>{words.actions.bookNow}</PostButton>}
        {view.canDecide && view.state === 'skipped' && !view.undone?.final && <PostButton action={link(`/orders/${view.id}/book-now`)}>{words.actions.bookAnyway}</PostButton>}
        {(view.state === 'working' || view.state === 'retrying') && <PostButton action={link(`/orders/${view.id}/retry`)}>{words.actions.tryNow}</PostButton>}
        {view.canDecide && view.state === 'waiting' && <PostButton action={link(`/orders/${view.id}/skip`)}>{words.actions.skip}</PostButton>}
      </div>
    </Banner>
  );
}

function Payments({ frame, view }: { frame: Frame; view: OrderView }) {
  const { words } = frame;
  return (
    <Card title={words.order.payments} flush={view.payments.length > 0} id="payments">
      {view.payments.length === 0 ? (
        <p class="muted">{words.order.noPayments}</p>
      ) : (
        <ul class="list">
          {view.payments.map((payment, index) => (
            <li class="card-head" key={index}>
              <span class="row">
                <ShopText text={payment.gateway} max={60} />
                <Badge tone={payment.bookedAt ? 'success' : 'neutral'}>{payment.bookedAt ? words.order.paymentBooked : words.order.paymentOpen}</Badge>
              </span>
              <Money frame={frame} minor={payment.amountMinor} currency={payment.currency} />
              {payment.account !== null && payment.date !== null && <p class="muted small whole"><ShopText text={words.order.paymentOn(payment.account, frame.format.day(payment.date))} max={160} /></p>}
            </li>
          ))}
        </ul>
      )}
    </Card>
  );
}

function Summary({ frame, view }: { frame: Frame; view: OrderView }) {
  const { words } = frame;
  const money = (minor: number | null) => (minor === null ? '–' : <Money frame={frame} minor={minor} currency={view.currency} />);
  return (
    <Card title={words.order.summary} id="summary">
      <Facts
        items={[
          [words.orders.columns.customer, view.customer ? <span><ShopText text={view.customer} max={300} /></span> : words.order.noCustomer],
          [words.orders.columns.total, money(view.totalMinor)],
          [words.order.invoiceTotal, money(view.invoiceTotalMinor)],
          [words.order.vat, money(view.vatMinor)],
          [words.life.rule, <RuleLine frame={frame} rule={view.rule} />],
          [words.order.method, view.methods.length > 0 ? <ShopText text={frame.format.list(view.methods)} max={200} /> : '–'],
        ]}
      />
    </Card>
  );
}

function RuleLine({ frame, rule }: { frame: Frame; rule: OrderView['rule'] }) {
  const { words, link, format } = frame;
  if (rule === null) return <span>{words.life.noRule}</span>;
  if (rule.position === null) return <ShopText text={words.life.ruleGone(rule.name)} max={120} />;
  return (
    <a href={link(`/settings/rules/${rule.position}`)}>
      <ShopText text={words.life.ruleAt(format.count(rule.position), rule.name)} max={120} />
    </a>
  );
}

function Timeline({ frame, view }: { frame: Frame; view: OrderView }) {
  const { words } = frame;
  return (
    <Card title={words.order.timeline} id="timeline">
      {view.timeline.length === 0 ? (
        <p class="muted">{words.order.noTimeline}</p>
      ) : (
        <ol class="timeline">
          {view.timeline.map((entry, index) => (
            <li class={entry.tone} key={index}>
              <p>{entry.text}</p>
              {entry.more && <p class="small">{entry.more}</p>}
              <p class="muted small">
                <Moment frame={frame} at={entry.at} />
              </p>
            </li>
          ))}
        </ol>
      )}
    </Card>
  );
}
