import { randomUUID } from 'node:crypto';
import type { Response } from 'express';
import { pause } from './clock.ts';
import type { FaultKind } from './faults.ts';
import type { Answer } from './server.ts';

/** How the handler itself is to behave differently. */
export type Conduct = { throttled: boolean; refusedFields: ReadonlySet<string> };

/** Answers a request, or fails to in the ways that were asked for. Returns what the client got; null when it got nothing. */
export async function misbehave(faults: FaultKind[], response: Response, answer: (conduct: Conduct) => Promise<Answer>): Promise<Answer | null> {
  const conduct: Conduct = {
    throttled: faults.some((fault) => fault.kind === 'throttled'),
    refusedFields: new Set(faults.flatMap((fault) => (fault.kind === 'access-denied' ? [fault.field] : []))),
  };
  const late = faults.find((fault) => fault.kind === 'late');
  if (faults.some((fault) => fault.kind === 'cut-before')) return cut(response);
  if (late) {
    cut(response);
    await pause(late.delayMs);
    await answer(conduct);
    return null;
  }
  const slow = faults.find((fault) => fault.kind === 'slow');
  if (slow) await pause(slow.delayMs);
  const status = faults.find((fault) => fault.kind === 'status');
  if (status) return refuse(response, status);
  const made = await answer(conduct);
  if (faults.some((fault) => fault.kind === 'cut-after')) return cut(response);
  send(response, made, faults.some((fault) => fault.kind === 'truncated'));
  return made;
}

function send(response: Response, made: Answer, truncated: boolean): void {
  const text = JSON.stringify(made.body);
  response.status(made.status).type('application/json; charset=utf-8').set({ 'X-Request-Id': randomUUID(), 'X-Shopify-API-Version': '2026-10' });
  response.send(truncated ? text.slice(0, Math.floor(text.length / 2)) : text);
}

function refuse(response: Response, fault: Extract<FaultKind, { kind: 'status' }>): Answer {
  const body = fault.body ?? '<!DOCTYPE html><html><head><title>Shopify</title></head><body><h1>Something went wrong</h1></body></html>';
  const type = fault.contentType ?? (body.trimStart().startsWith('<') ? 'text/html; charset=utf-8' : 'application/json; charset=utf-8');
  response.status(fault.status).type(type).set('X-Request-Id', randomUUID());
  if (fault.retryAfter !== undefined) response.set('Retry-After', fault.retryAfter);
  if (fault.headers) response.set(fault.headers);
  response.send(body);
  return { status: fault.status, body };
}

function cut(response: Response): null {
  response.socket?.destroy();
  return null;
}
