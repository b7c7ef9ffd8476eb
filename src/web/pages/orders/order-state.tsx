import { bexioPages } from '../../../bexio/web-pages.ts';
import type { Problem } from '../../../domain/problem.ts';
import type { OrderState } from '../../../store/tables.ts';
import type { Frame } from '../../layout.tsx';
import { Badge, type Tone } from '../../ui.tsx';

export type { OrderState };
/** In the order in which a merchant wants to know of them. */
export const orderStates: readonly OrderState[] = ['problem', 'retrying', 'working', 'waiting', 'booked', 'skipped'];

/** Why an order waits or was left alone. */
export type Because = 'payment' | 'fulfilment' | 'test' | 'before-go-live' | 'cancelled' | 'nothing-owed' | 'merchant' | 'refund' | 'reversed' | 'rule';

const tones: Record<OrderState, Tone> = { working: 'info', retrying: 'caution', booked: 'success', waiting: 'neutral', skipped: 'neutral', problem: 'critical' };

export function StateBadge({ frame, state }: { frame: Frame; state: OrderState }) {
  return <Badge tone={tones[state]}>{frame.words.states[state].label}</Badge>;
}

/** What is wrong with an order, in one sentence of the page's language. */
export function problemSentence(frame: Frame, problem: Problem, orderName: string): string {
  return frame.words.problemSentence(brief(problem), oneLine(orderName, 40), frame.format);
}

/** Foreign texts within a sentence (bexio's messages, names of articles) are cut to a length that a sentence bears. */
function brief(problem: Problem): Problem {
  const texts = Object.entries(problem).flatMap(([name, value]) => (typeof value === 'string' && name !== 'reason' ? [[name, oneLine(value, 160)]] : []));
  return Object.assign({ ...problem }, Object.fromEntries(texts));
}

/** A foreign text within a sentence of ours, without the marks that turn the direction of everything after them. */
export function oneLine(text: string, max: number): string {
  const plain = text.slice(0, max * 4).replaceAll(/[\u202A-\u202E\u2066-\u2069]|\p{Cc}/gu, ' ').trim();
  const letters = Array.from(plain);
  return letters.length > max ? `${letters.slice(0, max).join('')}…` : plain;
}

export type Cure = { href: string; newTab: boolean } | null;

/** Where a problem is mended: a page of ours, or a page of bexio. Null: only trying again or skipping helps. */
export function cureOf(problem: Problem, frame: Frame, bexio: { link: (path: string) => string; invoiceId: number | null }): Cure {
  const here = (path: string): Cure => ({ href: frame.link(path), newTab: false });
  const inBexio = (path: string): Cure => ({ href: bexio.link(path), newTab: true });
  const invoices = bexio.invoiceId === null ? bexioPages.invoices : bexioPages.invoice(bexio.invoiceId);
  switch (problem.reason) {
    case 'not-connected': return here('/connection');
    case 'settings-missing': return here('/setup');
    case 'gateway-not-mapped': return here('/settings/payments');
    case 'account-missing':
    case 'account-unusable': return here('/settings/accounts');
    case 'collective-contact-missing': return here('/settings/customers');
    case 'module-missing': return here('/settings/stock');
    case 'period-locked': return here('/settings/closing');
    case 'total-not-representable': return here('/check');
    case 'tax-rate-missing':
    case 'currency-missing':
    case 'number-needed':
    case 'not-allowed': return inBexio(bexioPages.administration);
    case 'invoice-differs':
    case 'invoice-cancelled':
    case 'invoice-gone':
    case 'invoiced-twice':
    case 'changed-after-booking':
    case 'credit-note-needed':
    case 'payment-gone':
    case 'refused':
    case 'payment-unclear': return inBexio(invoices);
    case 'several-taxes-on-line':
    case 'marketplace-tax':
    case 'order-does-not-add-up':
    case 'restock-needed':
    case 'entry-differs':
    case 'refund-gone':
    case 'order-gone':
    case 'unexpected': return null;
  }
}
