/**
 * Says that some job may be due. It carries nothing, because the row is the truth: a ring that is lost, doubled or out of order harms nobody,
 * since due rows are looked for regularly anyway. This one reaches the listeners of this process, which is all there is with SQLite;
 * `boss-bell.ts` reaches those of other processes too.
 */
export type Bell = {
  ring(): void;
  /** Answers the function that stops listening. */
  onRing(listener: () => void): () => void;
};

export function createBell(): Bell {
  const listeners = new Set<() => void>();
  return {
    ring() {
      for (const listener of listeners) listener();
    },
    onRing(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}
