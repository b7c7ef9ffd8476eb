import { randomUUID } from 'node:crypto';
import type { Response } from 'express';
import { pause } from './clock.ts';
import type { Fault } from './faults.ts';

/** What the sandbox answers; `cost` is for the request log. */
export type Answer = { status: number; body: unknown; cost?: number | null };

/** How the handler itself is to behave differently. */
export type Conduct = { throttled: boolean; refusedFields: ReadonlySet<string> };

type Work = { response: Response; answer: (conduct: Conduct) => Promise<Answer>; runsLate: (work: Promise<unknown>) => void };

/** Answers a request, or fails to in the ways that were asked for. Returns what the client got; null when it got nothing. */
export async function misbehave(faults: Fault[], { response, answer, runsLate }: Work): Promise<Answer | null> {
  const conduct: Conduct = {
    throttled: faults.some((fault) => fault.kind === 'throttled'),
    refusedFields: new Set(faults.flatMap((fault) => (fault.kind === 'access-denied' ? [fault.field] : []))),
  };
  if (faults.some((fault) => fault.kind === 'cut-before')) return cut(response);
  const late = faults.find((fault) => fault.kind === 'late');
  if (late) {
    runsLate(pause(late.delayMs).then(() => answer(conduct)));
    return cut(response);
  }
  const instead = faults.find((fault) => fault.kind === 'status');
  if (instead) return lie(response, instead);
  const made = await answer(conduct);
  const slow = faults.find((fault) => fault.kind === 'slow');
  if (slow) await pause(slow.delayMs);
  if (faults.some((fault) => fault.kind === 'cut-after')) return cut(response);
  const after = faults.find((fault) => fault.kind === 'status-after');
  if (after) return lie(response, after);
  send(response, made, faults.some((fault) => fault.kind === 'truncated-json'));
  return made;
}

function send(response: Response, made: Answer, truncated: boolean): void {
  const text = JSON.stringify(made.body);
  response.status(made.status).type('application/json; charset=utf-8').set({ 'X-Request-Id': randomUUID(), 'X-Shopify-API-Version': '2026-10' });
  response.send(truncated ? text.slice(0, Math.floor(text.length / 2)) : text);
}

const brokenPage = '<!DOCTYPE html><html><head><title>Shopify</title></head><body><h1>Something went wrong</h1></body></html>';

function lie(response: Response, fault: Extract<Fault, { kind: 'status' | 'status-after' }>): Answer {
  const body = fault.json === undefined ? (fault.html ?? brokenPage) : JSON.stringify(fault.json);
  response.status(fault.status).type(fault.json === undefined ? 'text/html; charset=utf-8' : 'application/json; charset=utf-8').set('X-Request-Id', randomUUID());
  if (fault.retryAfter !== undefined) response.set('Retry-After', fault.retryAfter);
  if (fault.headers) response.set(fault.headers);
  response.send(body);
  return { status: fault.status, body: fault.json ?? null };
}

function cut(response: Response): null {
  response.socket?.destroy();
  return null;
}
