import type { Clock } from '../../src/clock.ts';

/** Real time that can be moved on, for the app and both sandboxes alike: hours pass at once, and sockets go on working meanwhile. */
export type JumpingClock = Clock & { jump(ms: number): void };

export function jumpingClock(start: Date = nextMorning()): JumpingClock {
  let aheadMs = start.getTime() - Date.now();
  const nowMs = () => Date.now() + aheadMs;
  const sleepers = new Set<{ atMs: number; timer: NodeJS.Timeout; wake: () => void }>();
  return {
    now: () => new Date(nowMs()),
    sleep: (ms, signal) =>
      new Promise((resolve) => {
        if (signal?.aborted) return resolve();
        const sleeper = { atMs: nowMs() + ms, timer: setTimeout(wake, ms), wake };
        sleepers.add(sleeper);
        signal?.addEventListener('abort', wake, { once: true });
        function wake() {
          clearTimeout(sleeper.timer);
          sleepers.delete(sleeper);
          signal?.removeEventListener('abort', wake);
          resolve();
        }
      }),
    jump(ms) {
      aheadMs += ms;
      for (const sleeper of sleepers) {
        clearTimeout(sleeper.timer);
        sleeper.timer = setTimeout(sleeper.wake, Math.max(0, sleeper.atMs - nowMs()));
      }
    },
  };
}

/** In the evening the quiet periods of a long file would run past midnight, and payments of one order get the date of the next. */
function nextMorning(): Date {
  const morning = new Date();
  morning.setUTCHours(7, 0, 0, 0);
  return morning.getTime() > Date.now() ? morning : new Date(morning.getTime() + 24 * 3_600_000);
}
