import { BexioError } from '../../bexio/outcome.ts';
import type { Step } from '../../domain/plan/next-step.ts';
import type { Run } from '../run.ts';
import { takenAway } from './gone-invoice.ts';
import type { Tools } from '../tools.ts';
import { LeaseLost, refusalText } from '../verdict.ts';
import { invoiceLink } from './withdraw-invoice.ts';

/**
 * Draft → open. By id, so it cannot double; when the answer is unclear, or bexio refuses because it is open already (we were killed
 * between its answer and our record), the invoice's own status tells.
 */
export async function issueInvoice(tools: Tools, run: Run, invoiceId: number): Promise<void> {
  const { invoices } = run.scene.office.client;
  if (!(await tools.store.jobs.stillHeld(run.job))) throw new LeaseLost();
  try {
    await invoices.issue(invoiceId);
  } catch (error) {
    if (!(error instanceof BexioError) || !tellsNothing(error)) throw error;
    const invoice = await invoices.get(invoiceId);
    if (invoice === null || invoice.status === 'draft' || invoice.status === 'cancelled') throw takenAway(invoice, (await invoiceLink(tools, run, invoiceId)).detail.number) ?? whyNot(error);
  }
  tools.atMoment('issue-sent', run.job.subject);
  await recordStage(tools, run, invoiceId, 'issued');
  tools.atMoment('issue-recorded', run.job.subject);
}

/** Mails the invoice. A mail cannot be taken back and bexio does not tell whether it went: after an unclear answer it is not sent again. */
export async function sendInvoice(tools: Tools, run: Run, step: Extract<Step, { do: 'send-invoice' }>): Promise<void> {
  const { client } = run.scene.office;
  if (!(await tools.store.jobs.stillHeld(run.job))) throw new LeaseLost();
  if (await mayBeMailed(tools, run, step.invoiceId)) return recordStage(tools, run, step.invoiceId, 'sent', { cause: 'memory-gap' }, 'mail-unclear');
  // Recorded before it is sent: a crash in between means one mail too few, never two.
  await recordStage(tools, run, step.invoiceId, 'sent', { to: step.to });
  try {
    await client.invoices.send(step.invoiceId, { to: step.to, subject: step.invoice.title, message: `${step.invoice.title}\n\n[Network Link]` });
  } catch (error) {
    if (!(error instanceof BexioError)) throw error;
    const detail = { cause: error.failure.kind, text: error.failure.kind === 'refused' ? refusalText(error.failure) : null };
    await tools.store.journal.add({ shop: run.scene.shop.domain, orderId: run.order.id, event: 'mail-unclear', detail });
  }
}

function tellsNothing({ failure }: BexioError): boolean {
  return failure.kind === 'unknown' || failure.kind === 'refused' || failure.kind === 'not-allowed' || failure.kind === 'missing';
}

function whyNot(error: BexioError): Error {
  // Still a draft after an unclear answer: issuing again is safe, because it is by id.
  return error.failure.kind === 'unknown' ? new BexioError({ kind: 'later', retryAfterMs: null, cause: error.failure.cause }, 'issue') : error;
}

/** Issued before a gap in the database's memory: it may have been mailed during it. */
async function mayBeMailed(tools: Tools, run: Run, invoiceId: number): Promise<boolean> {
  return run.gap !== null && (await invoiceLink(tools, run, invoiceId)).key.createdAt.getTime() < Date.parse(run.gap.until);
}

const stageEvents = { issued: 'invoice-issued', sent: 'invoice-sent' } as const;

async function recordStage(tools: Tools, run: Run, invoiceId: number, stage: 'issued' | 'sent', detail: Record<string, unknown> = {}, event: string = stageEvents[stage]): Promise<void> {
  const { store } = tools;
  const link = await invoiceLink(tools, run, invoiceId);
  await store.atomically([
    store.jobs.holding(run.job),
    store.links.updating(link.key, { ...link.detail, stage }),
    store.journal.adding({ shop: run.scene.shop.domain, orderId: run.order.id, event, detail: { invoiceId, ...detail } }),
  ]);
}
