import type { Frame } from '../../layout.tsx';
import { Banner, Card, Confirm, Facts, LinkButton, Moment, PageHead, PostButton, ShopText } from '../../ui.tsx';

export type ConnectionView = {
  status: 'none' | 'connected' | 'broken';
  companyName: string | null;
  connectedAt: Date | null;
  /** Leaves the admin's frame: bexio's sign-in cannot be framed. */
  connectHref: string;
  disconnectHref: string;
  /** What the sign-in ended with, when it just came back. */
  outcome: 'disconnected' | null;
  companyLoaded: boolean;
  settingsReady: boolean;
};

/** Connect, connected, or to be connected anew: one thing to do in each case. */
export function ConnectionPage({ frame, view }: { frame: Frame; view: ConnectionView }) {
  const { words, link } = frame;
  return (
    <>
      <PageHead title={words.connection.title} back={{ href: link('/settings'), label: words.settings.title }} />
      {view.outcome && <Banner tone="success" title={words.connection.outcomes[view.outcome]} focus />}
      {view.status === 'none' && <Invitation frame={frame} view={view} />}
      {view.status === 'broken' && (
        <Banner tone="critical" title={words.connection.brokenTitle}>
          <p>{words.connection.brokenText}</p>
          <LinkButton href={view.connectHref} kind="primary" top>
            {words.connection.reconnect}
          </LinkButton>
        </Banner>
      )}
      {view.status !== 'none' && <Connected frame={frame} view={view} />}
    </>
  );
}

function Invitation({ frame, view }: { frame: Frame; view: ConnectionView }) {
  const { words } = frame;
  return (
    <Card title={words.connection.inviteTitle}>
      <p>{words.connection.inviteText}</p>
      <ul>
        {words.connection.promises.map((promise) => (
          <li key={promise}>{promise}</li>
        ))}
      </ul>
      <p>
        <LinkButton href={view.connectHref} kind="primary" big top>
          {words.connection.connect}
        </LinkButton>
      </p>
      <p class="muted small">{words.connection.leaveNote}</p>
    </Card>
  );
}

function Connected({ frame, view }: { frame: Frame; view: ConnectionView }) {
  const { words, link } = frame;
  return (
    <Card title={words.connection.connectedTitle}>
      <Facts
        items={[
          [words.connection.company, <ShopText text={view.companyName ?? '–'} max={120} />],
          [words.connection.since, view.connectedAt ? <Moment frame={frame} at={view.connectedAt} /> : '–'],
        ]}
      />
      {view.status === 'connected' && !view.companyLoaded && <p role="status">{words.connection.reading}</p>}
      {view.status === 'connected' && view.companyLoaded && !view.settingsReady && (
        <p>
          <LinkButton href={link('/setup')} kind="primary" big>
            {words.home.steps.confirm.button}
          </LinkButton>
        </p>
      )}
      <Confirm label={words.connection.disconnect} explanation={words.connection.disconnectText}>
        <PostButton action={view.disconnectHref} kind="danger">
          {words.connection.disconnectNow}
        </PostButton>
      </Confirm>
    </Card>
  );
}
