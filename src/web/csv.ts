/**
 * A table as a file for a spreadsheet: semicolons, as Excel reads them in Switzerland, and a mark at the beginning that says UTF-8. A text
 * that a spreadsheet would take for a formula is quoted with an apostrophe: product names and SKUs come from strangers (CSV injection).
 * `continued`: further rows of a file that has begun.
 */
export function writeCsv(rows: readonly CsvRow[], { continued = false } = {}): string {
  return `${continued ? '' : '\uFEFF'}${rows.map((row) => `${row.map(cell).join(';')}\r\n`).join('')}`;
}

export type CsvRow = readonly (string | number)[];

function cell(value: string | number): string {
  if (typeof value === 'number') return String(value);
  // Leading blanks do not keep a spreadsheet from it, nor do full-width signs.
  const text = /^[\s\p{Cc}]*[=+\-@\uFF0B\uFF0D\uFF1D\uFF20|%]/u.test(value) || /^[\t\r\n]/.test(value) ? `'${value}` : value;
  return /[;"\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
