import { bexioPages } from '../../../bexio/web-pages.ts';
import type { Finding } from '../../../domain/settings/health-check.ts';
import type { Frame } from '../../layout.tsx';
import { Badge, Icon, LinkButton, PostButton, toneIcon } from '../../ui.tsx';
import { methodName } from '../payment-methods.ts';

/** What the buttons of findings need to know. */
export type FindingPlace = { bexioLink: (path: string) => string; userId: number | null; canSetRounding: boolean };

/** One finding: what it is, why it matters, what to click. */
export function FindingLine({ frame, finding, place }: { frame: Frame; finding: Finding; place: FindingPlace }) {
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
    case 'gateway': return methodName(words, finding.gateway);
    case 'webhooks': return finding.lastHeardAt === null ? '' : format.ago(new Date(finding.lastHeardAt), now);
    case 'webhooks-missed': return format.ago(new Date(finding.missedAt), now);
    case 'memory-gap': return finding.since === null ? '' : format.dateTime(new Date(finding.since));
    case 'bexio-silent':
    case 'shopify-silent': return format.ago(new Date(finding.since), now);
    default: return '';
  }
}

type Way = { kind: 'here' | 'bexio'; path: string } | { kind: 'post'; path: string; fields: Record<string, string> };

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
        <LinkButton href={way.kind === 'bexio' ? place.bexioLink(way.path) : frame.link(way.path)} newTab={way.kind === 'bexio'}>
          {label}
        </LinkButton>
      )}
    </p>
  );
}

/** Where a finding is mended. Null: nothing to click helps. */
function wayOut(finding: Finding, { userId, canSetRounding }: FindingPlace): Way | null {
  const here = (path: string): Way => ({ kind: 'here', path });
  const inBexio = (path: string): Way => ({ kind: 'bexio', path });
  switch (finding.id) {
    case 'connection':
    case 'bexio-scopes': return here('/connection');
    case 'settings': return here('/setup');
    case 'bexio-rights':
    case 'contacts-seen': return inBexio(userId === null ? bexioPages.administration : bexioPages.userRights(userId));
    case 'tax-rate':
    case 'numbering':
    case 'bank-accounts': return inBexio(bexioPages.administration);
    case 'rounding': return canSetRounding ? { kind: 'post', path: '/check/rounding', fields: { currency: finding.currency } } : inBexio(bexioPages.administration);
    case 'accounts': return here('/settings/accounts');
    case 'gateway': return here('/settings/payments');
    case 'collective-contact': return here('/settings/customers');
    case 'modules': return here('/settings/stock');
    case 'go-live': return here('/settings/booking');
    case 'shopify-scopes':
    case 'webhooks':
    case 'webhooks-missed':
    case 'memory-gap':
    case 'bexio-silent':
    case 'shopify-silent': return null;
  }
}
