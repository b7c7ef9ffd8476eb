import type { Booked, BookedInvoice } from '../booked.ts';
import type { Minor } from '../money.ts';
import type { Order } from '../order.ts';
import { openGatewayMinor, paidOnMinor } from './payments.ts';
import type { Settings } from '../settings.ts';

/**
 * The money on each issued document, whoever booked it: payments of ours, what bexio says it received, and transfers that Shopify has on
 * record and bexio gets from the bank. Those fill the invoice first and go on with what was added to it; no document holds more than it is
 * over (a transfer may be more than the invoice: what went back of it before is not on it).
 */
export function paidOnDocuments({ order, settings, booked }: { order: Order; settings: Settings; booked: Booked }): Map<number, Minor> {
  const documents = issuedDocuments(booked).map((invoice) => {
    const oursMinor = paidOnMinor(booked, invoice, { first: invoice.bexioId === booked.invoice?.bexioId });
    return { invoice, oursMinor, othersMinor: Math.max(0, (invoice.receivedMinor ?? 0) - oursMinor) };
  });
  let underWayMinor = documents.reduce((left, one) => left - one.othersMinor, openGatewayMinor(order, settings, booked));
  return new Map(documents.map(({ invoice, oursMinor, othersMinor }) => {
    const knownMinor = oursMinor + othersMinor;
    const arrivesMinor = Math.max(0, Math.min(underWayMinor, invoice.totalMinor - knownMinor));
    underWayMinor -= arrivesMinor;
    return [invoice.bexioId, knownMinor + arrivesMinor];
  }));
}

export function issuedDocuments({ invoice, extras }: Pick<Booked, 'invoice' | 'extras'>): BookedInvoice[] {
  return [...(invoice === null ? [] : [invoice]), ...extras].filter(({ stage }) => stage === 'issued' || stage === 'sent');
}
