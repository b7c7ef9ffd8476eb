import type { Frame } from '../../layout.tsx';
import { Banner, Card, Empty, Hidden, Icon, LinkButton, Moment, PageHead, ShopText, SubmitButton } from '../../ui.tsx';
import { ClosedPeriod, type ClosedView } from './closed-period.tsx';
import { FormErrors } from './setup.tsx';
import { TopicFields } from './topics/topic-fields.tsx';
import { topics, type Topic, type TopicProps } from './topics/topic.ts';

export type SettingsOverview = { summaries: Record<Topic, string>; rules: number; connection: string };

/** All topics with what is set, each on a page of its own. */
export function SettingsPage({ frame, view }: { frame: Frame; view: SettingsOverview }) {
  const { words, link } = frame;
  const rows = [
    ...topics.map((topic) => ({ href: `/settings/${topic}`, title: words.settings.topics[topic].title, line: view.summaries[topic] })),
    { href: '/settings/rules', title: words.rules.title, line: words.rules.line(view.rules, frame.format.count(view.rules)) },
    { href: '/connection', title: words.connection.title, line: view.connection },
    { href: '/settings/history', title: words.history.title, line: words.history.line },
    { href: '/settings/file', title: words.file.title, line: words.file.line },
  ];
  return (
    <>
      <PageHead title={words.settings.title} note={words.settings.intro} />
      <Card flush>
        <ul class="list">
          {rows.map((row) => (
            <li key={row.href}>
              <a class="topic" href={link(row.href)}>
                <strong>{row.title}</strong>
                <Icon name="next" />
                <span class="muted">{row.line}</span>
              </a>
            </li>
          ))}
        </ul>
      </Card>
    </>
  );
}

export type TopicView = Omit<TopicProps, 'frame'> & {
  topic: Topic;
  version: number;
  /** Somebody saved in the meantime: the fields still hold what was typed. */
  conflict: { author: string; at: Date } | null;
  saved: boolean;
  /** Of the topic about closed periods: what falls into one. */
  closed: ClosedView | null;
  /** Orders that have not been booked yet and will follow a change. */
  unbooked: number;
};

export function TopicPage({ frame, view }: { frame: Frame; view: TopicView }) {
  const { words, link } = frame;
  const topicWords = words.settings.topics[view.topic];
  // A button that asks by GET loses the query of its address.
  const carried = Object.fromEntries(new URLSearchParams(link('/').split('?')[1] ?? ''));
  const saveBar = frame.embedded ? { 'data-save-bar': '' } : {};
  return (
    <>
      <PageHead title={topicWords.title} back={{ href: link('/settings'), label: words.settings.title }} note={topicWords.intro} />
      {view.saved && <Banner tone="success" title={words.settings.saved} />}
      {view.conflict && (
        <Banner tone="caution" title={words.settings.conflictTitle} focus>
          <p>{words.settings.conflictText(view.conflict.author, frame.format.dateTime(view.conflict.at))}</p>
        </Banner>
      )}
      <FormErrors frame={frame} form={view.form} />
      <form method="post" action={link(`/settings/${view.topic}`)} class="stack" data-guard={words.app.unsaved} {...saveBar}>
        <Hidden fields={{ version: String(view.version), ...carried }} />
        <Card>
          <TopicFields {...view} frame={frame} />
        </Card>
        <div class="save-line">
          <p class="muted">{view.topic === 'products' ? words.settings.products.effect : words.settings.effect(view.unbooked, frame.format.count(view.unbooked))}</p>
          <LinkButton href={link('/settings')}>{words.actions.cancel}</LinkButton>
          <SubmitButton kind="primary">{words.actions.save}</SubmitButton>
        </div>
      </form>
      {view.closed && <ClosedPeriod frame={frame} view={view.closed} />}
    </>
  );
}

export type HistoryView = { changes: { version: number; at: Date; author: string; lines: { field: string; before: string; after: string }[] }[] };

/** Who changed what and when, newest first. */
export function HistoryPage({ frame, view }: { frame: Frame; view: HistoryView }) {
  const { words, link } = frame;
  return (
    <>
      <PageHead title={words.history.title} back={{ href: link('/settings'), label: words.settings.title }} note={words.history.intro} />
      {view.changes.length === 0 && (
        <Card>
          <Empty title={words.history.empty} />
        </Card>
      )}
      {view.changes.map((change) => (
        <Card flush title={<Moment frame={frame} at={change.at} />} action={<span class="muted">{words.history.by(change.author)}</span>} key={change.version}>
          {change.lines.length === 0 ? <p class="muted card-note">{words.history.first}</p> : <Changes frame={frame} lines={change.lines} />}
        </Card>
      ))}
    </>
  );
}

export function Changes({ frame, lines }: { frame: Frame; lines: { field: string; before: string; after: string }[] }) {
  const { words } = frame;
  return (
    <div class="scroller" tabIndex={0} role="group" aria-label={words.history.title}>
      <table class="stacked" role="table">
        <thead role="rowgroup">
          <tr role="row">
            <th scope="col" role="columnheader">{words.history.field}</th>
            <th scope="col" role="columnheader">{words.history.before}</th>
            <th scope="col" role="columnheader">{words.history.after}</th>
          </tr>
        </thead>
        <tbody role="rowgroup">
          {lines.map((line) => (
            <tr role="row" key={line.field}>
              <th scope="row" role="rowheader" class="line">{line.field}</th>
              {(['before', 'after'] as const).map((side) => (
                <td role="cell" class="line" key={side}>
                  <span class="muted narrow">{words.history[side]} </span>
                  <ShopText text={line[side]} max={200} />
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

export type FileView = { fault: 'unreadable' | 'other-company' | 'conflict' | null; preview: { lines: { field: string; before: string; after: string }[]; payload: string } | null; version: number };

/** Settings as a file: taken out, brought in again, each change shown before it counts. */
export function FilePage({ frame, view }: { frame: Frame; view: FileView }) {
  const { words, link } = frame;
  return (
    <>
      <PageHead title={words.file.title} back={{ href: link('/settings'), label: words.settings.title }} note={words.file.intro} />
      {view.fault && <Banner tone="critical" title={words.file.faults[view.fault]} focus />}
      {view.preview && (
        <Card title={words.file.previewTitle} flush>
          {view.preview.lines.length === 0 ? <p class="card-note">{words.file.nothingChanges}</p> : <Changes frame={frame} lines={view.preview.lines} />}
          <form method="post" action={link('/settings/file')} class="bulk end">
            <Hidden fields={{ version: String(view.version), payload: view.preview.payload, confirmed: 'yes' }} />
            <LinkButton href={link('/settings/file')}>{words.actions.cancel}</LinkButton>
            {view.preview.lines.length > 0 && <SubmitButton kind="primary">{words.file.apply}</SubmitButton>}
          </form>
        </Card>
      )}
      <div class="columns">
        <Card title={words.file.exportTitle}>
          <p class="muted">{words.file.exportText}</p>
          <p>
            <a class="button" href={link('/settings/export.json')} download="settings.json" data-download="settings.json">
              {words.file.exportButton}
            </a>
          </p>
        </Card>
        <Card title={words.file.importTitle}>
          <p class="muted">{words.file.importText}</p>
          <form method="post" action={link('/settings/file')} class="stack">
            <div class="field">
              <label for="import-file">{words.file.choose}</label>
              <input type="file" id="import-file" accept="application/json,.json" data-into="import-text" />
            </div>
            <div class="field">
              <label for="import-text">{words.file.paste}</label>
              <textarea id="import-text" name="payload" rows={6} required spellcheck={false} />
            </div>
            <p>
              <SubmitButton>{words.file.check}</SubmitButton>
            </p>
          </form>
        </Card>
      </div>
    </>
  );
}
