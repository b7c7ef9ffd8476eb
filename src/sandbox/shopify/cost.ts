import {
  getNamedType,
  isAbstractType,
  isCompositeType,
  isLeafType,
  isObjectType,
  Kind,
  type DocumentNode,
  type FieldNode,
  type FragmentDefinitionNode,
  type GraphQLCompositeType,
  type GraphQLField,
  type GraphQLSchema,
  type OperationDefinitionNode,
  type SelectionSetNode,
} from 'graphql';

/**
 * What Shopify charges. Objects cost 1, leaves and money 0, a mutation 10, and a connection
 * `2 + children · ⌊2 · ln(max(2, first))⌋`: logarithmic since 2024. The rule reproduces the published measurements
 * `product { variants(first: 250) { nodes { inventoryItem { id } } } }` = 25 and, from Microsoft's Business Central connector,
 * 12, 15, 36, 43, 48 and 68 points for its location, fulfilment, order header, order lines, stock and order list queries.
 */
export type CostRule = { requested(): number; actual(data: unknown): number };

type Question = {
  schema: GraphQLSchema;
  document: DocumentNode;
  operation: OperationDefinitionNode;
  variables: Record<string, unknown>;
};

const free = new Set(['MoneyBag', 'MoneyV2', 'PageInfo', 'LocationAddress', 'CurrencyFormats', 'InventoryItemMeasurement']);

export function costOf(question: Question): CostRule {
  const fragments = new Map(
    question.document.definitions.flatMap((one): [string, FragmentDefinitionNode][] => (one.kind === Kind.FRAGMENT_DEFINITION ? [[one.name.value, one]] : [])),
  );
  const tools = { ...question, fragments };
  const root = question.schema.getRootType(question.operation.operation);
  const whole = (data: unknown) => (root ? selectionCost(tools, root, [question.operation.selectionSet], data) : 0);
  return { requested: () => whole(unknownYet), actual: whole };
}

/** Stands for data that has not been read: the most that could come. */
const unknownYet = Symbol('not read yet');

type Tools = Question & { fragments: Map<string, FragmentDefinitionNode> };
type Chosen = { field: GraphQLField<unknown, unknown>; nodes: FieldNode[] };

function selectionCost(tools: Tools, type: GraphQLCompositeType, sets: SelectionSetNode[], data: unknown): number {
  if (isAbstractType(type)) {
    const possible = tools.schema.getPossibleTypes(type).map((one) => fieldsCost(tools, one, sets, data));
    return Math.max(0, ...possible);
  }
  return fieldsCost(tools, type, sets, data);
}

function fieldsCost(tools: Tools, type: GraphQLCompositeType, sets: SelectionSetNode[], data: unknown): number {
  const chosen = new Map<string, Chosen>();
  for (const set of sets) collect(tools, type, set, chosen);
  let cost = 0;
  for (const [key, one] of chosen) {
    const isMutation = tools.operation.operation === 'mutation' && type === tools.schema.getMutationType();
    cost += isMutation ? 10 : fieldCost(tools, one, valueAt(data, key));
  }
  return cost;
}

function fieldCost(tools: Tools, { field, nodes }: Chosen, value: unknown): number {
  const type = getNamedType(field.type);
  if (isLeafType(type) || free.has(type.name) || !isCompositeType(type)) return 0;
  const sets = nodes.flatMap((node) => node.selectionSet ?? []);
  if (type.name.endsWith('Connection')) return connectionCost(tools, type, nodes, value, sets);
  if (Array.isArray(value)) return 1 + Math.max(0, ...value.map((one) => selectionCost(tools, type, sets, one)));
  return value === null || value === undefined ? 1 : 1 + selectionCost(tools, type, sets, value);
}

function connectionCost(tools: Tools, type: GraphQLCompositeType, nodes: FieldNode[], value: unknown, sets: SelectionSetNode[]): number {
  const items = value === unknownYet ? null : itemsOf(value);
  if (value === null || items?.length === 0) return 2;
  const size = items ? items.length : requestedSize(tools, nodes);
  const children = items ? items.map((item) => itemCost(tools, type, sets, item)) : [itemCost(tools, type, sets, unknownYet)];
  return 2 + Math.max(0, ...children) * Math.floor(2 * Math.log(Math.max(2, size)));
}

/** One node with what is asked of it, whether through `nodes` or `edges { node }`. */
function itemCost(tools: Tools, connection: GraphQLCompositeType, sets: SelectionSetNode[], item: unknown): number {
  const chosen = new Map<string, Chosen>();
  for (const set of sets) collect(tools, connection, set, chosen);
  const costs = [...chosen.values()].map((one) => {
    if (one.field.name === 'nodes') return fieldCost(tools, one, item);
    if (one.field.name !== 'edges') return 0;
    const edge = getNamedType(one.field.type);
    const inside = new Map<string, Chosen>();
    if (isObjectType(edge)) for (const set of one.nodes.flatMap((node) => node.selectionSet ?? [])) collect(tools, edge, set, inside);
    const node = [...inside.values()].find((field) => field.field.name === 'node');
    return node ? fieldCost(tools, node, item) : 0;
  });
  return Math.max(0, ...costs);
}

function itemsOf(value: unknown): unknown[] {
  const nodes = valueAt(value, 'nodes');
  if (Array.isArray(nodes)) return nodes;
  const edges = valueAt(value, 'edges');
  return Array.isArray(edges) ? edges.map((edge) => valueAt(edge, 'node')) : [];
}

function requestedSize(tools: Tools, nodes: FieldNode[]): number {
  const sizes = nodes.flatMap((node) => node.arguments ?? []).flatMap((argument) => {
    if (argument.name.value !== 'first' && argument.name.value !== 'last') return [];
    if (argument.value.kind === Kind.INT) return [Number(argument.value.value)];
    const value = argument.value.kind === Kind.VARIABLE ? tools.variables[argument.value.name.value] : undefined;
    return typeof value === 'number' ? [value] : [];
  });
  return Math.min(250, Math.max(1, ...sizes));
}

function collect(tools: Tools, type: GraphQLCompositeType, set: SelectionSetNode, chosen: Map<string, Chosen>): void {
  for (const selection of set.selections) {
    if (selection.kind === Kind.FIELD) {
      const field = 'getFields' in type ? type.getFields()[selection.name.value] : undefined;
      if (!field) continue;
      const key = selection.alias?.value ?? selection.name.value;
      const known = chosen.get(key);
      if (known) known.nodes.push(selection);
      else chosen.set(key, { field, nodes: [selection] });
      continue;
    }
    const fragment = selection.kind === Kind.FRAGMENT_SPREAD ? tools.fragments.get(selection.name.value) : selection;
    if (fragment && applies(tools.schema, type, fragment.typeCondition?.name.value)) collect(tools, type, fragment.selectionSet, chosen);
  }
}

function applies(schema: GraphQLSchema, type: GraphQLCompositeType, condition: string | undefined): boolean {
  if (condition === undefined || condition === type.name) return true;
  const wanted = schema.getType(condition);
  return isAbstractType(wanted) && isObjectType(type) && schema.isSubType(wanted, type);
}

function valueAt(data: unknown, key: string): unknown {
  if (data === unknownYet) return unknownYet;
  if (typeof data !== 'object' || data === null) return undefined;
  return (data as Record<string, unknown>)[key];
}
