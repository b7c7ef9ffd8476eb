/**
 * A stretch of time of which the database may know less than happened, because it was restored or was off. Times are ISO texts; `since` null:
 * nobody knows. `floors`: by company, the newest invoice that was on record then; what was forgotten is younger. `sweptAt`: when every order
 * that changed since had been nudged.
 */
export type MemoryGap = {
  since: string | null;
  until: string;
  why: 'silence' | 'set-back' | 'unknown-invoices' | 'operator';
  floors: Record<string, number>;
  sweptAt: string | null;
};
