export type BucketRule = { maximum: number; restorePerSecond: number };

export type CostBucket = {
  /** Takes the points if they are there. */
  take(points: number): boolean;
  giveBack(points: number): void;
  status(): { maximumAvailable: number; currentlyAvailable: number; restoreRate: number };
};

/** Shopify's leaky bucket per app and store: the requested cost is taken first, what was not used comes back. */
export function createCostBucket(rule: BucketRule, now: () => Date): CostBucket {
  let available = rule.maximum;
  let countedAt = now().getTime();
  function restore(): void {
    const at = now().getTime();
    available = Math.min(rule.maximum, available + ((at - countedAt) / 1000) * rule.restorePerSecond);
    countedAt = at;
  }
  return {
    take(points) {
      restore();
      if (points > available) return false;
      available -= points;
      return true;
    },
    giveBack(points) {
      available = Math.min(rule.maximum, available + points);
    },
    status() {
      restore();
      return { maximumAvailable: rule.maximum, currentlyAvailable: Math.floor(available), restoreRate: rule.restorePerSecond };
    },
  };
}
