export type Ids = {
  /** The next global id of a type: `gid://shopify/Order/5900000000001`. */
  next(type: string): string;
};

export function createIds(): Ids {
  const counters = new Map<string, bigint>();
  return {
    next(type) {
      const number = (counters.get(type) ?? startOf(type)) + 1n;
      counters.set(type, number);
      return gid(type, number.toString());
    },
  };
}

export function gid(type: string, number: string): string {
  return `gid://shopify/${type}/${number}`;
}

/** `gid://shopify/Order/12?x=y` → `12`. */
export function legacyId(id: string): string {
  return id.split('?')[0]?.split('/').at(-1) ?? id;
}

/** `gid://shopify/Order/12` → `Order`; null for anything else. */
export function typeOfGid(id: string): string | null {
  return /^gid:\/\/shopify\/([A-Za-z]+)\/[\w-]+(?:\?.*)?$/.exec(id)?.[1] ?? null;
}

/** Different types start apart, so that a mixed-up id never finds anything. */
function startOf(type: string): bigint {
  const seed = [...type].reduce((sum, letter) => (sum * 31n + BigInt(letter.charCodeAt(0))) % 900n, 7n);
  return (100n + seed) * 10_000_000_000n;
}
