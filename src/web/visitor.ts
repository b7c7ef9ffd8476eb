import type { Request } from 'express';
import type { Visitor } from './pages/session.ts';

const visitors = new WeakMap<Request, Visitor>();

export function setVisitor(request: Request, visitor: Visitor): void {
  visitors.set(request, visitor);
}

/** Only behind the guard of `who.ts`; without one there is nothing to serve. */
export function visitorOf(request: Request): Visitor {
  const visitor = visitors.get(request);
  if (!visitor) throw new Error(`${request.path} is served without a sign-in`);
  return visitor;
}
