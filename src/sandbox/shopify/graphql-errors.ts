import {
  getLocation,
  Kind,
  specifiedRules,
  validate,
  visit,
  type ASTNode,
  type ASTVisitor,
  type DocumentNode,
  type GraphQLError,
  type GraphQLSchema,
  type ValidationRule,
} from 'graphql';

/** An error in the shape of Shopify's (graphql-ruby's) answers. */
export type AnsweredError = {
  message: string;
  locations?: { line: number; column: number }[];
  path?: (string | number)[];
  extensions?: Record<string, unknown>;
};

/** Checks a document as Shopify does: same faults, its messages and codes, all with HTTP 200. */
export function validationErrors(schema: GraphQLSchema, document: DocumentNode): AnsweredError[] {
  if (validate(schema, document).length === 0) return [];
  return specifiedRules.flatMap((rule) => validate(schema, document, [rule]).map((error) => answer(document, rule, error)));
}

export function syntaxError(error: GraphQLError): AnsweredError {
  const at = error.locations?.[0] ?? { line: 1, column: 1 };
  const message = error.message.replace(/^Syntax Error: /, 'syntax error, ').replace(/\.$/, '');
  return { message: `${message} at [${at.line}, ${at.column}]`, locations: [at], extensions: { code: 'PARSE_ERROR' } };
}

type Translation = { message: string; code: string; more?: Record<string, unknown> };

function answer(document: DocumentNode, rule: ValidationRule, error: GraphQLError): AnsweredError {
  const node = error.nodes?.[0];
  const quoted = [...error.message.matchAll(/"([^"]*)"/g)].map((match) => match[1] ?? '');
  const { message, code, more } = translate(rule.name, error, node, quoted);
  return {
    message,
    ...(error.locations ? { locations: error.locations.slice(0, 1).map(({ line, column }) => ({ line, column })) } : {}),
    path: node ? pathTo(document, node) : [],
    extensions: { code, ...more },
  };
}

function translate(rule: string, error: GraphQLError, node: ASTNode | undefined, quoted: string[]): Translation {
  const [first = '', second = ''] = quoted;
  const fieldName = node?.kind === Kind.FIELD ? node.name.value : '';
  const variable = first.replace(/^\$/, '');
  const operation = second || 'anonymous query';
  switch (rule) {
    case 'FieldsOnCorrectTypeRule':
      return { message: `Field '${first}' doesn't exist on type '${second}'`, code: 'undefinedField', more: { typeName: second, fieldName: first } };
    case 'KnownArgumentNamesRule': {
      const field = second.split('.').at(-1) ?? second;
      return { message: `Field '${field}' doesn't accept argument '${first}'`, code: 'argumentNotAccepted', more: { name: field, typeName: 'Field', argumentName: first } };
    }
    case 'ProvidedRequiredArgumentsRule': {
      const missing = /\(?(\w+):?\)?"/.exec(error.message)?.[1] ?? first;
      const message = `Field '${fieldName}' is missing required arguments: ${missing}`;
      return { message, code: 'missingRequiredArguments', more: { className: 'Field', name: fieldName, arguments: missing } };
    }
    case 'ScalarLeafsRule':
      return scalarLeaf(fieldName, error.message, second);
    case 'KnownFragmentNamesRule':
      return { message: `Fragment ${first} was used, but not defined`, code: 'useAndDefineFragment', more: { fragmentName: first } };
    case 'NoUnusedFragmentsRule':
      return { message: `Fragment ${first} was defined, but not used`, code: 'useAndDefineFragment', more: { fragmentName: first } };
    case 'NoUnusedVariablesRule':
      return { message: `Variable $${variable} is declared by ${operation} but not used`, code: 'variableNotUsed', more: { variableName: variable } };
    case 'NoUndefinedVariablesRule':
      return { message: `Variable $${variable} is used by ${operation} but not declared`, code: 'variableNotDefined', more: { variableName: variable } };
    case 'VariablesInAllowedPositionRule':
      return { message: `Type mismatch on variable $${variable} (${quoted[1]} / ${quoted[2]})`, code: 'variableMismatch', more: { variableName: variable, errorMessage: 'Type mismatch' } };
    case 'ValuesOfCorrectTypeRule':
      return { message: error.message, code: 'argumentLiteralsIncompatible', more: { typeName: 'Field' } };
    case 'KnownTypeNamesRule':
      return { message: `No such type ${first}, so it can't be a fragment condition`, code: 'undefinedType', more: { typeName: first } };
    case 'KnownDirectivesRule':
      return { message: `Directive ${first} is not defined`, code: 'undefinedDirective', more: { directiveName: variable.replace(/^@/, '') } };
    default:
      return { message: error.message, code: rule.replace(/Rule$/, '').replace(/^./, (letter) => letter.toLowerCase()) };
  }
}

function scalarLeaf(field: string, message: string, written: string): Translation {
  const type = written.replaceAll(/[[\]!]/g, '');
  const more = { nodeName: `field '${field}'`, typeName: type };
  if (message.includes('must not have')) return { message: `Selections can't be made on scalars (field '${field}' returns ${type} but has selections)`, code: 'selectionMismatch', more };
  return { message: `Field must have selections (field '${field}' returns ${type} but has no selections. Did you mean '${field} { ... }'?)`, code: 'selectionMismatch', more };
}

/** `["query OrderById", "order", "nme"]`, with fragments named on the way. */
function pathTo(document: DocumentNode, wanted: ASTNode): string[] {
  const open: string[] = [];
  let found: string[] | null = null;
  const visitor: ASTVisitor = {
    enter(node) {
      const step = stepOf(node);
      if (step) open.push(step);
      if (node === wanted) found = [...open];
      return undefined;
    },
    leave(node) {
      if (stepOf(node)) open.pop();
    },
  };
  visit(document, visitor);
  return found ?? [];
}

function stepOf(node: ASTNode): string | null {
  if (node.kind === Kind.OPERATION_DEFINITION) return node.name ? `${node.operation} ${node.name.value}` : node.operation;
  if (node.kind === Kind.FRAGMENT_DEFINITION) return `fragment ${node.name.value}`;
  if (node.kind === Kind.INLINE_FRAGMENT) return `... on ${node.typeCondition?.name.value ?? ''}`;
  if (node.kind === Kind.FIELD) return node.alias?.value ?? node.name.value;
  return node.kind === Kind.ARGUMENT ? node.name.value : null;
}

/** `Variable $id of type ID! was provided invalid value`: refused before anything is executed. */
export function variableErrors(errors: readonly GraphQLError[], variables: Record<string, unknown>): AnsweredError[] {
  return errors.map((error) => {
    const name = /\$(\w+)/.exec(error.message)?.[1] ?? '';
    const inside = [...(/at "[^"]*?((?:\.\w+|\[\d+\])+)"/.exec(error.message)?.[1] ?? '').matchAll(/\w+/g)].map(([step]) => step);
    const explanation = error.message.split(/;|: /).at(-1)?.trim() ?? error.message;
    const where = inside.length > 0 ? ` for ${inside.join('.')}` : '';
    const node = error.nodes?.[0];
    const location = node?.loc ? [getLocation(node.loc.source, node.loc.start)] : [];
    return {
      message: `Variable $${name} was provided invalid value${where} (${explanation})`,
      locations: location.map(({ line, column }) => ({ line, column })),
      extensions: { code: 'INVALID_VARIABLE', value: variables[name] ?? null, problems: [{ path: inside, explanation }] },
    };
  });
}
