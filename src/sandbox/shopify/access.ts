import { getNamedType, GraphQLError, isObjectType, type GraphQLOutputType, type GraphQLResolveInfo } from 'graphql';
import type { Context } from './context.ts';
import { adminSchema, type NeededScopes } from './schema.ts';

/** Refuses a field whose own scope, or that of the type it leads to, was not granted. */
export function checkAccess(context: Context, info: GraphQLResolveInfo): void {
  const place = `${info.parentType.name}.${info.fieldName}`;
  if (context.refused.has(place) || context.refused.has(info.fieldName)) throw accessDenied(info.fieldName, 'protected customer data approval.');
  for (const needed of neededAt(place, info.returnType)) {
    if (!needed.anyOf.some((scope) => context.scopes.has(scope))) throw accessDenied(info.fieldName, needed.text);
  }
}

const neededByPlace = new Map<string, NeededScopes[]>();

function neededAt(place: string, type: GraphQLOutputType): NeededScopes[] {
  const known = neededByPlace.get(place);
  if (known) return known;
  const needed = [place, ...typesBehind(type)].flatMap((one) => adminSchema().scopes[one] ?? []);
  neededByPlace.set(place, needed);
  return needed;
}

export function checkTypeAccess(context: Context, typeName: string, fieldName: string): void {
  const scopes = adminSchema().scopes[typeName];
  if (scopes && !scopes.anyOf.some((scope) => context.scopes.has(scope))) throw accessDenied(fieldName, scopes.text);
}

/** Written in prose at these fields, not in a form that the schema's descriptions could be searched for. */
export function checkFulfilmentAccess(context: Context, what: 'read' | 'write'): void {
  const handles = ['assigned', 'merchant_managed', 'third_party'].map((kind) => `${what}_${kind}_fulfillment_orders`);
  if (!handles.some((handle) => context.scopes.has(handle))) throw accessDenied(what === 'read' ? 'fulfillmentOrders' : 'fulfillmentCreate', `One of: ${handles.map((handle) => `\`${handle}\``).join(', ')} access scope.`);
}

/** Fulfilment orders of a fulfilment service's location need another scope than the merchant's own. */
export function managedHere({ shop, scopes }: Context, locationId: string, what: 'read' | 'write'): boolean {
  const location = shop.stock.locations.find((one) => one.id === locationId);
  return scopes.has(`${what}_${location?.isFulfillmentService === true ? 'third_party' : 'merchant_managed'}_fulfillment_orders`);
}

export function accessDenied(fieldName: string, requiredAccess: string): GraphQLError {
  return new GraphQLError(`Access denied for ${fieldName} field. Required access: ${requiredAccess}`, {
    extensions: { code: 'ACCESS_DENIED', documentation: 'https://shopify.dev/api/usage/access-scopes', requiredAccess },
  });
}

/** The type itself and, for a connection, what it lists. */
function typesBehind(type: GraphQLOutputType): string[] {
  const named = getNamedType(type);
  if (!named.name.endsWith('Connection') || !isObjectType(named)) return [named.name];
  const nodes = named.getFields()['nodes'];
  return nodes ? [named.name, getNamedType(nodes.type).name] : [named.name];
}
