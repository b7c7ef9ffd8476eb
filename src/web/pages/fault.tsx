import type { Request } from 'express';
import { BexioError } from '../../bexio/outcome.ts';
import { ShopifyError } from '../../shopify/outcome.ts';
import { StoreBusy, StoreUnavailable } from '../../store/store.ts';
import { Banner, LinkButton } from '../ui.tsx';
import type { Visit } from './frame.ts';

/** What a merchant is told of an error: who does not answer, what is missing, or that it is our fault. */
type Told = 'bexio' | 'shopify' | 'busy' | 'right' | 'disconnected' | 'fault';

const statuses: Record<Told, number> = { bexio: 503, shopify: 503, busy: 503, right: 403, disconnected: 503, fault: 500 };

/** The page in place of one that failed: what happened, whether something is lost, and where to go on. The error itself goes to the log. */
export function showFault(visit: Visit, request: Request, error: unknown): void {
  const { frame, show } = visit;
  const { app, connection, nav } = frame.words;
  const told = toldOf(error);
  const { title, text } = told === 'disconnected' ? { title: connection.brokenTitle, text: connection.brokenText } : app.faults[told];
  const way = told === 'right' ? { href: '/check', label: nav.check } : told === 'disconnected' ? { href: '/connection', label: connection.reconnect } : { href: cameFrom(request), label: app.tryAgain };
  show(
    title,
    <Banner tone={told === 'fault' ? 'critical' : 'caution'} title={title} heading>
      <p>{text}</p>
      <LinkButton href={frame.link(way.href)}>{way.label}</LinkButton>
    </Banner>,
    { status: statuses[told] },
  );
}

function toldOf(error: unknown): Told {
  if (error instanceof StoreBusy || error instanceof StoreUnavailable) return 'busy';
  if (error instanceof ShopifyError) return error.failure.kind === 'later' ? 'shopify' : 'fault';
  if (!(error instanceof BexioError)) return 'fault';
  switch (error.failure.kind) {
    case 'later':
    case 'unknown': return 'bexio';
    case 'not-allowed': return 'right';
    case 'broken-connection': return 'disconnected';
    case 'refused':
    case 'missing': return 'fault';
  }
}

/** The page itself, or the one whose form was sent: an address that takes only forms shows nothing when it is opened. */
function cameFrom(request: Request): string {
  if (request.method === 'GET') return request.path;
  const from = URL.parse(request.get('referer') ?? '');
  return from !== null && from.host === request.get('host') ? from.pathname : '/';
}
