import type { ServerResponse } from 'node:http';
import type { Answer } from './call.ts';

/** What goes over the wire, before faults change it. */
export type Reply = { status: number; headers: Record<string, string | string[]>; body: string };

export function replyOf(answer: Answer): Reply {
  return {
    status: answer.status,
    headers: { 'Content-Type': 'application/json', ...answer.headers },
    body: JSON.stringify(answer.body),
  };
}

export function htmlReply(status: number, body: string, headers: Record<string, string> = {}): Reply {
  return { status, headers: { 'Content-Type': 'text/html; charset=utf-8', ...headers }, body };
}

export function writeReply(response: ServerResponse, reply: Reply): void {
  response.writeHead(reply.status, { ...reply.headers, 'Content-Length': Buffer.byteLength(reply.body) });
  response.end(reply.body);
}

/** Announces more than it sends and hangs up: the client cannot know whether the rest mattered. */
export function writeShortReply(response: ServerResponse, reply: Reply): void {
  response.writeHead(reply.status, { ...reply.headers, 'Content-Length': Buffer.byteLength(reply.body) + 64 });
  response.write(reply.body, () => response.destroy());
}

export function withoutId(reply: Reply): Reply {
  const body: unknown = JSON.parse(reply.body);
  if (!isRecord(body)) {
    return reply;
  }
  const { id: _id, ...rest } = body;
  return { ...reply, body: JSON.stringify(rest) };
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
