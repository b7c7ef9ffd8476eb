import { randomUUID } from 'node:crypto';
import { created, found, idParam, ok, success, type Answer, type Call, type Route } from './call.ts';
import { isJsonObject, type JsonObject } from './json.ts';
import { countedListAnswer } from './paging.ts';
import type { User } from './records.ts';
import { invalidField, plain } from './refusal.ts';

const path = '/3.0/fictional_users';

/** People without a login, for documents written in their name. */
export const fictionalUserRoutes: readonly Route[] = [
  { method: 'GET', path, scopes: [], body: 'none', answer: list },
  { method: 'POST', path, scopes: [], body: 'json', answer: create },
  { method: 'GET', path: `${path}/:id`, scopes: [], body: 'none', answer: (call) => ok(print(findUser(call))) },
  { method: 'PATCH', path: `${path}/:id`, scopes: [], body: 'json', answer: edit },
  { method: 'DELETE', path: `${path}/:id`, scopes: [], body: 'none', answer: remove },
];

function list(call: Call): Answer {
  return countedListAnswer(call, call.company.fictionalUsers.all(), { print });
}

function create(call: Call): Answer {
  const body = readBody(call);
  const user = call.company.fictionalUsers.add((id) => ({
    id,
    sub: randomUUID(),
    salutation_type: body['salutation_type'] === 'male' ? 'male' : 'female',
    firstname: required(body, 'firstname'),
    lastname: required(body, 'lastname'),
    email: required(body, 'email'),
    is_superadmin: false,
    is_accountant: false,
    forbidden: new Set<string>(),
    removed: false,
  }));
  return created(print(user));
}

function edit(call: Call): Answer {
  const user = findUser(call);
  const body = readBody(call);
  for (const name of ['firstname', 'lastname', 'email'] as const) {
    user[name] = body[name] === undefined ? user[name] : required(body, name);
  }
  return ok(print(user));
}

function remove(call: Call): Answer {
  call.company.fictionalUsers.remove(findUser(call).id);
  return success();
}

function readBody({ body }: Call): JsonObject {
  if (!isJsonObject(body)) {
    throw plain(422, 'validation failed');
  }
  return body;
}

function required(body: JsonObject, name: string): string {
  const value = body[name];
  if (typeof value !== 'string' || value === '') {
    throw invalidField(name, 'not_null', 'Must not be empty');
  }
  return value;
}

function findUser(call: Call): User {
  return found(call.company.fictionalUsers.get(idParam(call)));
}

function print(user: User): JsonObject {
  return {
    id: user.id,
    salutation_type: user.salutation_type,
    firstname: user.firstname,
    lastname: user.lastname,
    email: user.email,
    title_id: null,
  };
}
