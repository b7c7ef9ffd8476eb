/** The sandbox's only way to the real time and to timers; tests hand in their own `now`. */
export const systemNow = (): Date => new Date();

/** Resolves after `delayMs`; never keeps the process alive. */
export function pause(delayMs: number): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, delayMs).unref();
  });
}

/** Runs `work` every `periodMs` until the returned function is called; never keeps the process alive. */
export function every(periodMs: number, work: () => void): () => void {
  const timer = setInterval(work, periodMs);
  timer.unref();
  return () => clearInterval(timer);
}

/** Shopify's timestamps have whole seconds: `2026-11-22T09:00:00Z`. */
export function toShopifyDateTime(at: Date): string {
  return `${at.toISOString().slice(0, 19)}Z`;
}

export function wholeSecond(at: Date): Date {
  return new Date(Math.floor(at.getTime() / 1000) * 1000);
}
