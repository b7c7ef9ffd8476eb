import { htmlLines, plainText } from './html.ts';

/** What a merchant's template may name as `{{order}}`, `{{customer}}` and so on. Empty text when the order has none. */
export type Placeholders = Record<'order' | 'customer' | 'date' | 'shop' | 'po' | 'vat' | 'note', string>;

const placeholder = /\{\{\s*([a-z]+)\s*\}\}/gi;
const longest = 1_000;

/** Fills a template that is printed as HTML: the merchant's own tags stay, everything from the shop is escaped. Unknown names stay visible. */
export function fillHtml(template: string, values: Placeholders): string {
  return fill(template.trim().replace(/\r\n|\r|\n/g, '<br />'), values, (value) => htmlLines(value, longest));
}

/** Fills a template that is plain text on one line, for example a title. */
export function fillPlain(template: string, values: Placeholders, max: number): string {
  return plainText(fill(template, values, (value) => plainText(value, longest)), max);
}

function fill(template: string, values: Placeholders, safe: (value: string) => string): string {
  return template.replace(placeholder, (whole, name: string) => {
    const value = new Map<string, string>(Object.entries(values)).get(name.toLowerCase());
    return value === undefined ? whole : safe(value);
  });
}
