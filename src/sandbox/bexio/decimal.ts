/** Whole millionths. bexio stores money and quantities with six decimals, so every sum here is exact. */
export type Micro = bigint;

export const one: Micro = 1_000_000n;

/** Reads "12.5", 12.5 or "-0.05". Returns undefined for anything that is not a plain decimal number. */
export function parseMicro(value: string | number): Micro | undefined {
  const text = typeof value === 'number' ? plainNotation(value) : value.trim();
  const match = /^(-?)(\d{1,15})(?:\.(\d*))?$/.exec(text);
  if (match === null) {
    return undefined;
  }
  const digits = `${match[3] ?? ''}0000000`;
  const kept = BigInt(`${match[2]}${digits.slice(0, 6)}`);
  const magnitude = digits.charAt(6) >= '5' ? kept + 1n : kept;
  return match[1] === '-' ? -magnitude : magnitude;
}

/** For the sandbox's own constants: a malformed one is a bug, not a refusal. */
export function micro(text: string): Micro {
  const value = parseMicro(text);
  if (value === undefined) {
    throw new Error(`"${text}" is not a decimal number`);
  }
  return value;
}

/** "100.000000": how GET answers print decimals (recorded Jun 2026). */
export function longDecimal(value: Micro, decimals = 6): string {
  const rounded = roundTo(value, 10n ** BigInt(6 - decimals));
  const magnitude = rounded < 0n ? -rounded : rounded;
  const digits = String(magnitude).padStart(7, '0');
  const whole = digits.slice(0, -6);
  const fraction = digits.slice(-6).slice(0, decimals);
  const sign = rounded < 0n ? '-' : '';
  return decimals === 0 ? `${sign}${whole}` : `${sign}${whole}.${fraction}`;
}

/** "100": how create answers print decimals (recorded Jun 2026). */
export function shortDecimal(value: Micro): string {
  return longDecimal(value).replace(/\.?0+$/, '');
}

/** For the few fields that bexio answers as JSON numbers. */
export function asNumber(value: Micro): number {
  return Number(longDecimal(value));
}

/** Nearest multiple of `step`, halves away from zero. */
export function roundTo(value: Micro, step: Micro): Micro {
  return divideRounded(value, step) * step;
}

/** value × by, both in millionths, rounded to a millionth. */
export function multiply(value: Micro, by: Micro): Micro {
  return divideRounded(value * by, one);
}

/** numerator ÷ denominator, halves away from zero. */
export function divideRounded(numerator: bigint, denominator: bigint): bigint {
  const negative = numerator < 0n !== denominator < 0n;
  const top = numerator < 0n ? -numerator : numerator;
  const bottom = denominator < 0n ? -denominator : denominator;
  const quotient = (2n * top + bottom) / (2n * bottom);
  return negative ? -quotient : quotient;
}

export function total(values: Iterable<Micro>): Micro {
  let sum = 0n;
  for (const value of values) {
    sum += value;
  }
  return sum;
}

function plainNotation(value: number): string {
  return Number.isFinite(value) && Math.abs(value) < 1e15 ? decimalText(value) : 'not a number';
}

/** String(1e-7) is "1e-7"; JSON allows such numbers, so they are written out before parsing. */
function decimalText(value: number): string {
  const text = String(value);
  return text.includes('e') ? value.toFixed(12) : text;
}
