import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { Api, ApiRequest } from './api.ts';
import { deliver } from './fault-delivery.ts';
import type { FaultDesk } from './faults.ts';
import { parseJson } from './json.ts';
import { replyOf, writeReply, type Reply } from './reply.ts';
import { plain } from './refusal.ts';
import type { createRequestLog } from './request-log.ts';
import { issuerPath } from './sign-in.ts';

export type ServerParts = {
  api: Api;
  faults: FaultDesk;
  requests: ReturnType<typeof createRequestLog>;
  signInRequests: ReturnType<typeof createRequestLog>;
  signIn(request: IncomingMessage): Promise<Reply>;
  desk(request: IncomingMessage, content: Buffer): Reply;
  now(): Date;
};

/**
 * Starts listening at once and serves from `open` on: the sign-in server has to know its own address,
 * and the address is known only once the port is bound.
 */
export async function listen(port: number): Promise<Listening> {
  let parts: ServerParts | undefined;
  const server = createServer((request, response) => {
    if (parts === undefined) {
      response.destroy();
      return;
    }
    serve(parts, request, response).catch((error: unknown) => crash(response, error));
  });
  /* Longer than clients keep idle sockets: a connection closed under a POST is a fault, added on purpose only. */
  server.keepAliveTimeout = 120_000;
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', resolve);
  });
  const address = server.address();
  if (address === null || typeof address === 'string') {
    throw new Error('the sandbox has no TCP address');
  }
  return {
    server,
    origin: `http://127.0.0.1:${address.port}`,
    open(opened) {
      parts = opened;
    },
  };
}

export type Listening = { server: Server; origin: string; open(parts: ServerParts): void };

export async function stop(server: Server): Promise<void> {
  server.closeAllConnections();
  await new Promise<void>((resolve) => {
    server.close(() => resolve());
  });
}

async function serve(parts: ServerParts, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const path = pathOf(request);
  if (path.startsWith(issuerPath)) {
    await serveSignIn(parts, request, response);
    return;
  }
  const content = await readContent(request);
  if (path === '/' || path.startsWith('/_sandbox/')) {
    writeReply(response, parts.desk(request, content));
    return;
  }
  await serveApi(parts, { request, response, content });
}

async function serveApi(
  { api, faults, requests, now }: ServerParts,
  { request, response, content }: { request: IncomingMessage; response: ServerResponse; content: Buffer },
): Promise<void> {
  const url = new URL(request.url ?? '/', 'http://sandbox');
  const apiRequest: ApiRequest = {
    method: request.method ?? 'GET',
    path: url.pathname,
    query: url.searchParams,
    headers: request.headers,
    content,
  };
  const bearer = api.bearer(apiRequest);
  const entry = requests.add({
    at: now(),
    method: apiRequest.method,
    path: apiRequest.path,
    query: url.search,
    body: parseJson(content.toString('utf8')),
    companyId: bearer?.company.id,
    status: undefined,
  });
  entry.status = await deliver({
    response,
    desk: faults,
    faults: faults.take(apiRequest),
    /* A token can expire before a late execution: who is calling is decided when the work is done. */
    produce: async () => api.handle(apiRequest, api.bearer(apiRequest)),
  });
}

/** Sign-in requests are logged without bodies: those hold secrets. */
async function serveSignIn(
  { faults, signInRequests, signIn, now }: ServerParts,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const method = request.method ?? 'GET';
  const path = pathOf(request);
  const entry = signInRequests.add({
    at: now(),
    method,
    path,
    query: '',
    body: undefined,
    companyId: undefined,
    status: undefined,
  });
  entry.status = await deliver({
    response,
    desk: faults,
    /* The provider reads the body from the socket, so it cannot run twice. */
    faults: faults.take({ method, path }).filter(({ kind }) => kind !== 'duplicate'),
    produce: () => signIn(request),
  });
}

function pathOf(request: IncomingMessage): string {
  return new URL(request.url ?? '/', 'http://sandbox').pathname;
}

async function readContent(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) {
    chunks.push(Buffer.from(chunk));
  }
  return Buffer.concat(chunks);
}

/** A bug of the sandbox must not look like bexio: the text names it. */
function crash(response: ServerResponse, error: unknown): void {
  if (response.headersSent || response.destroyed) {
    response.destroy();
    return;
  }
  const reason = error instanceof Error ? (error.stack ?? error.message) : String(error);
  writeReply(response, replyOf({ status: 500, body: plain(500, `Sandbox: ${reason}`).body }));
}
