import { createBexioSandbox, type BexioSandbox, type BexioSandboxOptions } from '../../../src/sandbox/bexio/sandbox.ts';

/** Whatever JSON the answer held; tests look into it freely. */
export type AnswerBody = ReturnType<typeof JSON.parse>;

export type Reply = { status: number; headers: Headers; body: AnswerBody; text: string };

export type ApiClient = {
  get(path: string, headers?: Record<string, string>): Promise<Reply>;
  post(path: string, body?: unknown, headers?: Record<string, string>): Promise<Reply>;
  patch(path: string, body?: unknown): Promise<Reply>;
  put(path: string, body?: unknown): Promise<Reply>;
  delete(path: string): Promise<Reply>;
  send(method: string, path: string, init: { body?: string; headers?: Record<string, string> }): Promise<Reply>;
};

/** A client that behaves as the documentation wants it, with raw `send` for those that do not. */
export function apiClient(sandbox: BexioSandbox, token: string): ApiClient {
  const send: ApiClient['send'] = async (method, path, { body, headers }) => {
    const response = await fetch(`${sandbox.apiUrl}${path}`, {
      method,
      headers: { authorization: `Bearer ${token}`, ...headers },
      ...(body === undefined ? {} : { body }),
    });
    const text = await response.text();
    return { status: response.status, headers: response.headers, text, body: parse(text) };
  };
  const call = (method: string, path: string, body: unknown, headers: Record<string, string> = {}) =>
    send(method, path, {
      headers: {
        accept: 'application/json',
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
  return {
    get: (path, headers) => call('GET', path, undefined, headers),
    post: (path, body, headers) => call('POST', path, body, headers),
    patch: (path, body) => call('PATCH', path, body),
    put: (path, body) => call('PUT', path, body),
    delete: (path) => call('DELETE', path, undefined),
    send,
  };
}

export type Running = { sandbox: BexioSandbox; api: ApiClient; contactId: number; [Symbol.asyncDispose](): Promise<void> };

/** A sandbox with one contact and a client of its owner; `await using` closes it. */
export async function aSandbox(options: BexioSandboxOptions = {}): Promise<Running> {
  const sandbox = await createBexioSandbox(options);
  const api = apiClient(sandbox, await sandbox.accessToken());
  const contactId = sandbox.books.addContact({
    name_1: 'Muster AG',
    mail: 'einkauf@muster.example',
    street_name: 'Alte Jonastrasse',
    house_number: '24',
    postcode: '8640',
    city: 'Rapperswil',
    countryIso: 'CH',
  });
  return { sandbox, api, contactId, [Symbol.asyncDispose]: () => sandbox.close() };
}

/** The smallest invoice bexio takes, with one position. */
export function anInvoice({ sandbox, contactId }: Running, overrides: Record<string, unknown> = {}) {
  return {
    contact_id: contactId,
    user_id: sandbox.books.ownerId(),
    positions: [aPosition(sandbox)],
    ...overrides,
  };
}

export function aPosition(sandbox: BexioSandbox, overrides: Record<string, unknown> = {}) {
  return {
    type: 'KbPositionCustom',
    amount: '1',
    unit_price: '100',
    tax_id: sandbox.books.taxId('UN81'),
    text: 'Ware',
    ...overrides,
  };
}

export function anArticle({ sandbox }: Running, overrides: Record<string, unknown> = {}) {
  return {
    user_id: sandbox.books.ownerId(),
    article_type_id: 1,
    intern_code: 'SKU-1',
    intern_name: 'Ware',
    ...overrides,
  };
}

export function aContact({ sandbox }: Running, overrides: Record<string, unknown> = {}) {
  return {
    contact_type_id: 2,
    name_1: 'Keller',
    name_2: 'Eva',
    user_id: sandbox.books.ownerId(),
    owner_id: sandbox.books.ownerId(),
    ...overrides,
  };
}

function parse(text: string): AnswerBody {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
