import type { Step, Verdict } from '../step.ts';
import type { Settings } from '../settings.ts';

/** Nothing is written into a period that the fiduciary closed. What falls there is shown instead, and goes on when the date is moved. */
export function outsideLockedPeriod(verdict: Verdict, { lockDate }: Pick<Settings, 'lockDate'>): Verdict {
  if (lockDate === null || verdict.kind !== 'step') return verdict;
  const date = dateOf(verdict.step);
  return date === null || date > lockDate ? verdict : { kind: 'problem', problem: { reason: 'period-locked', date, lockDate } };
}

/** The day on which a step changes the books; null = it does not. A cancellation undoes the turnover on the day of its invoice. */
function dateOf(step: Step): string | null {
  switch (step.do) {
    case 'create-sales-order':
    case 'convert-to-invoice':
    case 'complete-invoice':
    case 'create-invoice':
    case 'create-extra-invoice':
      return step.invoice.date;
    case 'book-payment':
      return step.payment.date;
    case 'book-refund-entry':
      return step.entry.date;
    case 'cancel-invoice':
      return step.date;
    case 'issue-invoice':
      return step.date ?? null;
    case 'find-contact':
    case 'find-articles':
    case 'deliver':
    case 'issue-delivery':
    case 'send-invoice':
    case 'remove-draft':
    case 'remove-sales-order':
    case 'find-rate':
    case 'open-restock':
    case 'open-task':
    case 'close-task':
      return null;
  }
}
