import { z } from 'zod';
import type { BexioDocument, InvoicePlan } from '../domain/documents.ts';
import type { components } from './api-types.ts';
import type { Currencies } from './currencies.ts';
import { completion, documentTitle, invoiceBody, type DocumentIds } from './document-body.ts';
import { orNullWhenMissing } from './missing.ts';
import { readAs, readSuccess, text, textLengthMax } from './parse.ts';
import { readDocument, readDocuments } from './read-document.ts';
import type { Send } from './request.ts';
import { everyPage, searchFor } from './search.ts';
import { zurichTimeForSearch } from './zurich-time.ts';

export type Invoices = {
  /**
   * Makes a draft with all its positions in one request, so that there is either a whole draft or none. (A limit of 150 positions per
   * call is other clients' advice; nobody has recorded a refusal, and half a draft would be the worse failure.)
   */
  create(plan: InvoicePlan, ids: DocumentIds): Promise<BexioDocument>;
  get(id: number): Promise<BexioDocument | null>;
  /** Every invoice with exactly this `api_reference`, oldest first, without positions. */
  findByReference(reference: string): Promise<BexioDocument[]>;
  /** For converted drafts, which have no reference yet. Exact title and contact, oldest first, without positions. */
  findByTitle(wanted: { title: string; contactId: number }): Promise<BexioDocument[]>;
  /** The latest invoices, newest first: a second source beside the search, which may lag. With `sinceId` only those made after it. */
  newest(window?: { sinceId?: number; limit?: number }): Promise<BexioDocument[]>;
  /** This invoice and every younger one, without positions. */
  since(id: number): Promise<BexioDocument[]>;
  /** Every invoice of the company, oldest first, without positions. For a history import only. */
  all(): Promise<BexioDocument[]>;
  /** Invoices that changed at or after the instant, as bexio's clock has it. May reach back further (see `zurich-time.ts`). */
  changedSince(since: Date): Promise<BexioDocument[]>;
  /** Gives a converted draft what the conversion lost. Repeating it changes nothing more. */
  complete(id: number, plan: InvoicePlan): Promise<BexioDocument>;
  /** Draft → open. By id, so it cannot happen twice; the status tells whether it happened. */
  issue(id: number): Promise<void>;
  /** Issued only. */
  cancel(id: number): Promise<void>;
  /** Drafts only: bexio answers 403 for an issued one. */
  remove(id: number): Promise<void>;
  /** Mails it. The message gets the `[Network Link]` that bexio insists on, where it is missing. */
  send(id: number, mail: { to: string; subject: string; message: string }): Promise<void>;
  markAsSent(id: number): Promise<void>;
  pdf(id: number): Promise<{ name: string; content: Uint8Array }>;
};

export function createInvoices(send: Send, currencies: Currencies): Invoices {
  const one = (id: number) => `/2.0/kb_invoice/${id}` as const;
  const act = (path: `/2.0/kb_invoice/${number}/${'issue' | 'cancel' | 'mark_as_sent'}`) => send({ method: 'POST', path, read: readSuccess });
  return {
    async create(plan, ids) {
      const codeOf = await currencies.ready(plan.currencyId);
      return await send({ method: 'POST', path: '/2.0/kb_invoice', body: invoiceBody(plan, ids), read: readDocument(codeOf) });
    },
    async get(id) {
      const codeOf = await currencies.ready();
      return await orNullWhenMissing(send({ method: 'GET', path: one(id), read: readDocument(codeOf) }));
    },
    ...invoiceSearches(send, currencies),
    async complete(id, plan) {
      const codeOf = await currencies.ready(plan.currencyId);
      return await send({ method: 'POST', path: one(id), body: completion(plan), read: readDocument(codeOf) });
    },
    issue: (id) => act(`${one(id)}/issue`),
    cancel: (id) => act(`${one(id)}/cancel`),
    markAsSent: (id) => act(`${one(id)}/mark_as_sent`),
    remove: (id) => send({ method: 'DELETE', path: one(id), read: readSuccess }),
    send: (id, mail) => send({ method: 'POST', path: `${one(id)}/send`, body: mailBody(mail), read: readSuccess }),
    async pdf(id) {
      const pdf = await send({ method: 'GET', path: `${one(id)}/pdf`, read: readAs(pdfAnswer) });
      return { name: pdf.name, content: Buffer.from(pdf.content, 'base64') };
    },
  };
}

function invoiceSearches(send: Send, currencies: Currencies): Pick<Invoices, 'findByReference' | 'findByTitle' | 'newest' | 'since' | 'all' | 'changedSince'> {
  const path = '/2.0/kb_invoice/search';
  return {
    async findByReference(reference) {
      if (reference === '' || reference.length > textLengthMax) return [];
      const found = await searchFor(send, { path, where: [{ field: 'api_reference', value: reference }], read: readDocuments(await currencies.ready()) });
      return oldestFirst(found.filter((invoice) => invoice.apiReference === reference));
    },
    async findByTitle({ title, contactId }) {
      const where = [{ field: 'title', value: documentTitle(title) }, { field: 'contact_id', value: String(contactId) }];
      const found = await searchFor(send, { path, where, read: readDocuments(await currencies.ready()) });
      return oldestFirst(found.filter((invoice) => invoice.title === documentTitle(title) && invoice.contactId === contactId));
    },
    async newest({ sinceId = 0, limit = 100 } = {}) {
      const query = { order_by: 'id_desc', limit };
      const found = await send({ method: 'GET', path: '/2.0/kb_invoice', query, read: readDocuments(await currencies.ready()) });
      return found.filter((invoice) => invoice.id > sinceId);
    },
    async since(id) {
      const where = [{ field: 'id', value: String(id), criteria: '>=' as const }];
      return await searchFor(send, { path, where, read: readDocuments(await currencies.ready()) });
    },
    async all() {
      const read = readDocuments(await currencies.ready());
      return await everyPage((query) => send({ method: 'GET', path: '/2.0/kb_invoice', query: { ...query, order_by: 'id_asc' }, read }));
    },
    async changedSince(since) {
      const where = [{ field: 'updated_at', value: zurichTimeForSearch(since), criteria: '>=' as const }];
      return await searchFor(send, { path, where, read: readDocuments(await currencies.ready()) });
    },
  };
}

function mailBody(mail: { to: string; subject: string; message: string }): components['schemas']['SendRequest'] {
  const link = '[Network Link]';
  return {
    recipient_email: mail.to,
    subject: mail.subject,
    message: mail.message.includes(link) ? mail.message : `${mail.message}\n\n${link}`,
  };
}

const pdfAnswer = z.looseObject({ name: text, content: z.string().min(1) });

function oldestFirst(documents: BexioDocument[]): BexioDocument[] {
  return documents.toSorted((a, b) => a.id - b.id);
}
