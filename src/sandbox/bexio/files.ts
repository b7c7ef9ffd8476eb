import { randomUUID } from 'node:crypto';
import { created, found, idParam, ok, success, type Answer, type Call, type Route, type Upload } from './call.ts';
import type { Company } from './company.ts';
import { isJsonObject, type Json } from './json.ts';
import { countedListAnswer } from './paging.ts';
import type { StoredFile } from './records.ts';
import { invalidField, plain } from './refusal.ts';
import { searchRows } from './search.ts';
import { zurichIso } from './zurich-time.ts';

const path = '/3.0/files';
const rights = { scopes: ['file'], module: 'files' } as const;

export const fileRoutes: readonly Route[] = [
  { ...rights, method: 'GET', path, body: 'none', answer: (call) => listFiles(call, inboxOf(call)) },
  { ...rights, method: 'POST', path, body: 'multipart', answer: upload },
  { ...rights, method: 'POST', path: `${path}/search`, body: 'json', answer: search },
  { ...rights, method: 'GET', path: `${path}/:id`, body: 'none', answer: show },
  { ...rights, method: 'PATCH', path: `${path}/:id`, body: 'json', answer: edit },
  { ...rights, method: 'DELETE', path: `${path}/:id`, body: 'none', answer: remove },
  { ...rights, method: 'GET', path: `${path}/:id/usage`, body: 'none', answer: usage },
];

export function fileRow(call: Call, id: number, { name, mime, content }: Upload): StoredFile {
  const dot = name.lastIndexOf('.');
  return {
    id,
    uuid: randomUUID(),
    name: dot > 0 ? name.slice(0, dot) : name,
    extension: dot > 0 ? name.slice(dot + 1) : '',
    mime_type: mime,
    content,
    user_id: call.user.id,
    is_archived: false,
    source_id: 2,
    source_type: 'web',
    created_at: zurichIso(call.company.world.now()),
  };
}

export function printFile(company: Company, file: StoredFile): Json {
  const is_referenced = isReferenced(company, file.id);
  return {
    id: file.id,
    uuid: file.uuid,
    name: file.name,
    size_in_bytes: file.content.length,
    extension: file.extension,
    mime_type: file.mime_type,
    uploader_email: null,
    processing_source: null,
    processing_status: null,
    user_id: file.user_id,
    /* Recorded Jun 2026: attaching a file archives it, that is, it leaves the inbox. */
    is_archived: file.is_archived || is_referenced,
    source_id: file.source_id,
    created_at: file.created_at,
    is_referenced,
    source_type: file.source_type,
  };
}

function listFiles(call: Call, files: readonly StoredFile[]): Answer {
  return countedListAnswer(call, files, { print: (file) => printFile(call.company, file), limit: 2000 });
}

function upload(call: Call): Answer {
  if (call.uploads.length === 0) {
    throw plain(422, 'validation failed');
  }
  const files = call.uploads.map((one) => call.company.files.add((id) => fileRow(call, id, one)));
  return created(files.map((file) => printFile(call.company, file)));
}

function search(call: Call): Answer {
  return listFiles(
    call,
    searchRows(call, call.company.files.all(), {
      id: (row) => row.id,
      uuid: (row) => row.uuid,
      created_at: (row) => row.created_at,
      name: (row) => row.name,
      extension: (row) => row.extension,
      size_in_bytes: (row) => row.content.length,
      mime_type: (row) => row.mime_type,
      user_id: (row) => row.user_id,
      is_archived: (row) => row.is_archived,
      source_id: (row) => row.source_id,
    }),
  );
}

function show(call: Call): Answer {
  return ok(printFile(call.company, findFile(call)));
}

function edit(call: Call): Answer {
  const file = findFile(call);
  const { body } = call;
  if (!isJsonObject(body)) {
    throw plain(422, 'validation failed');
  }
  const unknown = Object.keys(body).find((name) => !['name', 'is_archived', 'source_type'].includes(name));
  if (unknown !== undefined) {
    throw invalidField(unknown, 'unknown_field', 'This field was not expected');
  }
  file.name = typeof body['name'] === 'string' ? body['name'] : file.name;
  file.is_archived = typeof body['is_archived'] === 'boolean' ? body['is_archived'] : file.is_archived;
  return ok(printFile(call.company, file));
}

function remove(call: Call): Answer {
  call.company.files.remove(findFile(call).id);
  return success();
}

function usage(call: Call): Answer {
  const file = findFile(call);
  return ok({ id: file.id, ref_class: isReferenced(call.company, file.id) ? 'AccountingEntry' : null });
}

function inboxOf(call: Call): StoredFile[] {
  return call.company.files.all().filter((file) => !file.is_archived && !isReferenced(call.company, file.id));
}

function isReferenced(company: Company, id: number): boolean {
  return company.manualEntries
    .all()
    .some((entry) => entry.fileIds.includes(id) || entry.entries.some((line) => line.fileIds.includes(id)));
}

function findFile(call: Call): StoredFile {
  return found(call.company.files.get(idParam(call)));
}
