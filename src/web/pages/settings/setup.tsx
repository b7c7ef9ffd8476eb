import type { Finding } from '../../../domain/settings/finding.ts';
import type { FormState } from '../../fields.tsx';
import { idOf } from '../../fields.tsx';
import type { Frame } from '../../layout.tsx';
import { Banner, Card, Empty, Hidden, Icon, LinkButton, PageHead, SubmitButton } from '../../ui.tsx';
import { FindingList, topicOf, type FindingPlace } from '../home/finding.tsx';
import { TopicFields } from './topics/topic-fields.tsx';
import { topics, type Topic, type TopicProps } from './topics/topic.ts';

export type SetupView = Omit<TopicProps, 'frame'> & {
  /** What the fields of each topic amount to, in a line. */
  summaries: Record<Topic, string>;
  /** What stands in the way of orders with these settings; the form can be accepted all the same. */
  check: FindingPlace & { findings: Finding[] };
  version: number;
};

/** The whole configuration on one screen, proposed: accepting it unchanged leaves a shop that books. */
export function SetupPage({ frame, view }: { frame: Frame; view: SetupView }) {
  const { words, link } = frame;
  const open = view.check.findings.filter(({ level }) => level !== 'success');
  const toMend = new Set(open.map(topicOf));
  return (
    <>
      <PageHead title={words.setup.title} back={{ href: link('/'), label: words.nav.home }} note={words.setup.intro(view.company.name)} />
      <FormErrors frame={frame} form={view.form} />
      <Checked frame={frame} check={view.check} findings={open} />
      <form method="post" action={link('/setup')} class="stack" data-guard={words.app.unsaved}>
        <Hidden fields={{ version: String(view.version) }} />
        <Card title={words.settings.topics.booking.title} id="setup-booking">
          <TopicFields frame={frame} topic="booking" form={view.form} company={view.company} gateways={view.gateways} locations={view.locations} />
        </Card>
        <Card title={words.setup.proposedTitle}>
          <p class="muted">{words.setup.proposedIntro}</p>
          {topics
            .filter((topic) => !notProposed.has(topic))
            .map((topic) => (
              <details class={toMend.has(topic) ? 'section caution' : 'section'} id={`setup-${topic}`} open={topicHasErrors(view.form, topic) || toMend.has(topic)} key={topic}>
                <summary>
                  <Icon name={toMend.has(topic) ? 'alert' : 'ok'} /> {words.settings.topics[topic].title}
                  <span class="muted">{view.summaries[topic]}</span>
                </summary>
                <TopicFields frame={frame} topic={topic} form={view.form} company={view.company} gateways={view.gateways} locations={view.locations} />
              </details>
            ))}
        </Card>
        <div class="save-line">
          <p class="muted">{words.setup.afterwards}</p>
          <SubmitButton kind="primary" big>
            {words.setup.accept}
          </SubmitButton>
        </div>
      </form>
    </>
  );
}

/** The health check of what is proposed, before the first order meets it. */
function Checked({ frame, check, findings }: { frame: Frame; check: FindingPlace; findings: Finding[] }) {
  const { setup } = frame.words;
  if (findings.length === 0) return <Banner tone="success" title={setup.checkedFine} />;
  return (
    <Card title={setup.checkedTitle} flush id="findings">
      <p class="muted card-note">{setup.checkedText}</p>
      <FindingList frame={frame} findings={findings} place={check} />
    </Card>
  );
}

/** There is nothing to propose yet: bexio is not connected, or is being read. */
export function SetupWaiting({ frame, connected }: { frame: Frame; connected: boolean }) {
  const { words, link } = frame;
  return (
    <>
      <PageHead title={words.setup.title} back={{ href: link('/'), label: words.nav.home }} />
      <Card>
        <Empty title={connected ? words.setup.readingTitle : words.home.steps.connect.title}>
          <p class="muted" role="status">
            {connected ? words.connection.reading : words.setup.notConnected}
          </p>
          {!connected && (
            <LinkButton href={link('/connection')} kind="primary" big>
              {words.home.steps.connect.button}
            </LinkButton>
          )}
        </Empty>
      </Card>
    </>
  );
}

/** Errors of a form at its top, each leading to its field. */
export function FormErrors({ frame, form }: { frame: Frame; form: FormState }) {
  const names = Object.keys(form.errors);
  if (names.length === 0) return null;
  return (
    <Banner tone="critical" title={frame.words.settings.errorsTitle(names.length, frame.format.count(names.length))} focus>
      <ul>
        {names.map((name) => (
          <li key={name}>
            <a href={`#${idOf(name)}`}>{form.errors[name]}</a>
          </li>
        ))}
      </ul>
    </Banner>
  );
}

/** The first has a card of its own; the last two are nothing to think of on the first day, and show fields of the others once more. */
const notProposed: ReadonlySet<Topic> = new Set<Topic>(['booking', 'products', 'vouchers', 'closing']);

const prefixes: Record<Topic, string[]> = {
  booking: ['goLive', 'bookWhen', 'finish', 'testOrders'],
  payments: ['gateway', 'newGateway', 'currency:', 'bookIn', 'daysToPay'],
  accounts: ['account:', 'zeroTax:'],
  documents: ['presentation', 'language', 'unitId', 'templateSlug', 'text:'],
  customers: ['contactUpdates', 'collectiveContactId'],
  stock: ['articles', 'documents', 'deliver', 'stockLeads', 'stockLocation', 'stockPlace:', 'fulfil'],
  products: ['product'],
  changes: ['refunds', 'lumpSum', 'textChanges', 'markPaid', 'tag'],
  vouchers: ['giftCards'],
  closing: ['lockDate'],
};

function topicHasErrors(form: FormState, topic: Topic): boolean {
  return Object.keys(form.errors).some((name) => prefixes[topic].some((prefix) => name.startsWith(prefix)));
}
