import type { BexioDocument, InvoicePlan } from '../documents.ts';
import type { Problem } from '../problem.ts';

/**
 * Whether bexio made what was asked for; only then may an invoice be issued. The total counts first: it is what the buyer pays. Whatever
 * bexio did not tell (positions on lists) is not held against it, nor is VAT: bexio computes it per rate, Shopify per line, and Shopify's
 * tax on shipping is known to deviate from rate × price.
 * @param contactId the contact the document was made for, when known
 */
export function agrees(plan: InvoicePlan, document: BexioDocument, contactId: number | null = null): Problem | null {
  const differs = (what: Difference, expectedMinor: number, actualMinor: number): Problem => ({
    reason: 'invoice-differs',
    what,
    currency: plan.currency,
    expectedMinor,
    actualMinor,
    invoiceNumber: document.number,
  });
  if (document.totalMinor !== plan.totalMinor) return differs('total', plan.totalMinor, document.totalMinor);
  const [what] = differences(plan, document, contactId);
  return what === undefined ? null : differs(what, plan.totalMinor, document.totalMinor);
}

type Difference = NonNullable<Extract<Problem, { reason: 'invoice-differs' }>['what']>;

function differences(plan: InvoicePlan, document: BexioDocument, contactId: number | null): Difference[] {
  const found: Difference[] = [];
  if (document.currencyId !== plan.currencyId) found.push('currency');
  if (document.apiReference !== plan.apiReference) found.push('reference');
  if (contactId !== null && document.contactId !== null && document.contactId !== contactId) found.push('contact');
  if (document.positions !== null && document.positions.length !== plan.positions.length) found.push('positions');
  return found;
}
