import type { ProductSettings } from '../settings.ts';

/** The comparison of products that is under way, or the last one. Times are ISO texts. */
export type ComparingProgress = {
  startedAt: string;
  /** Null while it is under way. */
  endedAt: string | null;
  articles: number;
  variants: number;
  /** Why the last attempt ended early; it is tried again by itself. */
  cause: string | null;
};

/** The writing of what was approved. `since`: from where the speed is measured, since a pause is no work. */
export type WritingProgress = { startedAt: string; endedAt: string | null; written: number; refused: number; moved: number; since: { at: string; done: number } };

/** Writing stands still until a person goes on. */
export type WritingPause = { at: string; by: 'person' } | { at: string; by: 'bexio' | 'shopify'; cause: string };

/** Reading and writing an article: two of the 400 requests that bexio gives a minute. */
const usualMsPerLine = (2 * 60_000) / 400;
const linesToJudgeBy = 20;

/** How long the rest will take: by the speed so far, and before that shows by bexio's limit. */
export function restMs({ since, ...progress }: WritingProgress, remaining: number, now: Date): number {
  const done = doneOf(progress) - since.done;
  const msPerLine = done < linesToJudgeBy ? usualMsPerLine : Math.max(0, now.getTime() - Date.parse(since.at)) / done;
  return Math.ceil(msPerLine * remaining);
}

export function doneOf({ written, refused, moved }: Pick<WritingProgress, 'written' | 'refused' | 'moved'>): number {
  return written + refused + moved;
}

/**
 * Whether comparisons may approve by themselves: only what a person has approved once, on the same terms. New directions want a new look;
 * how often is no term.
 */
export function mayApprove(settings: ProductSettings, approved: ProductSettings | null): boolean {
  return settings.automatic !== 'off' && approved !== null && termsOf(settings) === termsOf(approved);
}

function termsOf({ fields, create, firstStock, articlePrices, ratePpm }: ProductSettings): string {
  const { name, description, price, purchasePrice, weight, unit, tax } = fields;
  return JSON.stringify([name, description, price, purchasePrice, weight, unit, tax, create, firstStock, articlePrices, ratePpm]);
}
