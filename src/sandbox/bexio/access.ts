import { randomBytes } from 'node:crypto';
import type { Route } from './call.ts';
import type { Company, World } from './company.ts';
import type { User } from './records.ts';
import { notAllowed } from './refusal.ts';
import { grants } from './scopes.ts';

/** Who is calling: a token acts as one user in one company. */
export type Bearer = { company: Company; user: User; scopes: ReadonlySet<string> };

export type Grant = { sub: string; scopes: ReadonlySet<string> };

/** Personal access tokens live 60 days. */
const personalTokenDays = 60;

export type Access = {
  issuePersonalToken(user: User, scopes: readonly string[]): string;
  bearer(authorization: string | undefined): Bearer | undefined;
};

export function createAccess(
  world: World,
  findPerson: (sub: string) => { company: Company; user: User } | undefined,
  signedIn: (token: string) => Grant | undefined,
): Access {
  const personal = new Map<string, Grant & { expiresMs: number }>();
  const findGrant = (token: string): Grant | undefined => {
    const own = personal.get(token);
    if (own !== undefined) {
      return own.expiresMs > world.now().getTime() ? own : undefined;
    }
    return signedIn(token);
  };
  return {
    issuePersonalToken(user, scopes) {
      const token = `pat-${randomBytes(24).toString('base64url')}`;
      const expiresMs = world.now().getTime() + personalTokenDays * 86_400_000;
      personal.set(token, { sub: user.sub, scopes: new Set(scopes), expiresMs });
      return token;
    },
    bearer(authorization) {
      const token = /^Bearer (.+)$/i.exec(authorization ?? '')?.[1];
      const grant = token === undefined ? undefined : findGrant(token);
      const person = grant === undefined ? undefined : findPerson(grant.sub);
      return grant === undefined || person === undefined || person.user.removed
        ? undefined
        : { ...person, scopes: grant.scopes };
    },
  };
}

/** Scope, the person's own right and the plan's module are needed together; each answers the same 403. */
export function checkAccess(route: Route, { company, user, scopes }: Bearer): void {
  const outOfScope = route.scopes.some((scope) => !grants(scopes, scope));
  const outOfRight = route.scopes.some((scope) => user.forbidden.has(scope));
  const outOfPlan = route.module !== undefined && !company.modules.has(route.module);
  if (outOfScope || outOfRight || outOfPlan) {
    throw notAllowed();
  }
}
