import { getNamedType, GraphQLError, isInterfaceType, isListType, isNonNullType, isObjectType, Kind, parse, TypeInfo, visit, visitWithTypeInfo, type DocumentNode, type FieldNode, type GraphQLOutputType } from 'graphql';
import { everyNode } from './bulk-paging.ts';
import { validationErrors } from './graphql-errors.ts';
import { adminSchema } from './schema.ts';

const mostConnections = 5;
const deepest = 2;

/**
 * What a bulk query may contain, with Shopify's own words: the messages are as recorded against the Admin API (2026-04), the restrictions as
 * in the guide on bulk queries.
 */
export function checkBulkQuery(query: string): { ok: true; document: DocumentNode } | { ok: false; messages: string[] } {
  let document: DocumentNode;
  try {
    document = parse(query);
  } catch (error) {
    const why = query.trim() === '' ? 'syntax error, unexpected end of file' : error instanceof GraphQLError ? error.message : 'unreadable';
    return { ok: false, messages: [`Invalid bulk query: ${why}`] };
  }
  const [fault] = validationErrors(adminSchema().schema, everyNode(document));
  if (fault) return { ok: false, messages: [`Invalid bulk query: ${fault.message}`] };
  const messages = breaches(document);
  return messages.length > 0 ? { ok: false, messages } : { ok: true, document };
}

type Seen = { connections: number; deepestSeen: number; byNodes: string[]; withoutId: string[]; notNodes: string[]; inList: boolean; topLevel: string[]; notQuery: boolean };

function breaches(document: DocumentNode): string[] {
  const seen = look(document);
  return [
    ...(seen.notQuery ? ['Invalid operation type. Only `query` operations are supported.'] : []),
    ...seen.topLevel.map((name) => `Bulk queries cannot contain a top level \`${name}\` field.`),
    ...(seen.byNodes.length > 0
      ? [`All connection fields in a bulk query must select their contents using 'edges' > 'node', e.g: 'products { edges { node {'. Selecting via 'nodes' is not supported. Invalid connection fields: ${quoted(seen.byNodes)}.`]
      : []),
    ...(seen.connections > mostConnections ? [`Bulk queries cannot contain more than ${mostConnections} connections.`] : []),
    ...(seen.deepestSeen > deepest ? [`Bulk queries cannot contain connections with a nesting depth greater than ${deepest}.`] : []),
    ...(seen.withoutId.length > 0
      ? [`The parent 'node' field for a nested connection must select the 'id' field without an alias and must be of 'ID' return type. Connection fields without 'id': ${seen.withoutId.join(', ')}.`]
      : []),
    ...(seen.inList ? ['Queries that contain a connection field within a list field are not currently supported.'] : []),
    ...(seen.notNodes.length > 0 ? [`Connections in a bulk query must implement the Node interface. Invalid connection fields: ${quoted(seen.notNodes)}.`] : []),
    ...(seen.connections === 0 && !seen.notQuery ? ['Bulk queries must contain at least one connection.'] : []),
  ];
}

/** Walks the query with its types: which fields are connections, how deep they stand, and what stands around them. */
function look(document: DocumentNode): Seen {
  const seen: Seen = { connections: 0, deepestSeen: 0, byNodes: [], withoutId: [], notNodes: [], inList: false, topLevel: [], notQuery: false };
  const open: FieldNode[] = [];
  let lists = 0;
  const info = new TypeInfo(adminSchema().schema);
  visit(
    document,
    visitWithTypeInfo(info, {
      OperationDefinition(node) {
        if (node.operation !== 'query') seen.notQuery = true;
      },
      Field: {
        enter(node) {
          const type = info.getType();
          if (info.getParentType()?.name === 'QueryRoot' && ['node', 'nodes'].includes(node.name.value)) seen.topLevel.push(node.name.value);
          if (isConnection(type)) enterConnection(node, type, { seen, open, inList: lists > 0 });
          // `edges` is a list of every connection itself; only lists outside of that count.
          else if (isList(type) && node.name.value !== 'edges') lists += 1;
        },
        leave(node) {
          const type = info.getType();
          if (isConnection(type)) open.pop();
          else if (isList(type) && node.name.value !== 'edges') lists -= 1;
        },
      },
    }),
  );
  return seen;
}

function enterConnection(node: FieldNode, type: GraphQLOutputType | null | undefined, { seen, open, inList }: { seen: Seen; open: FieldNode[]; inList: boolean }): void {
  seen.connections += 1;
  const parent = open.at(-1);
  if (parent && !nodeSelects(parent, 'id')) seen.withoutId.push(parent.name.value);
  open.push(node);
  seen.deepestSeen = Math.max(seen.deepestSeen, open.length - 1);
  if (selects(node, 'nodes')) seen.byNodes.push(node.name.value);
  if (inList) seen.inList = true;
  if (!holdsNodes(type)) seen.notNodes.push(node.name.value);
}

function isConnection(type: GraphQLOutputType | null | undefined): boolean {
  return type !== null && type !== undefined && getNamedType(type).name.endsWith('Connection');
}

function isList(type: GraphQLOutputType | null | undefined): boolean {
  return isListType(isNonNullType(type) ? type.ofType : type);
}

function holdsNodes(type: GraphQLOutputType | null | undefined): boolean {
  const connection = type && getNamedType(type);
  if (!isObjectType(connection)) return false;
  const items = connection.getFields()['nodes'];
  const item = items && getNamedType(items.type);
  return (isObjectType(item) || isInterfaceType(item)) && item.getInterfaces().some(({ name }) => name === 'Node');
}

function nodeSelects(connection: FieldNode, name: string): boolean {
  const fieldsOf = (field: FieldNode, wanted: string) => (field.selectionSet?.selections ?? []).flatMap((one) => (one.kind === Kind.FIELD && one.name.value === wanted ? [one] : []));
  return fieldsOf(connection, 'edges').flatMap((edge) => fieldsOf(edge, 'node')).some((node) => fieldsOf(node, name).some((field) => field.alias === undefined));
}

function selects(node: FieldNode, name: string): boolean {
  return node.selectionSet?.selections.some((one) => one.kind === Kind.FIELD && one.name.value === name) ?? false;
}

function quoted(names: readonly string[]): string {
  return names.map((name) => `'${name}'`).join(', ');
}
