import type { Route } from './call.ts';

export type Match = { route: Route; params: Record<string, string> };

export type Router = {
  find(method: string, path: string): Match | undefined;
  /** Whether the address exists under any method. */
  knows(path: string): boolean;
};

/** Fixed words win over parameters: /contact/search is not the contact with id "search". */
export function createRouter(routes: readonly Route[]): Router {
  const compiled = routes
    .map((route) => ({ route, parts: route.path.split('/') }))
    .sort((a, b) => wildcards(a.parts) - wildcards(b.parts));
  const matching = (path: string) => {
    const given = path.split('/');
    return compiled.flatMap(({ route, parts }) => {
      const params = matchParts(parts, given);
      return params === undefined ? [] : [{ route, params }];
    });
  };
  return {
    find: (method, path) => matching(path).find(({ route }) => route.method === method),
    knows: (path) => matching(path).length > 0,
  };
}

function wildcards(parts: readonly string[]): number {
  return parts.filter((part) => part.startsWith(':')).length;
}

function matchParts(parts: readonly string[], given: readonly string[]): Record<string, string> | undefined {
  if (parts.length !== given.length) {
    return undefined;
  }
  const params: Record<string, string> = {};
  for (const [index, part] of parts.entries()) {
    const value = given[index] ?? '';
    if (part.startsWith(':')) {
      params[part.slice(1)] = value;
    } else if (part !== value) {
      return undefined;
    }
  }
  return params;
}
