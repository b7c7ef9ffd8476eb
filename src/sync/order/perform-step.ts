import type { Step } from '../../domain/plan/next-step.ts';
import type { Run } from '../run.ts';
import { bookPayment } from './book-payment.ts';
import { bookRefundEntry, closeTask, openTask } from './book-refund.ts';
import { deliver, issueDelivery } from './deliver.ts';
import { findArticles } from './find-articles.ts';
import { findContact } from './find-contact.ts';
import { findRate } from './find-rate.ts';
import { completeInvoice, convertToInvoice, createExtraInvoice, createInvoice, createSalesOrder } from './make-invoice.ts';
import { issueInvoice, sendInvoice } from './issue-invoice.ts';
import { openRestock } from './open-restock.ts';
import { removeSalesOrder } from './remove-sales-order.ts';
import type { Tools } from '../tools.ts';
import { updateContact } from './update-contact.ts';
import { cancelInvoice, removeDraft } from './withdraw-invoice.ts';

/** Does one thing in bexio and records it. Every performer ends with one atomic write of its intent, links and journal line. */
export function performStep(tools: Tools, run: Run, step: Step): Promise<void> {
  switch (step.do) {
    case 'find-contact':
      return findContact(tools, run, step.contact);
    case 'find-articles':
      return findArticles(tools, run, step);
    case 'create-sales-order':
      return updateContact(tools, run).then(() => createSalesOrder(tools, run, step.invoice));
    case 'convert-to-invoice':
      return convertToInvoice(tools, run, step);
    case 'complete-invoice':
      return completeInvoice(tools, run, step);
    case 'create-invoice':
      return updateContact(tools, run).then(() => createInvoice(tools, run, step.invoice, step.seq));
    case 'create-extra-invoice':
      return createExtraInvoice(tools, run, step.invoice, step.seq);
    case 'issue-invoice':
      return issueInvoice(tools, run, step.invoiceId);
    case 'send-invoice':
      return sendInvoice(tools, run, step);
    case 'book-payment':
      return bookPayment(tools, run, step);
    case 'deliver':
      return deliver(tools, run, step);
    case 'issue-delivery':
      return issueDelivery(tools, run, step.deliveryId);
    case 'remove-draft':
      return removeDraft(tools, run, step);
    case 'cancel-invoice':
      return cancelInvoice(tools, run, step);
    case 'remove-sales-order':
      return removeSalesOrder(tools, run, step.salesOrderId);
    case 'find-rate':
      return findRate(tools, run, step);
    case 'book-refund-entry':
      return bookRefundEntry(tools, run, step);
    case 'open-task':
      return openTask(tools, run, step);
    case 'open-restock':
      return openRestock(tools, run, step);
    case 'close-task':
      return closeTask(tools, run, step);
  }
}
