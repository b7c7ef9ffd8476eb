import type { Covered } from '../../../domain/booked.ts';
import type { Company } from '../../../domain/company.ts';
import { completeSettings } from '../../../domain/settings/complete-settings.ts';
import { differences } from '../../../domain/plan/differences.ts';
import { coveredAmounts, dueMinor } from '../../../domain/invoice/order-to-invoice.ts';
import type { Problem } from '../../../domain/problem.ts';
import { applyRules } from '../../../domain/settings/rules.ts';
import type { JournalLine } from '../../../store/journal.ts';
import type { Link } from '../../../store/links.ts';
import type { OrderRecord } from '../../../store/orders.ts';
import type { PagesDependencies } from '../dependencies.ts';
import { shopOf, type Visit } from '../frame.ts';
import { covers, formerDetail, invoiceDetail, read } from '../link-details.ts';
import type { ChangeView } from './order-changes.tsx';
import { isRecord } from './order-detail.ts';

type Version = { at: Date; number: string; totalMinor: number; covers: Covered[] | null };

/** What edits changed: one document that took the place of another, and invoices for what was added. Oldest first. */
export function changesOf(links: readonly Link[], lines: readonly JournalLine[], currency: string): ChangeView[] {
  const versions = [...formerVersions(links), ...draftVersions(lines)].toSorted((a, b) => a.at.getTime() - b.at.getTime());
  const [current] = links.filter(({ kind }) => kind === 'invoice').flatMap(versionOf);
  const replaced = versions.flatMap((before, index): ChangeView[] => {
    const after = versions[index + 1] ?? current;
    if (after === undefined) return [];
    const rows = before.covers === null || after.covers === null ? null : differences(before.covers, after.covers);
    return [{ kind: 'replaced', before, after, rows, currency }];
  });
  return [...replaced, ...additions(links, current, currency)];
}

function additions(links: readonly Link[], invoice: Version | undefined, currency: string): ChangeView[] {
  let totalMinor = invoice?.totalMinor ?? 0;
  return links.filter(({ kind }) => kind === 'extra-invoice').flatMap(versionOf).map((extra) => {
    const before = { number: invoice?.number ?? '–', totalMinor };
    totalMinor += extra.totalMinor;
    return { kind: 'added', before, after: { number: extra.number, totalMinor }, rows: extra.covers === null ? null : differences([], extra.covers), currency };
  });
}

/** Cancelled because another took its place. */
function formerVersions(links: readonly Link[]): Version[] {
  return links.filter(({ kind }) => kind === 'former-invoice').flatMap((link) => {
    const detail = read(formerDetail, link);
    return detail === null || detail.extra || detail.why !== 'replaced' ? [] : [{ at: link.createdAt, number: detail.number, totalMinor: detail.totalMinor, covers: detail.covers ?? null }];
  });
}

/** An edit that only a person can bring to bexio: the invoice against the order as Shopify has it now. */
export async function notBookedChange(deps: PagesDependencies, visit: Visit, known: { order: OrderRecord; links: readonly Link[]; problem: Problem | null; company: Company | null }): Promise<ChangeView[]> {
  const { order: record, links, problem, company } = known;
  if (problem?.reason !== 'changed-after-booking' || record.state !== 'problem' || company === null) return [];
  const [before] = links.filter(({ kind }) => kind === 'invoice').flatMap(versionOf);
  const [order, saved] = await Promise.all([deps.readOrder(record.shop, record.orderId).catch(() => null), deps.store.settings.get(record.shop)]);
  if (before === undefined || order === null || saved === null) return [];
  const now = coveredAmounts({ order, shop: shopOf(visit), company, settings: applyRules(order, completeSettings(saved.settings)).settings });
  const rows = before.covers === null ? null : differences(before.covers, now);
  return [{ kind: 'not-booked', before, after: { number: null, totalMinor: dueMinor(order) }, rows, currency: record.currency }];
}

/** A draft that was made anew leaves no link; the journal has its lines. */
function draftVersions(lines: readonly JournalLine[]): Version[] {
  return lines.filter(({ event }) => event === 'draft-outrun').flatMap(({ at, detail }) => {
    if (!isRecord(detail) || typeof detail['number'] !== 'string' || typeof detail['totalMinor'] !== 'number') return [];
    return [{ at, number: detail['number'], totalMinor: detail['totalMinor'], covers: covers.safeParse(detail['covers']).data ?? null }];
  });
}

export function versionOf(link: Link): Version[] {
  const detail = read(invoiceDetail, link);
  if (detail?.totalMinor === undefined) return [];
  return [{ at: link.createdAt, number: detail.number ?? String(link.bexioId), totalMinor: detail.totalMinor, covers: detail.covers ?? null }];
}
