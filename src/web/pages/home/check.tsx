import type { Finding } from '../../../domain/settings/finding.ts';
import type { Frame } from '../../layout.tsx';
import { Card, Icon, PageHead, PostButton, toneIcon } from '../../ui.tsx';
import { FindingList, type FindingPlace } from './finding.tsx';

export type CheckView = FindingPlace & {
  findings: Finding[];
  /** When bexio was looked at last; null: not yet. */
  checkedAt: Date | null;
  /** A new look has been asked for and has not ended. */
  running: boolean;
};

/** The worst that was found, and how often. */
export function worstOf(findings: readonly Finding[]): { level: Finding['level']; count: number } {
  const level = (['critical', 'caution'] as const).find((one) => findings.some((finding) => finding.level === one)) ?? 'success';
  return { level, count: findings.filter((finding) => finding.level === level).length };
}

/** Everything that must be right for orders to be booked: what, why it matters, what to click. */
export function CheckPage({ frame, view }: { frame: Frame; view: CheckView }) {
  const { words, link, format } = frame;
  const { level, count } = worstOf(view.findings);
  return (
    <>
      <PageHead title={words.check.title} note={words.check.intro}>
        {!view.running && <PostButton action={link('/check/again')}>{words.check.again}</PostButton>}
      </PageHead>
      <Card>
        <div class={`headline ${level}`}>
          <Icon name={toneIcon(level)} />
          <p>{words.check.verdict[level](count, format.count(count))}</p>
        </div>
        <p class="muted small" role="status">
          {view.running ? words.check.running : view.checkedAt ? words.check.checkedAt(format.ago(view.checkedAt, frame.now)) : words.check.neverChecked}
        </p>
      </Card>
      <Card flush title={words.check.listTitle} id="findings">
        <FindingList frame={frame} findings={view.findings} place={view} />
      </Card>
    </>
  );
}
