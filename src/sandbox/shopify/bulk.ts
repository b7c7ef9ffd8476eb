import type { DocumentNode } from 'graphql';
import { everyNode } from './bulk-paging.ts';
import { checkBulkQuery } from './bulk-rules.ts';
import { pause, wholeSecond } from './clock.ts';
import type { Context, Fields } from './context.ts';
import { legacyId } from './ids.ts';
import type { ShopState, StoredBulkOperation } from './shop-state.ts';

/** Of one app and shop at a time; one before version 2026-01. */
const atOnce = 5;
/** Results are kept for seven days; then the operation says EXPIRED and has no address any more. */
const keptMs = 7 * 86_400_000;

/** Starts a bulk query; its lines are made in the background, each nested connection's nodes on lines of their own with `__parentId`. */
export function runBulkQuery(query: string, groupObjects: boolean, context: Context) {
  const refused = (code: string, field: string[] | null, messages: string[]) => ({ bulkOperation: null, userErrors: messages.map((message) => ({ code, field, message })) });
  const { shop } = context;
  const checked = checkBulkQuery(query);
  if (!checked.ok) return refused('INVALID', ['query'], checked.messages);
  const running = [...shop.bulkOperations.values()].filter((one) => one.status === 'CREATED' || one.status === 'RUNNING');
  if (running.length >= atOnce) return refused('OPERATION_IN_PROGRESS', null, [`A bulk query operation for this app and shop is already in progress: ${running.map(({ id }) => id).join(', ')}.`]);
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
  const failure = shop.bulkFailures.shift() ?? null;
  void finish(operation, everyNode(checked.document), { groupObjects, failure, context });
  return { bulkOperation: { ...operation }, userErrors: [] };
}

type Work = { groupObjects: boolean; failure: string | null; context: Context };

async function finish(operation: StoredBulkOperation, document: DocumentNode, { groupObjects, failure, context }: Work): Promise<void> {
  await pause(0);
  operation.status = 'RUNNING';
  const result = await context.execute(document);
  const lines: Line[] = [];
  for (const value of Object.values(result.data ?? {})) spread(value, null, lines);
  const denied = (result.errors?.length ?? 0) > 0;
  operation.errorCode = failure ?? (denied ? 'ACCESS_DENIED' : null);
  operation.objectCount = operation.errorCode === null ? lines.length : 0;
  operation.rootObjectCount = operation.errorCode === null ? lines.filter((line) => line['__parentId'] === undefined).length : 0;
  operation.jsonLines = operation.errorCode !== null || lines.length === 0 ? null : `${(groupObjects ? lines : ungrouped(lines)).map((line) => JSON.stringify(line)).join('\n')}\n`;
  operation.status = operation.errorCode === null ? 'COMPLETED' : 'FAILED';
  operation.completedAt = wholeSecond(context.shop.now());
  announceFinish(context.shop, operation);
}

type Line = Record<string, unknown>;

/** Without `groupObjects` children do not follow their parents; here, as an example of that, they all come last. */
function ungrouped(lines: Line[]): Line[] {
  return [...lines.filter((line) => line['__parentId'] === undefined), ...lines.filter((line) => line['__parentId'] !== undefined)];
}

/** Writes a connection's nodes as lines; what is nested inside a node follows it. */
function spread(value: unknown, parentId: unknown, lines: Line[]): void {
  for (const node of nodesOf(value) ?? []) {
    if (!isObject(node)) continue;
    const nested = Object.entries(node).filter(([, inside]) => nodesOf(inside) !== null);
    const own = Object.entries(node).filter(([, inside]) => nodesOf(inside) === null);
    lines.push({ ...Object.fromEntries(own), ...(parentId === null ? {} : { __parentId: parentId }) });
    for (const [, inside] of nested) spread(inside, node['id'] ?? null, lines);
  }
}

function nodesOf(value: unknown): unknown[] | null {
  return isObject(value) && Array.isArray(value['edges']) ? value['edges'].map((edge) => (isObject(edge) ? edge['node'] : null)) : null;
}

function isObject(value: unknown): value is Line {
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

export const bulkOperationFields: Fields<StoredBulkOperation> = {
  type: () => 'QUERY',
  status: (operation, _args, { shop }) => (isExpired(operation, shop) ? 'EXPIRED' : operation.status),
  objectCount: (operation) => String(operation.objectCount),
  rootObjectCount: (operation) => String(operation.rootObjectCount),
  fileSize: (operation) => (operation.jsonLines ? String(Buffer.byteLength(operation.jsonLines)) : null),
  url: (operation, _args, { origin, shop }) => (operation.jsonLines && !isExpired(operation, shop) ? `${origin}/_sandbox/bulk/${shop.seed.domain}/${legacyId(operation.id)}.jsonl` : null),
  partialDataUrl: () => null,
};

/** Null once the seven days are over. */
export function bulkLines(operation: StoredBulkOperation | undefined, shop: ShopState): string | null {
  return operation === undefined || isExpired(operation, shop) ? null : operation.jsonLines;
}

function isExpired({ completedAt }: StoredBulkOperation, shop: ShopState): boolean {
  return completedAt !== null && shop.now().getTime() - completedAt.getTime() > keptMs;
}
