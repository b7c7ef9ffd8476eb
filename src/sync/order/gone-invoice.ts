import { BexioError } from '../../bexio/outcome.ts';
import type { BexioDocument } from '../../domain/documents.ts';
import type { Run } from '../run.ts';
import { NeedsPerson } from '../verdict.ts';

/**
 * Does something to an invoice that is on record. When bexio will not, because a person has deleted or cancelled it there, the order says
 * so: an invoice is never made again behind the back of the person who took it away.
 */
export async function unlessGone<T>(run: Run, invoice: { id: number; number: string }, work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (error) {
    if (!(error instanceof BexioError) || !['missing', 'refused', 'not-allowed'].includes(error.failure.kind)) throw error;
    throw takenAway(await run.scene.office.client.invoices.get(invoice.id), invoice.number) ?? error;
  }
}

export function takenAway(invoice: BexioDocument | null, number: string): NeedsPerson | null {
  if (invoice === null) return new NeedsPerson({ reason: 'invoice-gone', invoiceNumber: number });
  return invoice.status === 'cancelled' ? new NeedsPerson({ reason: 'invoice-cancelled', invoiceNumber: invoice.number }) : null;
}
