import { z } from 'zod';
import type { Link } from '../../store/links.ts';

/** What the pages read of a link's detail. A detail of an older version without it shows less, and never breaks the page. */
const minor = z.number().int();
const side = z.object({ lineId: z.string().nullable(), title: z.string(), role: z.enum(['sales', 'shipping', 'gift-cards', 'tips', 'duties', 'fees', 'rounding']), ratePpm: minor, quantity: z.number(), grossMinor: minor, taxMinor: minor });
const taxes = z.array(z.object({ ratePpm: minor, grossMinor: minor, amountMinor: minor }));
const source = z.object({
  refundId: z.string().nullable(),
  at: z.string(),
  lines: z.array(z.object({ refundId: z.string(), what: z.enum(['goods', 'shipping', 'duty']), title: z.string(), quantity: z.number(), amountMinor: minor, taxMinor: minor.nullable() })),
  adjustments: z.array(z.object({ amountMinor: minor, taxMinor: minor })),
  transactions: z.array(z.object({ id: z.string(), gateway: z.string(), amountMinor: minor, at: z.string() })),
});

export const covers = z.array(side);
export const invoiceDetail = z.object({ number: z.string().optional(), stage: z.enum(['made', 'draft', 'issued', 'sent']).optional(), totalMinor: minor.optional(), taxes: z.array(z.object({ ratePpm: minor, amountMinor: minor })).optional(), covers: covers.optional(), rule: z.string().nullable().optional() });
export const paymentDetail = z.object({ amountMinor: minor, date: z.string().optional(), bankAccountId: minor.optional() });
export const formerDetail = z.object({ number: z.string(), seq: z.number(), extra: z.boolean(), totalMinor: minor, why: z.enum(['replaced', 'nothing-owed', 'undo', 'person']), covers: covers.optional() });
export const seenDetail = z.object({ what: z.object({ status: z.string(), totalMinor: minor, receivedMinor: minor, creditedMinor: minor }) });
export const refundDetail = z.object({
  amountMinor: minor,
  date: z.string(),
  reference: z.string(),
  taxes,
  lines: z.array(z.object({ debitAccountId: z.number(), creditAccountId: z.number(), taxId: z.number().nullable(), ratePpm: minor, amountMinor: minor })),
  source: source.nullable().optional(),
});
export const taskDetail = z.object({
  note: z.object({ refundId: z.string().nullable(), invoiceNumber: z.string(), currency: z.string(), amountMinor: minor, lines: z.array(z.object({ title: z.string(), quantity: z.number(), ratePpm: minor, grossMinor: minor })), taxes, why: z.enum(['setting', 'transfer', 'no-rate']).optional() }),
  openedAt: z.string(),
  closed: z.boolean(),
  closedBy: z.string().optional(),
  source: source.nullable().optional(),
});
export const numbered = z.object({ number: z.string().optional(), kept: z.boolean().optional(), issued: z.boolean().optional() });

/** Null: not of that shape. */
export function read<T>(shape: z.ZodType<T>, link: Pick<Link, 'detail'>): T | null {
  return shape.safeParse(link.detail).data ?? null;
}
