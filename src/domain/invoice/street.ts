/** A street and its house number, as the QR-bill wants them since November 2025: apart, or the whole text as street when in doubt. */
export type Street = { street: string; houseNumber: string | null };

// 12 · 12a · 12 A · 12bis · 12 bis · 12-14 · 3/5 · 12.1 · 7a/b
const number = String.raw`\d+\s?(?:bis|ter|quater|[a-z])?(?:\s?[-–/+.]\s?(?:\d+\s?[a-z]?|[a-z]))*`;
const numberLast = new RegExp(String.raw`^(?<street>.*?[^\s,])(?:[\s,]+|(?<=[.]))(?<house>${number})$`, 'iu');
const numberFirst = new RegExp(String.raw`^(?<house>${number})(?:\s*,\s*|\s+)(?<street>\D+)$`, 'iu');

/** A number after one of these counts boxes, floors and flats, not houses. */
const boxes = String.raw`postfach|pf|case postale|casella postale|c\.?\s?p\.?|p\.?\s?o\.?\s?box|box`;
const flats = String.raw`apt|app|appartement|apartment|unit|suite|top|floor|stock|etage|étage|piano|haus|zimmer|room|c\/o`;
const notAHouse = new RegExp(String.raw`(?:^|[\s,])(?:${boxes}|${flats})\.?(?:\s*(?:nr|no|n°)?\.?)?$`, 'iu');

/**
 * Splits `Bahnhofstrasse 12a`, `12, rue du Lac`, `Via Roma 3/5`. Nothing but the comma between the two is ever lost. A post box, a flat and
 * whatever has two numbers in two parts (`Haus 3, Weg 7`) stay whole: a wrong split prints a wrong address, an unsplit one is only less tidy.
 */
export function splitStreet(text: string): Street {
  const whole = { street: text.trim(), houseNumber: null };
  const last = numberLast.exec(whole.street)?.groups;
  if (last !== undefined) return isSure(last['street']) ? split(last) : whole;
  const first = numberFirst.exec(whole.street)?.groups;
  return first !== undefined && !notAHouse.test(first['street'] ?? '') && !(first['street'] ?? '').includes(',') ? split(first) : whole;
}

function isSure(street = ''): boolean {
  if (notAHouse.test(street) || !/\p{L}/u.test(street)) return false;
  return !(street.includes(',') && /\d/.test(street));
}

function split(found: Record<string, string>): Street {
  return { street: (found['street'] ?? '').trim(), houseNumber: (found['house'] ?? '').trim() };
}
