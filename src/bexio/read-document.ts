import { z } from 'zod';
import type { BexioDocument } from '../domain/documents.ts';
import { parseDecimal, parseDecimalRounded, ratePpmOfPercent } from '../domain/money.ts';
import type { CodeOf } from './currencies.ts';
import { decimal, decimalOrNull, idOrNull, readAs, recordId, text, textOrNull } from './parse.ts';

/** An invoice or an order, from a list, a search, a read or the answer of a create: the shapes differ in what is there, not in what it means. */
export function readDocument(codeOf: CodeOf): (body: unknown) => BexioDocument {
  return (body) => toDocument(readAs(documentAnswer)(body), codeOf);
}

export function readDocuments(codeOf: CodeOf): (body: unknown) => BexioDocument[] {
  return (body) => readAs(z.array(documentAnswer))(body).map((row) => toDocument(row, codeOf));
}

/** `kb_item_status_id`; the numbers do not overlap between invoices, orders and deliveries. */
export function statusOf(statusId: number): BexioDocument['status'] {
  return statuses[statusId] ?? 'other';
}

const statuses: Record<number, BexioDocument['status']> = {
  7: 'draft', 8: 'open', 9: 'paid', 16: 'partly-paid', 19: 'cancelled', 31: 'written-off',
  5: 'open', 6: 'done', 15: 'open', 21: 'cancelled',
  10: 'draft', 18: 'done', 20: 'cancelled',
};

/** Position ids are unique only together with their type. */
export const positionAnswer = z
  .looseObject({ id: recordId, type: text, amount: decimalOrNull, text, article_id: idOrNull })
  .transform((row) => ({ id: row.id, type: row.type, quantity: plainQuantity(row.amount), text: row.text, articleId: row.article_id }));

const documentAnswer = z.looseObject({
  id: recordId,
  document_nr: text,
  title: text,
  contact_id: idOrNull,
  currency_id: recordId,
  // Not `total_gross`: on a net document that is the sum without VAT (recorded October 2024).
  total: decimal,
  kb_item_status_id: z.coerce.number(),
  api_reference: textOrNull,
  reference: textOrNull,
  positions: z.array(positionAnswer).nullish(),
  taxs: z.array(z.looseObject({ percentage: decimal, value: decimal })).nullish(),
  total_received_payments: decimalOrNull,
  total_credit_vouchers: decimalOrNull,
  total_remaining_payments: decimalOrNull,
  network_link: textOrNull,
  is_valid_to: textOrNull,
});

function toDocument(row: z.infer<typeof documentAnswer>, codeOf: CodeOf): BexioDocument {
  const currency = codeOf(row.currency_id);
  // Only the total has to be exact. The others come with four decimals (`total_taxes` 61.0173) and are compared, not booked.
  const rounded = (value: string | number | null) => (value === null ? null : parseDecimalRounded(value, currency));
  return {
    id: row.id,
    number: row.document_nr,
    status: statusOf(row.kb_item_status_id),
    title: row.title,
    apiReference: row.api_reference,
    reference: row.reference,
    contactId: row.contact_id,
    currencyId: row.currency_id,
    totalMinor: parseDecimal(row.total, currency),
    positions: row.positions ?? null,
    taxes: (row.taxs ?? []).map((tax) => ({ ratePpm: ratePpmOfPercent(tax.percentage), amountMinor: parseDecimalRounded(tax.value, currency) })),
    receivedMinor: rounded(row.total_received_payments),
    creditedMinor: rounded(row.total_credit_vouchers),
    remainingMinor: rounded(row.total_remaining_payments),
    networkLink: row.network_link,
    ...(row.is_valid_to === null ? {} : { dueDate: row.is_valid_to.slice(0, 10) }),
  };
}

/** `"2.000000"` and `2` → `2`; null (text positions) → the empty text. */
function plainQuantity(amount: string | number | null): string {
  if (amount === null) return '';
  const written = String(amount).trim();
  return written.includes('.') ? written.replace(/\.?0+$/, '') : written;
}
