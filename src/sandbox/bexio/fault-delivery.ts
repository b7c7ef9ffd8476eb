import type { ServerResponse } from 'node:http';
import type { Fault, FaultDesk } from './faults.ts';
import { htmlReply, replyOf, withoutId, writeReply, writeShortReply, type Reply } from './reply.ts';
import { plain } from './refusal.ts';
import { wait } from './waiting.ts';

export type Delivery = {
  response: ServerResponse;
  faults: readonly Fault[];
  desk: FaultDesk;
  produce(): Promise<Reply>;
};

/** Runs a request under the faults that hit it. Returns the status answered, undefined after a cut. */
export async function deliver(delivery: Delivery): Promise<number | undefined> {
  const { response, faults, produce } = delivery;
  const fault = faults.find(({ kind }) => kind !== 'slow');
  const instead = fault === undefined ? undefined : unprocessed(delivery, fault);
  if (instead === 'cut') {
    response.destroy();
    return undefined;
  }
  const honest = instead ?? (await produce());
  if (fault?.kind === 'duplicate') {
    await produce();
  }
  await wait(Math.max(0, ...faults.map((one) => (one.kind === 'slow' ? one.delayMs : 0))));
  return write(response, honest, instead === undefined ? fault : undefined);
}

/** What is answered without processing, if anything. */
function unprocessed({ desk, produce }: Delivery, fault: Fault): Reply | 'cut' | undefined {
  switch (fault.kind) {
    case 'cut-before':
      return 'cut';
    case 'status':
      return lieOf(fault);
    case 'rate-limited':
      return tooMany(fault.reset ?? 'usual');
    case 'late':
      desk.pending(wait(fault.delayMs).then(produce));
      return fault.answer === 'cut' ? 'cut' : htmlReply(504, '<html><body><h1>504 Gateway Time-out</h1></body></html>');
    default:
      return undefined;
  }
}

function write(response: ServerResponse, reply: Reply, fault: Fault | undefined): number | undefined {
  switch (fault?.kind) {
    case 'cut-after':
      response.destroy();
      return undefined;
    case 'wrong-content-length':
      writeShortReply(response, reply);
      return undefined;
    default: {
      const changed = fault === undefined ? reply : changedBy(fault, reply);
      writeReply(response, changed);
      return changed.status;
    }
  }
}

function changedBy(fault: Fault, reply: Reply): Reply {
  switch (fault.kind) {
    case 'status-after':
      return lieOf(fault);
    case 'html':
      return htmlReply(reply.status, '<html><body><h1>Wartungsarbeiten</h1></body></html>');
    case 'truncated-json':
      return { ...reply, body: reply.body.slice(0, Math.floor(reply.body.length / 2)) };
    case 'empty-body':
      return { ...reply, body: '' };
    case 'missing-id':
      return withoutId(reply);
    default:
      return reply;
  }
}

function lieOf(fault: Extract<Fault, { kind: 'status' | 'status-after' }>): Reply {
  const headers = fault.headers ?? {};
  if (fault.html !== undefined) {
    return htmlReply(fault.status, fault.html, headers);
  }
  const body = fault.json ?? { error_code: fault.status, message: 'Internal Server Error' };
  return replyOf({ status: fault.status, body, headers });
}

function tooMany(reset: 'usual' | 'none' | 'absurd' | 'fractional' | 'words'): Reply {
  const resets = { usual: '7', absurd: '999999999', fractional: '1.5', words: 'soon' };
  const headers: Record<string, string> =
    reset === 'none'
      ? {}
      : { 'RateLimit-Limit': '1000', 'RateLimit-Remaining': '0', 'RateLimit-Reset': resets[reset] };
  return replyOf({ status: 429, body: plain(429, 'Too many requests').body, headers });
}
