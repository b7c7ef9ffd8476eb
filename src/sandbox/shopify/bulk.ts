import { Kind, parse, visit, type DocumentNode, type FieldNode } from 'graphql';
import { pause, wholeSecond } from './clock.ts';
import type { Context } from './context.ts';
import { legacyId } from './ids.ts';
import { validationErrors } from './graphql-errors.ts';
import { adminSchema } from './schema.ts';
import type { ShopState, StoredBulkOperation } from './shop-state.ts';

const atOnce = 5;
const mostConnections = 5;
const deepest = 2;

/** Starts a bulk query; its lines are made in the background, each nested connection's nodes on lines of their own with `__parentId`. */
export function runBulkQuery(query: string, groupObjects: boolean, context: Context) {
  const refused = (code: string, message: string) => ({ bulkOperation: null, userErrors: [{ code, field: ['query'], message }] });
  const { shop } = context;
  const running = [...shop.bulkOperations.values()].filter((one) => one.status === 'CREATED' || one.status === 'RUNNING');
  if (running.length >= atOnce) return refused('LIMIT_REACHED', `There are already ${atOnce} bulk operations running for this app and shop.`);
  const document = parsed(query);
  if (typeof document === 'string') return refused('INVALID', document);
  const fault = faultOf(document);
  if (fault) return refused('INVALID', fault);
  const operation: StoredBulkOperation = {
    id: shop.ids.next('BulkOperation'),
    status: 'CREATED',
    errorCode: null,
    query,
    createdAt: wholeSecond(shop.now()),
    completedAt: null,
    objectCount: 0,
    rootObjectCount: 0,
    jsonLines: null,
  };
  shop.bulkOperations.set(operation.id, operation);
  void finish(operation, withPaging(document), groupObjects, context);
  return { bulkOperation: { ...operation }, userErrors: [] };
}

function parsed(query: string): DocumentNode | string {
  try {
    return parse(query);
  } catch (error) {
    return `Invalid bulk query: ${error instanceof Error ? error.message : 'unreadable'}`;
  }
}

function faultOf(document: DocumentNode): string | null {
  const [fault] = validationErrors(adminSchema().schema, withPaging(document));
  if (fault) return `Invalid bulk query: ${fault.message}`;
  let connections = 0;
  let depth = 0;
  let deepestSeen = 0;
  const isConnection = (node: FieldNode) => selects(node, 'edges') || selects(node, 'nodes');
  visit(document, {
    Field: {
      enter(node) {
        if (!isConnection(node)) return;
        connections += 1;
        depth += 1;
        deepestSeen = Math.max(deepestSeen, depth);
      },
      leave(node) {
        if (isConnection(node)) depth -= 1;
      },
    },
  });
  if (connections === 0) return 'Bulk queries must contain at least one connection.';
  if (connections > mostConnections) return `Bulk queries cannot contain more than ${mostConnections} connections.`;
  return deepestSeen > deepest ? `Bulk queries cannot contain connections with a nesting depth greater than ${deepest}.` : null;
}

function selects(node: FieldNode, name: string): boolean {
  return node.selectionSet?.selections.some((one) => one.kind === Kind.FIELD && one.name.value === name) ?? false;
}

/** A bulk query reads everything: `first` is neither needed nor heeded, ids are added to tell the lines apart. */
function withPaging(document: DocumentNode): DocumentNode {
  return visit(document, {
    Field(node) {
      if (!selects(node, 'edges') && !selects(node, 'nodes')) return undefined;
      const kept = (node.arguments ?? []).filter((one) => one.name.value !== 'first' && one.name.value !== 'last');
      const first = { kind: Kind.ARGUMENT, name: { kind: Kind.NAME, value: 'first' }, value: { kind: Kind.INT, value: '250' } } as const;
      return { ...node, arguments: [...kept, first] };
    },
  });
}

async function finish(operation: StoredBulkOperation, document: DocumentNode, groupObjects: boolean, context: Context): Promise<void> {
  await pause(0);
  operation.status = 'RUNNING';
  const result = await context.execute(document);
  const lines: Record<string, unknown>[] = [];
  for (const value of Object.values(result.data ?? {})) spread(value, null, lines, groupObjects);
  const failed = (result.errors?.length ?? 0) > 0;
  operation.objectCount = lines.length;
  operation.rootObjectCount = lines.filter((line) => line['__parentId'] === undefined).length;
  operation.jsonLines = failed || lines.length === 0 ? null : `${lines.map((line) => JSON.stringify(line)).join('\n')}\n`;
  operation.errorCode = failed ? 'ACCESS_DENIED' : null;
  operation.status = failed ? 'FAILED' : 'COMPLETED';
  operation.completedAt = wholeSecond(context.shop.now());
  announceFinish(context.shop, operation);
}

/** Writes a connection's nodes as lines; what is nested inside a node follows it. */
function spread(value: unknown, parentId: unknown, lines: Record<string, unknown>[], groupObjects: boolean): void {
  for (const node of nodesOf(value) ?? []) {
    if (!isObject(node)) continue;
    const nested = Object.entries(node).filter(([, inside]) => nodesOf(inside) !== null);
    const own = Object.entries(node).filter(([, inside]) => nodesOf(inside) === null);
    lines.push({ ...Object.fromEntries(own), ...(parentId === null ? {} : { __parentId: parentId }) });
    for (const [, inside] of nested) spread(inside, node['id'] ?? null, lines, groupObjects);
  }
}

function nodesOf(value: unknown): unknown[] | null {
  if (!isObject(value)) return null;
  if (Array.isArray(value['nodes'])) return value['nodes'];
  return Array.isArray(value['edges']) ? value['edges'].map((edge) => (isObject(edge) ? edge['node'] : null)) : null;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function announceFinish(shop: ShopState, operation: StoredBulkOperation): void {
  const body = {
    admin_graphql_api_id: operation.id,
    id: BigInt(legacyId(operation.id)),
    status: operation.status.toLowerCase(),
    type: 'query',
    error_code: operation.errorCode,
    created_at: operation.createdAt,
    completed_at: operation.completedAt,
  };
  shop.announce([{ topic: 'bulk_operations/finish', body }]);
}
