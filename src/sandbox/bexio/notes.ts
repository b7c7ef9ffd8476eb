import { created, found, idParam, ok, success, type Answer, type Call, type Route } from './call.ts';
import type { Json } from './json.ts';
import { listAnswer } from './paging.ts';
import type { Note } from './records.ts';
import { searchRows } from './search.ts';
import * as check from './validation.ts';

const path = '/2.0/note';

export const noteRoutes: readonly Route[] = [
  { method: 'GET', path, scopes: ['note_show'], body: 'none', answer: list },
  { method: 'POST', path, scopes: ['note_edit'], body: 'json', answer: create },
  { method: 'POST', path: `${path}/search`, scopes: ['note_show'], body: 'json', answer: search },
  { method: 'GET', path: `${path}/:id`, scopes: ['note_show'], body: 'none', answer: show },
  { method: 'POST', path: `${path}/:id`, scopes: ['note_edit'], body: 'json', answer: edit },
  { method: 'DELETE', path: `${path}/:id`, scopes: ['note_edit'], body: 'none', answer: remove },
];

/** Written as `pr_project_id`, read as `project_id`. */
const rules: check.Rules = {
  user_id: check.integer({ required: true }),
  event_start: check.text({ required: true }),
  subject: check.text({ required: true }),
  info: check.longText(),
  contact_id: check.integer(),
  pr_project_id: check.integer(),
  entry_id: check.integer(),
  module_id: check.integer(),
};

function list(call: Call): Answer {
  return listAnswer(call, call.company.notes.all(), { print });
}

function search(call: Call): Answer {
  const rows = searchRows(call, call.company.notes.all(), {
    event_start: (row) => row.event_start,
    contact_id: (row) => row.contact_id,
    user_id: (row) => row.user_id,
    subject: (row) => row.subject,
    module_id: (row) => row.module_id,
    entry_id: (row) => row.entry_id,
  });
  return listAnswer(call, rows, { print });
}

function create(call: Call): Answer {
  const draft: Note = {
    id: 0,
    user_id: 0,
    event_start: '',
    subject: '',
    info: '',
    contact_id: null,
    project_id: null,
    entry_id: null,
    module_id: null,
  };
  applyNote(call, draft, check.readFields(call.body, rules, 'create'));
  return created(print(call.company.notes.add((id) => ({ ...draft, id }))));
}

function show(call: Call): Answer {
  return ok(print(findNote(call)));
}

function edit(call: Call): Answer {
  const note = findNote(call);
  applyNote(call, note, check.readFields(call.body, rules, 'edit'));
  return ok(print(note));
}

function remove(call: Call): Answer {
  call.company.notes.remove(findNote(call).id);
  return success();
}

function applyNote(call: Call, note: Note, fields: check.Fields): void {
  const next = { ...note };
  next.user_id = fields.integer('user_id') ?? next.user_id;
  for (const name of ['event_start', 'subject', 'info'] as const) {
    next[name] = fields.text(name) ?? next[name];
  }
  for (const name of ['contact_id', 'entry_id', 'module_id'] as const) {
    next[name] = fields.has(name) ? fields.integer(name) : next[name];
  }
  check.mustExist(call.company.users, next.user_id, 'user_id');
  check.mustExist(call.company.contacts, next.contact_id, 'contact_id');
  Object.assign(note, next);
}

function findNote(call: Call): Note {
  return found(call.company.notes.get(idParam(call)));
}

function print(row: Note): Json {
  return { ...row };
}
