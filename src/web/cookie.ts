import type { Request, Response } from 'express';

/** One first-party cookie, for top-level windows only: inside the admin's frame there are none. */
export type Cookie = {
  read(request: Request): string | null;
  write(response: Response, value: string, lifeMs: number): void;
  clear(response: Response): void;
};

/**
 * HttpOnly, host-only, gone from cross-site posts (Lax). Over https its name begins with `__Host-`, so that no sibling domain can plant
 * one; browsers refuse such names over http, which is only used on one's own machine.
 */
export function createCookie(name: string, secure: boolean): Cookie {
  const fullName = secure ? `__Host-${name}` : name;
  const attributes = { httpOnly: true, secure, sameSite: 'lax', path: '/' } as const;
  return {
    read(request) {
      const pairs = (request.headers.cookie ?? '').split(';').map((pair) => pair.trim());
      const values = pairs.filter((pair) => pair.startsWith(`${fullName}=`)).map((pair) => pair.slice(fullName.length + 1));
      return values.length === 1 && values[0] ? values[0] : null;
    },
    write: (response, value, lifeMs) => void response.cookie(fullName, value, { ...attributes, maxAge: lifeMs }),
    clear: (response) => void response.clearCookie(fullName, attributes),
  };
}
