// Control characters would break bexio's XML-ish printing; joiners, direction marks and emoji are text and stay.
const controls = /[\p{Cc}\u2028\u2029\uFFFE\uFFFF]+/gu;
const marks: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };

/** Text from a shop on one line: control characters and half characters out, at most `max` long, never cut inside a character. */
export function plainText(text: string, max: number): string {
  return capped(text.toWellFormed().replace(controls, ' ').replace(/ {2,}/g, ' ').trim(), max);
}

/** As `plainText`, fit to stand inside the simple HTML bexio prints. */
export function htmlText(text: string, max: number): string {
  return escaped(plainText(text, max));
}

/** Several lines of shop text (an order note) as HTML. */
export function htmlLines(text: string, max: number): string {
  const lines = capped(text.toWellFormed(), max).split(/\r\n|\r|\n/);
  return lines.map((line) => htmlText(line, max)).join('<br />');
}

function escaped(text: string): string {
  return text.replace(/[&<>"']/g, (mark) => marks[mark] ?? mark);
}

/** A family emoji is up to eleven UTF-16 units and one character for a reader: cut between characters only. */
function capped(text: string, max: number): string {
  if (text.length <= max) return text;
  let end = 0;
  for (const { index, segment } of new Intl.Segmenter('und', { granularity: 'grapheme' }).segment(text)) {
    if (index + segment.length > max - 1) break;
    end = index + segment.length;
  }
  return `${text.slice(0, end)}…`;
}
