import type { Frame } from '../../layout.tsx';
import { fieldLabel } from '../settings/settings-changes.ts';

/** The label that a rule's form shows for a field. */
export function ruleFieldLabel(frame: Frame, name: string): string {
  const { rules: w } = frame.words;
  const own: Record<string, string> = {
    name: w.name.label, channels: w.channels.label, tags: w.tags.label, countries: w.countries.label, customer: w.customer.label, from: w.from.label, to: w.to.label,
    shippingMethods: w.shippingMethods.label, book: w.book.label, salesAccountId: w.salesAccount, bankAccountId: w.bankAccount, templateSlug: w.template, daysToPay: w.daysToPay,
  };
  return own[name] ?? fieldLabel(frame, name);
}
