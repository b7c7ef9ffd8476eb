import type { Request } from 'express';

/** Who asks, as the sign-in established it. The shop never comes from an address, a form or a body. */
export type Visitor = {
  /** `….myshopify.com` */
  shop: string;
  /** For the history of changes: the Shopify user's number, or `demo`. */
  author: string;
  /** Whether the page stands in the Shopify admin's frame. */
  embedded: boolean;
};

const visitors = new WeakMap<Request, Visitor>();

export function setVisitor(request: Request, visitor: Visitor): void {
  visitors.set(request, visitor);
}

export function findVisitor(request: Request): Visitor | null {
  return visitors.get(request) ?? null;
}

/** Only behind the guard of `who.ts`; without one there is nothing to serve. */
export function visitorOf(request: Request): Visitor {
  const visitor = visitors.get(request);
  if (!visitor) throw new Error(`${request.path} is served without a sign-in`);
  return visitor;
}
