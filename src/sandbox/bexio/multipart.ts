import type { Upload } from './call.ts';
import { plain } from './refusal.ts';

/** The files of a multipart/form-data body. Text fields are ignored. */
export function readUploads(contentType: string | undefined, content: Buffer): Upload[] {
  const boundary = /^multipart\/form-data;.*boundary="?([^";]+)"?/i.exec(contentType ?? '')?.[1];
  if (boundary === undefined) {
    throw plain(415, 'Unsupported Media Type');
  }
  return partsOf(content, Buffer.from(`--${boundary}`)).flatMap(readPart);
}

function partsOf(content: Buffer, delimiter: Buffer): Buffer[] {
  const parts: Buffer[] = [];
  let start = content.indexOf(delimiter);
  while (start >= 0) {
    const from = start + delimiter.length;
    const end = content.indexOf(delimiter, from);
    if (end < 0) {
      break;
    }
    /* Every part is wrapped in line breaks: after its delimiter and before the next one. */
    parts.push(content.subarray(from + 2, end - 2));
    start = end;
  }
  return parts;
}

function readPart(part: Buffer): Upload[] {
  const split = part.indexOf('\r\n\r\n');
  const head = part.subarray(0, Math.max(0, split)).toString('utf8');
  const name = /filename="([^"]*)"/i.exec(head)?.[1];
  if (split < 0 || name === undefined) {
    return [];
  }
  const mime = /^content-type:\s*(\S+)/im.exec(head)?.[1] ?? 'application/octet-stream';
  return [{ name, mime, content: part.subarray(split + 4) }];
}
