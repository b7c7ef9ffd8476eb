import { ok, type Answer } from './call.ts';

/** bexio wraps PDFs in JSON; asking for application/pdf is answered with 415. */
export function pdfAnswer(name: string, lines: readonly string[]): Answer {
  const content = pdfOf(lines);
  return ok({
    name: `${name.toLowerCase()}.pdf`,
    size: content.length,
    mime: 'application/pdf',
    content: content.toString('base64'),
  });
}

/** A small but complete PDF 1.4: one page, one font, the given lines. */
function pdfOf(lines: readonly string[]): Buffer {
  const text = lines.map((line) => `(${escapeText(line)}) Tj 0 -18 Td`).join('\n');
  const page = `BT /F1 12 Tf 60 780 Td\n${text}\nET`;
  const objects = [
    '<< /Type /Catalog /Pages 2 0 R >>',
    '<< /Type /Pages /Kids [3 0 R] /Count 1 >>',
    '<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 5 0 R /Resources << /Font << /F1 4 0 R >> >> >>',
    '<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>',
    `<< /Length ${Buffer.byteLength(page, 'latin1')} >>\nstream\n${page}\nendstream`,
  ];
  let body = '%PDF-1.4\n';
  const offsets = objects.map((object, index) => {
    const offset = Buffer.byteLength(body, 'latin1');
    body += `${index + 1} 0 obj\n${object}\nendobj\n`;
    return `${String(offset).padStart(10, '0')} 00000 n \n`;
  });
  const start = Buffer.byteLength(body, 'latin1');
  const count = objects.length + 1;
  body += `xref\n0 ${count}\n0000000000 65535 f \n${offsets.join('')}`;
  body += `trailer\n<< /Size ${count} /Root 1 0 R >>\nstartxref\n${start}\n%%EOF\n`;
  return Buffer.from(body, 'latin1');
}

function escapeText(line: string): string {
  return line.replace(/[\\()]/g, '\\$&').replace(/[^\u0020-\u00ff]/g, '?');
}
