/**
 * The only place that reads the time or starts a timer. Everything else is handed a `Clock`, so tests can move time by hand.
 */
export type Clock = {
  now(): Date;
  /** Resolves after `ms`, or at once when `signal` aborts (it never rejects). */
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
};

export const systemClock: Clock = {
  now: () => new Date(),
  sleep: (ms, signal) =>
    new Promise((resolve) => {
      if (signal?.aborted) return resolve();
      const timer = setTimeout(finish, ms);
      signal?.addEventListener('abort', finish, { once: true });
      function finish() {
        clearTimeout(timer);
        signal?.removeEventListener('abort', finish);
        resolve();
      }
    }),
};

export type ManualClock = Clock & {
  /** Moves time forward and wakes every sleeper whose moment has come, in order. */
  advance(ms: number): Promise<void>;
};

/** A clock that stands still until it is told otherwise. */
export function manualClock(start: Date): ManualClock {
  let nowMs = start.getTime();
  const sleepers = new Set<{ atMs: number; wake: () => void }>();
  return {
    now: () => new Date(nowMs),
    sleep: (ms, signal) =>
      new Promise((resolve) => {
        if (signal?.aborted) return resolve();
        const sleeper = { atMs: nowMs + ms, wake };
        sleepers.add(sleeper);
        signal?.addEventListener('abort', wake, { once: true });
        function wake() {
          sleepers.delete(sleeper);
          signal?.removeEventListener('abort', wake);
          resolve();
        }
      }),
    async advance(ms) {
      const untilMs = nowMs + ms;
      for (;;) {
        const next = [...sleepers].filter((one) => one.atMs <= untilMs).toSorted((a, b) => a.atMs - b.atMs)[0];
        if (!next) break;
        nowMs = Math.max(nowMs, next.atMs);
        next.wake();
        await new Promise((resolve) => setImmediate(resolve));
      }
      nowMs = untilMs;
    },
  };
}
