import type { IncomingHttpHeaders } from 'node:http';
import { checkAccess, type Access, type Bearer } from './access.ts';
import type { Answer, Route, Upload } from './call.ts';
import { parseJson, type Json } from './json.ts';
import { readUploads } from './multipart.ts';
import type { RateLimiter } from './rate-limit.ts';
import { gatewayNotFound, notFound, plain, Refusal } from './refusal.ts';
import { replyOf, type Reply } from './reply.ts';
import { createRouter, type Match, type Router } from './router.ts';
import { allRoutes } from './routes.ts';
import { readLanguage } from './translations.ts';

/** One request to the API, fully read. */
export type ApiRequest = {
  method: string;
  path: string;
  query: URLSearchParams;
  headers: IncomingHttpHeaders;
  content: Buffer;
};

export type Api = {
  bearer(request: ApiRequest): Bearer | undefined;
  handle(request: ApiRequest, bearer: Bearer | undefined): Reply;
};

export function createApi(access: Access, limiter: RateLimiter): Api {
  const router = createRouter(allRoutes);
  return {
    bearer: (request) => access.bearer(request.headers.authorization),
    handle(request, bearer) {
      try {
        return answer({ request, bearer, router, limiter });
      } catch (error) {
        if (error instanceof Refusal) {
          return replyOf({ status: error.status, body: error.body });
        }
        throw error;
      }
    },
  };
}

type Work = { request: ApiRequest; bearer: Bearer | undefined; router: Router; limiter: RateLimiter };

function answer({ request, bearer, router, limiter }: Work): Reply {
  const match = route(request, router);
  if (bearer === undefined) {
    throw plain(401, 'Unauthorized');
  }
  const rate = limiter.count(bearer.company, request.path);
  const reply = withRefusals(() => {
    if (!rate.allowed) {
      throw plain(429, 'Too many requests');
    }
    return perform(request, bearer, match);
  });
  return { ...reply, headers: { ...reply.headers, ...rate.headers } };
}

/** Unknown addresses are answered by the gateway; a known one with a foreign method by the version behind it. */
function route({ method, path }: ApiRequest, router: Router): Match {
  const match = router.find(method, path);
  if (match !== undefined) {
    return match;
  }
  if (!router.knows(path)) {
    throw gatewayNotFound();
  }
  if (path.startsWith('/2.0/')) {
    throw method === 'PUT' ? plain(422, 'The form could not be saved.') : notFound();
  }
  throw plain(405, 'Method Not Allowed');
}

function withRefusals(work: () => Answer): Reply {
  try {
    return replyOf(work());
  } catch (error) {
    if (error instanceof Refusal) {
      return replyOf({ status: error.status, body: error.body });
    }
    throw error;
  }
}

function perform(request: ApiRequest, bearer: Bearer, { route: found, params }: Match): Answer {
  checkAccept(request.headers.accept);
  checkLength(request);
  checkAccess(found, bearer);
  const { body, uploads } = readBody(request, found);
  return found.answer({
    ...bearer,
    params,
    query: request.query,
    body,
    uploads,
    language: readLanguage(request.headers['accept-language']),
  });
}

/** Found live: a missing or other Accept is refused, `application/pdf` on PDF addresses included. */
function checkAccept(accept: string | undefined): void {
  if (accept === undefined || !/(^|[\s,])application\/json\b/.test(accept)) {
    throw plain(415, 'You did not specify a valid Accept-Header');
  }
}

function checkLength(request: ApiRequest): void {
  if (request.headers['transfer-encoding'] !== undefined && request.headers['content-length'] === undefined) {
    throw plain(411, 'Length Required');
  }
}

type ReadBody = { body: Json | undefined; uploads: readonly Upload[] };

function readBody(request: ApiRequest, found: Route): ReadBody {
  const none: ReadBody = { body: undefined, uploads: [] };
  const isEmpty = request.content.length === 0;
  switch (found.body) {
    case 'none':
      if (!isEmpty) {
        throw plain(415, 'Unsupported Media Type');
      }
      return none;
    case 'optional':
      return isEmpty ? none : { body: readJson(request), uploads: [] };
    case 'json':
      return { body: readJson(request), uploads: [] };
    case 'multipart':
      return { body: undefined, uploads: readUploads(request.headers['content-type'], request.content) };
  }
}

function readJson(request: ApiRequest): Json {
  if (!/^application\/json\b/i.test(request.headers['content-type'] ?? '')) {
    throw plain(415, 'Unsupported Media Type');
  }
  const body = parseJson(request.content.toString('utf8'));
  if (body === undefined) {
    throw plain(400, 'The request body is not valid JSON');
  }
  return body;
}
