import { bexioPages } from '../../../bexio/web-pages.ts';
import type { Link } from '../../../store/links.ts';
import type { OrderRecord } from '../../../store/orders.ts';
import { formerDetail, invoiceDetail, numbered, read, seenDetail } from '../link-details.ts';
import type { PaperLine, PaperState } from './order-papers.tsx';

type BexioLink = (path: string) => string;

/** Every document of the order in bexio, the cancelled ones included, oldest first. */
export function papersOf(links: readonly Link[], order: OrderRecord, bexioLink: BexioLink): PaperLine[] {
  return links.flatMap((link) => paperOf(link, { links, order, bexioLink }) ?? []);
}

type Books = { links: readonly Link[]; order: OrderRecord; bexioLink: BexioLink };

function paperOf(link: Link, books: Books): PaperLine | null {
  switch (link.kind) {
    case 'contact':
      return { ...plain(link, books, 'contact'), kind: 'contact', label: String(link.bexioId) };
    case 'sales-order': {
      const detail = read(numbered, link);
      return { ...plain(link, books, 'sales-order'), kind: 'sales-order', label: detail?.number ?? String(link.bexioId), state: detail?.kept === true ? 'kept' : null };
    }
    case 'delivery':
      return { ...plain(link, books, 'delivery'), kind: 'delivery', label: read(numbered, link)?.number ?? String(link.bexioId), state: read(numbered, link)?.issued === false ? 'draft' : null };
    case 'invoice':
    case 'extra-invoice':
      return invoiceLine(link, link.kind, books);
    case 'former-invoice':
      return formerLine(link, books);
    default:
      return null;
  }
}

function invoiceLine(link: Link, kind: 'invoice' | 'extra-invoice', books: Books): PaperLine {
  const detail = read(invoiceDetail, link);
  const { order } = books;
  const known = kind === 'invoice' ? { number: order.invoiceNumber, totalMinor: order.invoiceTotalMinor } : { number: null, totalMinor: null };
  return { ...plain(link, books, 'invoice'), kind, label: detail?.number ?? known.number ?? String(link.bexioId), state: stateOf(link, detail?.stage ?? null, books.links), totalMinor: detail?.totalMinor ?? known.totalMinor, taxes: detail?.taxes ?? [] };
}

function formerLine(link: Link, books: Books): PaperLine {
  const detail = read(formerDetail, link);
  const why = detail?.why ?? 'replaced';
  return { ...plain(link, books, 'invoice'), kind: 'former-invoice', label: detail?.number ?? String(link.bexioId), state: 'cancelled', why, totalMinor: detail?.totalMinor ?? null };
}

/** What bexio said last counts before what we did last. */
function stateOf(link: Link, stage: PaperState | null, links: readonly Link[]): PaperState | null {
  const seen = links.find((one) => one.kind === 'invoice-seen' && one.bexioId === link.bexioId);
  const status = seen ? read(seenDetail, seen)?.what.status : undefined;
  if (status === 'deleted') return 'gone';
  return status === 'cancelled' || status === 'paid' || status === 'partly-paid' ? status : stage;
}

function plain(link: Link, { order, bexioLink }: Books, page: 'contact' | 'sales-order' | 'delivery' | 'invoice'): Omit<PaperLine, 'kind' | 'label'> {
  return { id: link.bexioId, href: bexioLink(bexioPages[page](link.bexioId)), state: null, why: null, totalMinor: null, taxes: [], currency: order.currency };
}
