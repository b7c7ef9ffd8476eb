import type { Frame } from '../layout.tsx';
import { Badge, Card, Icon, LinkButton, PageHead, PostButton, toneIcon } from '../ui.tsx';
import type { Finding } from './findings.ts';

export type CheckView = { findings: Finding[]; bexioLink: (path: string) => string };

const order = { critical: 0, caution: 1, success: 2 } as const;

/** Everything that must be right for orders to be booked: what, why it matters, what to click. */
export function CheckPage({ frame, view }: { frame: Frame; view: CheckView }) {
  const { words } = frame;
  const findings = view.findings.toSorted((a, b) => order[a.level] - order[b.level]);
  const open = findings.filter((finding) => finding.level !== 'success');
  const tone = open.some((finding) => finding.level === 'critical') ? 'critical' : open.length > 0 ? 'caution' : 'success';
  return (
    <>
      <PageHead title={words.check.title} note={words.check.intro} />
      <Card>
        <div class={`headline ${tone}`}>
          <Icon name={toneIcon(tone)} />
          <p>{words.check.verdict[tone](open.length, frame.format.count(open.length))}</p>
        </div>
      </Card>
      <Card flush title={words.check.listTitle} id="findings">
        <ul class="list">
          {findings.map((finding) => (
            <FindingLine frame={frame} finding={finding} bexioLink={view.bexioLink} key={`${finding.id}${finding.subject}`} />
          ))}
        </ul>
      </Card>
    </>
  );
}

function FindingLine({ frame, finding, bexioLink }: { frame: Frame; finding: Finding; bexioLink: (path: string) => string }) {
  const { words, link } = frame;
  const text = words.check.findings[finding.id];
  return (
    <li class={`finding ${finding.level}`}>
      <Icon name={toneIcon(finding.level)} />
      <div class="card-head">
        <strong>{text.what(finding.subject)}</strong>
        <Badge tone={finding.level}>{words.check.levels[finding.level]}</Badge>
      </div>
      {finding.level !== 'success' && <p class="muted">{text.why}</p>}
      {finding.level !== 'success' && finding.action && (
        <p class="row">
          {finding.action.kind === 'post' ? (
            <PostButton action={link(finding.action.path)} fields={finding.action.fields}>
              {text.button}
            </PostButton>
          ) : (
            <LinkButton href={finding.action.kind === 'bexio' ? bexioLink(finding.action.path) : link(finding.action.path)} newTab={finding.action.kind === 'bexio'}>
              {text.button}
            </LinkButton>
          )}
        </p>
      )}
    </li>
  );
}
