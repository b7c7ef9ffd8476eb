import type { Problem } from '../../domain/problem.ts';
import type { Frame } from '../layout.tsx';
import { Banner, Card, Facts, Icon, LinkButton, Money, PageHead, toneIcon, type Tone } from '../ui.tsx';
import { DayChart, type Day } from './day-chart.tsx';
import { orderStates, problemSentence, type OrderState } from './order-state.tsx';

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
  /** What the health check would say at this moment. */
  check: { level: 'critical' | 'caution' | 'success'; count: number };
};

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
      {settled && view.check.level !== 'success' && <CheckResult frame={frame} check={view.check} />}
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

/** The check runs with every look at this page, on data of the company that is at most a quarter of an hour old. */
function CheckResult({ frame, check }: { frame: Frame; check: HomeView['check'] }) {
  const { words, link, format } = frame;
  return (
    <Banner tone={check.level} title={words.check.verdict[check.level](check.count, format.count(check.count))}>
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
