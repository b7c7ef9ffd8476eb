import type { Company } from '../../../domain/company.ts';

/** Active now: the rates of earlier years stay active in bexio, for invoices of those years. */
export function currentTaxes(company: Company, now: Date): Company['taxes'] {
  const month = now.toISOString().slice(0, 7);
  return company.taxes.filter((tax) => tax.active && (tax.validFrom ?? month) <= month && (tax.validTo ?? month) >= month);
}
