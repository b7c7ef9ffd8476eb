import { created, found, idParam, ok, type Answer, type Call, type Route } from './call.ts';
import { findDocument } from './documents.ts';
import type { Json } from './json.ts';
import { listAnswer } from './paging.ts';
import type { Comment, DocumentKind } from './records.ts';
import * as check from './validation.ts';

const kinds = [
  ['kb_offer', 'offers'],
  ['kb_order', 'orders'],
  ['kb_invoice', 'invoices'],
] as const;

/** Comments can be added and read, never changed. */
export const commentRoutes: readonly Route[] = kinds.flatMap(([kind, module]): Route[] => {
  const path = `/2.0/${kind}/:documentId/comment`;
  const show = { scopes: [`${kind}_show`], module, body: 'none' } as const;
  return [
    { ...show, method: 'GET', path, answer: (call) => list(call, kind) },
    { method: 'POST', path, scopes: [`${kind}_edit`], module, body: 'json', answer: (call) => create(call, kind) },
    { ...show, method: 'GET', path: `${path}/:id`, answer: (call) => showComment(call, kind) },
  ];
});

const rules: check.Rules = {
  text: check.longText({ required: true }),
  user_id: check.integer({ required: true }),
  user_email: check.text(),
  user_name: check.text({ required: true }),
  is_public: check.flag(),
};

function list(call: Call, kind: DocumentKind): Answer {
  return listAnswer(call, commentsOf(call, kind), { print });
}

function create(call: Call, kind: DocumentKind): Answer {
  const document = findDocument(call, kind, 'documentId');
  const fields = check.readFields(call.body, rules, 'create');
  check.mustExist(call.company.users, fields.integer('user_id'), 'user_id');
  const comment = call.company.comments.add((id) => ({
    id,
    kind,
    document_id: document.id,
    text: fields.text('text') ?? '',
    user_id: fields.integer('user_id') ?? call.user.id,
    user_email: fields.text('user_email'),
    user_name: fields.text('user_name') ?? '',
    date: call.company.stamp(),
    is_public: fields.flag('is_public') ?? false,
  }));
  return created(print(comment));
}

function showComment(call: Call, kind: DocumentKind): Answer {
  const id = idParam(call);
  return ok(print(found(commentsOf(call, kind).find((comment) => comment.id === id))));
}

function commentsOf(call: Call, kind: DocumentKind): Comment[] {
  const document = findDocument(call, kind, 'documentId');
  return call.company.comments.all().filter((row) => row.kind === kind && row.document_id === document.id);
}

function print(row: Comment): Json {
  return {
    id: row.id,
    text: row.text,
    user_id: row.user_id,
    user_email: row.user_email,
    user_name: row.user_name,
    date: row.date,
    is_public: row.is_public,
    image: null,
    image_path: null,
  };
}
