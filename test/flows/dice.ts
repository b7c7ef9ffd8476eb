/** Chance that can be repeated: the same seed always throws the same. */
export type Dice = { /** Both ends included. */ whole(least: number, most: number): number };

export function createDice(seed: number): Dice {
  let state = seed >>> 0;
  function next(): number {
    state = (state + 0x9e3779b9) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 16), 0x21f0aaad);
    mixed = Math.imul(mixed ^ (mixed >>> 15), 0x735a2d97);
    return ((mixed ^ (mixed >>> 15)) >>> 0) / 4_294_967_296;
  }
  return { whole: (least, most) => least + Math.floor(next() * (most - least + 1)) };
}

export function chance(dice: Dice, share: number): boolean {
  return dice.whole(0, 9_999) < share * 10_000;
}

export function pick<T>(dice: Dice, options: readonly T[]): T {
  return options[dice.whole(0, options.length - 1)] as T;
}
