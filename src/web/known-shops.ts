import type { Clock } from '../clock.ts';

/** Whether a shop is installed, without asking the database for every delivery. */
export type KnownShops = {
  has(shop: string): Promise<boolean>;
  /** Call on installing and uninstalling: the next question goes to the store. */
  forget(shop: string): void;
};

/**
 * Bounded and short-lived: another process may install or uninstall a shop. A wrong "no" drops a nudge, which the sweep finds again, so
 * it is believed for a few seconds only; a wrong "yes" writes a row for a shop that is gone, which does nothing.
 */
export function createKnownShops(options: { isInstalled: (shop: string) => Promise<boolean>; clock: Clock; yesMs?: number; noMs?: number; most?: number }): KnownShops {
  const { isInstalled, clock, yesMs = 60_000, noMs = 3_000, most = 10_000 } = options;
  const remembered = new Map<string, { installed: boolean; untilMs: number }>();
  return {
    async has(shop) {
      const nowMs = clock.now().getTime();
      const known = remembered.get(shop);
      if (known && known.untilMs > nowMs) return known.installed;
      const installed = await isInstalled(shop);
      // A Map keeps its order of insertion: the first is the oldest.
      remembered.delete(shop);
      const oldest = remembered.size >= most ? remembered.keys().next().value : undefined;
      if (oldest !== undefined) remembered.delete(oldest);
      remembered.set(shop, { installed, untilMs: nowMs + (installed ? yesMs : noMs) });
      return installed;
    },
    forget: (shop) => void remembered.delete(shop),
  };
}
