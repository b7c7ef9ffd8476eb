import type { Clock } from '../clock.ts';

/** Aborts its signal with a `TimeoutError` after `ms`, unless it was stopped before. */
export function startDeadline(clock: Clock, ms: number): { signal: AbortSignal; stop(): void } {
  const late = new AbortController();
  const stopped = new AbortController();
  void clock.sleep(ms, stopped.signal).then(() => (stopped.signal.aborted ? undefined : late.abort(new DOMException('deadline', 'TimeoutError'))));
  return { signal: late.signal, stop: () => stopped.abort() };
}
