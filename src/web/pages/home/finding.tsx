import { bexioPages } from '../../../bexio/web-pages.ts';
import type { Finding } from '../../../domain/settings/finding.ts';
import type { Frame } from '../../layout.tsx';
import { Badge, Icon, LinkButton, PostButton, toneIcon } from '../../ui.tsx';
import { methodName } from '../payment-methods.ts';
import type { Topic } from '../settings/topics/topic.ts';

/** What the buttons of findings need to know. */
export type FindingPlace = {
  bexioLink: (path: string) => string;
  userId: number | null;
  canSetRounding: boolean;
  /** The page that shows the findings: what is mended by one click leads back to it. */
  path: '/check' | '/setup';
};

const order = { critical: 0, caution: 1, success: 2 } as const;

/** What was looked at, the worst first. */
export function FindingList({ frame, findings, place }: { frame: Frame; findings: readonly Finding[]; place: FindingPlace }) {
  const sorted = findings.toSorted((a, b) => order[a.level] - order[b.level]);
  return (
    <ul class="list">
      {sorted.map((finding, index) => (
        <FindingLine frame={frame} finding={finding} place={place} key={`${finding.id}${index}`} />
      ))}
    </ul>
  );
}

/** One finding: what it is, why it matters, what to click. */
function FindingLine({ frame, finding, place }: { frame: Frame; finding: Finding; place: FindingPlace }) {
  const { words } = frame;
  const open = finding.level !== 'success';
  return (
    <li class={`finding ${finding.level}`}>
      <Icon name={toneIcon(finding.level)} />
      <div class="card-head">
        <strong>{whatOf(frame, finding)}</strong>
        <Badge tone={finding.level}>{words.check.levels[finding.level]}</Badge>
      </div>
      {open && <p class="muted">{words.check.findings[finding.id].why}</p>}
      {open && <FindingButton frame={frame} finding={finding} place={place} />}
    </li>
  );
}

/** A finding in a few words. */
export function whatOf(frame: Frame, finding: Finding): string {
  return frame.words.check.findings[finding.id].what(subjectOf(frame, finding));
}

function subjectOf({ words, format, now }: Frame, finding: Finding): string {
  switch (finding.id) {
    case 'bexio-scopes':
    case 'shopify-scopes': return finding.missing.join(', ');
    case 'bexio-rights': return format.list(finding.denied.map((name) => words.check.modules[name]));
    case 'tax-rate': return format.rate(finding.ratePpm);
    case 'bank-accounts': return format.count(finding.count);
    case 'rounding': return format.money(finding.roundFactorMinor, finding.currency);
    case 'currency': return finding.currency;
    case 'accounts': return format.list((finding.roles ?? []).map((role) => format.quoted(words.settings.accounts.roles[role].label)));
    case 'numbering': return finding.document ?? '';
    case 'gateway': return methodName(words, finding.gateway);
    case 'webhooks': return finding.lastHeardAt === null ? '' : format.ago(new Date(finding.lastHeardAt), now);
    case 'webhooks-missed': return format.ago(new Date(finding.missedAt), now);
    case 'memory-gap': return finding.since === null ? '' : format.dateTime(new Date(finding.since));
    case 'bexio-silent':
    case 'shopify-silent': return format.ago(new Date(finding.since), now);
    default: return '';
  }
}

type Way = { kind: 'here'; path: string } | { kind: 'bexio'; path: string } | { kind: 'topic'; topic: Topic } | { kind: 'post'; path: string; fields: Record<string, string> };

function FindingButton({ frame, finding, place }: { frame: Frame; finding: Finding; place: FindingPlace }) {
  const way = wayOut(finding, place);
  if (!way) return null;
  const label = frame.words.check.findings[finding.id].button;
  return (
    <p class="row">
      {way.kind === 'post' ? (
        <PostButton action={frame.link(way.path)} fields={way.fields}>
          {label}
        </PostButton>
      ) : (
        <LinkButton href={hrefOf(frame, way, place)} newTab={way.kind === 'bexio'}>
          {label}
        </LinkButton>
      )}
    </p>
  );
}

/** The set-up has every topic on its own page; elsewhere each has one of its own. */
function hrefOf(frame: Frame, way: Exclude<Way, { kind: 'post' }>, place: FindingPlace): string {
  if (way.kind === 'bexio') return place.bexioLink(way.path);
  if (way.kind === 'here') return frame.link(way.path);
  return place.path === '/setup' ? `#setup-${way.topic}` : frame.link(`/settings/${way.topic}`);
}

/** The topic in which a finding is mended, where it is one. */
export function topicOf(finding: Finding): Topic | null {
  return topics[finding.id] ?? null;
}

const topics: Partial<Record<Finding['id'], Topic>> = { accounts: 'accounts', gateway: 'payments', 'collective-contact': 'customers', modules: 'stock', 'go-live': 'booking' };

/** Where a finding is mended. Null: nothing to click helps. */
function wayOut(finding: Finding, { userId, canSetRounding, path }: FindingPlace): Way | null {
  const topic = topicOf(finding);
  if (topic !== null) return { kind: 'topic', topic };
  const here = (path: string): Way => ({ kind: 'here', path });
  const inBexio = (path: string): Way => ({ kind: 'bexio', path });
  switch (finding.id) {
    case 'connection':
    case 'bexio-scopes': return here('/connection');
    case 'settings': return here('/setup');
    case 'bexio-rights':
    case 'contacts-seen': return inBexio(userId === null ? bexioPages.administration : bexioPages.userRights(userId));
    case 'tax-rate':
    case 'currency':
    case 'numbering':
    case 'bank-accounts': return inBexio(bexioPages.administration);
    case 'rounding': return canSetRounding ? { kind: 'post', path: '/check/rounding', fields: { currency: finding.currency, from: path } } : inBexio(bexioPages.administration);
    default: return null;
  }
}
