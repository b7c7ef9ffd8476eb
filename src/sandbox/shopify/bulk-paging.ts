import { Kind, visit, type DocumentNode, type FieldNode } from 'graphql';

/** A bulk query reads everything: `first` is neither needed nor heeded, and one is put in where the schema would miss it. */
export function everyNode(document: DocumentNode): DocumentNode {
  return visit(document, {
    Field(node) {
      if (!selects(node, 'edges') && !selects(node, 'nodes')) return undefined;
      const kept = (node.arguments ?? []).filter((one) => one.name.value !== 'first' && one.name.value !== 'last');
      const first = { kind: Kind.ARGUMENT, name: { kind: Kind.NAME, value: 'first' }, value: { kind: Kind.INT, value: '250' } } as const;
      return { ...node, arguments: [...kept, first] };
    },
  });
}

function selects(node: FieldNode, name: string): boolean {
  return node.selectionSet?.selections.some((one) => one.kind === Kind.FIELD && one.name.value === name) ?? false;
}
