const breaks = /<\s*(?:br\s*\/?|\/\s*(?:p|div|li|h[1-6]|tr|ul|ol|table|blockquote))\s*>/gi;
/** Only in HTML is the end of a line no more than a blank. */
const marked = /<\/?(?:p|br|div|span|ul|ol|li|h[1-6]|table|strong|em|b|i)\b/i;
const unseen = /<\s*(script|style)\b[\s\S]*?<\s*\/\s*\1\s*>|<!--[\s\S]*?-->/gi;
const named: Record<string, string> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'", nbsp: ' ' };

/** Longer ones are left alone: bexio names no limit, and a text of this length is no description of an article. */
export const htmlLengthMax = 50_000;

/**
 * A description as people read it: one line per paragraph, without markup. Shopify keeps HTML and bexio text, so the two are compared, and
 * written, as this. Text that only looks like a tag ("a < b") stays.
 */
export function plainDescription(html: string): string {
  const text = html.toWellFormed().replace(unseen, '').replace(/\r\n?|\n/g, marked.test(html) ? ' ' : '\n').replace(breaks, '\n').replace(/<\/?[a-zA-Z][^<>]*>/g, '');
  const lines = text.replace(/&(?:#(\d{1,7})|#x([0-9a-f]{1,6})|([a-z]+));/gi, entity).split('\n');
  return lines.map((line) => line.replace(/[\p{Cc}\s]+/gu, ' ').trim()).filter((line) => line !== '').join('\n');
}

function entity(whole: string, decimal: string | undefined, hex: string | undefined, name: string | undefined): string {
  if (name !== undefined) return named[name.toLowerCase()] ?? whole;
  const code = decimal === undefined ? Number.parseInt(hex ?? '', 16) : Number(decimal);
  return code > 0 && code <= 0x10_ff_ff && !(code >= 0xd8_00 && code <= 0xdf_ff) ? String.fromCodePoint(code) : whole;
}
