import type { Finding } from '../../../domain/settings/finding.ts';
import type { Problem } from '../../../domain/problem.ts';
import type { Frame } from '../../layout.tsx';
import { Banner, Card, Facts, Icon, LinkButton, Money, PageHead, toneIcon, type Tone } from '../../ui.tsx';
import { worstOf } from './check.tsx';
import { DayChart, type Day } from './day-chart.tsx';
import { whatOf } from './finding.tsx';
import { orderStates, problemSentence, type OrderState } from '../orders/order-state.tsx';

export type HomeView = {
  connection: 'none' | 'connected' | 'broken';
  companyName: string | null;
  settingsReady: boolean;
  counts: Record<OrderState, number>;
  /** The newest order of each kind of problem, most frequent kind first. */
  attention: { problem: Problem; count: number; orderId: string; orderName: string }[];
  /** The last days, oldest first, days without orders included. */
  days: Day[];
  /** What the shop sold and what stands in bexio over these days, per currency. */
  totals: { currency: string; shopMinor: number; bexioMinor: number; openMinor: number; orders: number }[];
  lastHeardAt: Date | null;
  /** What the last health check found that needs a look, and when it looked; null before the first one. */
  check: { at: Date; findings: Finding[] } | null;
};

const findingsShown = 3;

/** Is everything fine? One sentence, then what needs attention, then the last days. */
export function HomePage({ frame, view }: { frame: Frame; view: HomeView }) {
  const { words, link } = frame;
  const settled = view.connection === 'connected' && view.settingsReady;
  return (
    <>
      <PageHead title={words.home.title}>
        {settled && <LinkButton href={link('/orders')}>{words.home.allOrders}</LinkButton>}
      </PageHead>
      {settled ? <Verdict frame={frame} view={view} /> : <FirstSteps frame={frame} view={view} />}
      {view.connection === 'broken' && view.settingsReady && <BrokenConnection frame={frame} />}
      {view.connection === 'connected' && view.check !== null && view.check.findings.length > 0 && <CheckResult frame={frame} check={view.check} />}
      {view.attention.length > 0 && <Attention frame={frame} view={view} />}
      {settled && <DayChart frame={frame} days={view.days} currency={view.totals[0]?.currency ?? 'CHF'} />}
      {settled && <Totals frame={frame} view={view} />}
    </>
  );
}

/** The one sentence. */
export function verdictOf(view: HomeView): { tone: Tone; key: 'attention' | 'working' | 'quiet' | 'fine' } {
  if (view.counts.problem > 0) return { tone: 'critical', key: 'attention' };
  if (moving(view) > 0) return { tone: 'info', key: 'working' };
  if (view.counts.booked === 0) return { tone: 'success', key: 'quiet' };
  return { tone: 'success', key: 'fine' };
}

function moving(view: HomeView): number {
  return view.counts.working + view.counts.retrying;
}

function Verdict({ frame, view }: { frame: Frame; view: HomeView }) {
  const { words, link, format } = frame;
  const { tone, key } = verdictOf(view);
  const number = { attention: view.counts.problem, working: moving(view), quiet: 0, fine: view.counts.booked }[key];
  return (
    <Card>
      <div class={`headline ${tone}`}>
        <Icon name={toneIcon(tone)} />
        <p>{words.home.verdict[key](number, format.count(number))}</p>
      </div>
      <dl class="figures">
        {orderStates.map((state) => (
          <div key={state}>
            <dt>
              <a href={link('/orders', { state })}>{words.states[state].label}</a>
            </dt>
            <dd>{format.count(view.counts[state])}</dd>
          </div>
        ))}
      </dl>
      <p class="muted small">
        {view.companyName ? words.home.connectedTo(view.companyName) : ''} {view.lastHeardAt ? words.home.lastHeard(format.ago(view.lastHeardAt, frame.now)) : words.home.neverHeard}
      </p>
    </Card>
  );
}

/** Found by the last run of the check: the first thing to know before orders meet it, so also before the first order. */
function CheckResult({ frame, check }: { frame: Frame; check: NonNullable<HomeView['check']> }) {
  const { words, link, format } = frame;
  const { level, count } = worstOf(check.findings);
  const worst = check.findings.filter((finding) => finding.level === level);
  return (
    <Banner tone={level} title={words.check.verdict[level](count, format.count(count))}>
      <ul>
        {worst.slice(0, findingsShown).map((finding, index) => (
          <li key={index}>{whatOf(frame, finding)}</li>
        ))}
      </ul>
      <p class="muted small">{words.check.checkedAt(format.ago(check.at, frame.now))}</p>
      <LinkButton href={link('/check')}>{words.check.title}</LinkButton>
    </Banner>
  );
}

function BrokenConnection({ frame }: { frame: Frame }) {
  return (
    <Banner tone="critical" title={frame.words.connection.brokenTitle}>
      <p>{frame.words.connection.brokenText}</p>
      <LinkButton href={frame.link('/connection')} kind="primary">
        {frame.words.connection.reconnect}
      </LinkButton>
    </Banner>
  );
}

/** Until orders are being booked, the three things that lead there, the next one with its button. */
function FirstSteps({ frame, view }: { frame: Frame; view: HomeView }) {
  const { words, link } = frame;
  const connected = view.connection === 'connected';
  const steps = [
    { key: 'connect', done: connected, href: '/connection' },
    { key: 'confirm', done: connected && view.settingsReady, href: '/setup' },
    { key: 'firstOrder', done: view.counts.booked > 0, href: null },
  ] as const;
  const next = steps.find((step) => !step.done);
  return (
    <Card title={words.home.firstStepsTitle}>
      <p class="muted">{words.home.firstStepsIntro}</p>
      <ol class="steps">
        {steps.map((step) => (
          <li class={step.done ? 'done' : undefined} aria-current={step === next ? 'step' : undefined} key={step.key}>
            <h3>
              {words.home.steps[step.key].title}
              {step.done && <span class="unseen"> ({words.home.stepDone})</span>}
            </h3>
            <p class="muted">{words.home.steps[step.key].text}</p>
            {step === next && step.href && (
              <p>
                <LinkButton href={link(step.href)} kind="primary" big>
                  {words.home.steps[step.key].button}
                </LinkButton>
              </p>
            )}
          </li>
        ))}
      </ol>
    </Card>
  );
}

function Attention({ frame, view }: { frame: Frame; view: HomeView }) {
  const { words, link, format } = frame;
  return (
    <Card title={words.home.attentionTitle} flush id="attention">
      <ul class="list">
        {view.attention.map(({ problem, count, orderId, orderName }) => (
          <li class="finding critical" key={problem.reason}>
            <Icon name="stop" />
            <p>{problemSentence(frame, problem, orderName)}</p>
            <p class="row">
              <LinkButton href={link(`/orders/${orderId}`)}>{words.home.showOrder(orderName)}</LinkButton>
              {count > 1 && <a href={link('/orders', { state: 'problem', problem: problem.reason })}>{words.home.allWithProblem(count, format.count(count))}</a>}
            </p>
          </li>
        ))}
      </ul>
    </Card>
  );
}

function Totals({ frame, view }: { frame: Frame; view: HomeView }) {
  const { words } = frame;
  if (view.totals.length === 0) return null;
  return (
    <Card title={words.home.totalsTitle} id="totals">
      {view.totals.map((total) => (
        <Facts
          key={total.currency}
          items={[
            [words.home.totalShop(total.orders, frame.format.count(total.orders)), <Money frame={frame} minor={total.shopMinor} currency={total.currency} />],
            [words.home.totalBexio, <Money frame={frame} minor={total.bexioMinor} currency={total.currency} />],
            [words.home.totalOpen, <Money frame={frame} minor={total.openMinor} currency={total.currency} />],
          ]}
        />
      ))}
      <p class="muted small">{words.home.totalsNote}</p>
    </Card>
  );
}
