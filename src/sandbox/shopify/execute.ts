import {
  execute,
  getOperationAST,
  getVariableValues,
  GraphQLError,
  parse,
  type DocumentNode,
  type ExecutionResult,
  type OperationDefinitionNode,
} from 'graphql';
import { everything } from './connection.ts';
import type { Context } from './context.ts';
import { costOf } from './cost.ts';
import type { CostBucket } from './cost-bucket.ts';
import { syntaxError, validationErrors, variableErrors, type AnsweredError } from './graphql-errors.ts';
import { resolveField, resolveTypeName } from './resolvers.ts';
import { adminSchema } from './schema.ts';

export type GraphqlRequest = { query: string; variables: Record<string, unknown>; operationName: string | null };
export type GraphqlAnswer = { data?: Record<string, unknown> | null; errors?: AnsweredError[]; extensions?: Record<string, unknown> };

const highestCost = 1000;

/** Answers one request as the Admin API does: faults come with HTTP 200 too, and every executed one says what it cost. */
export async function answerGraphql(request: GraphqlRequest, context: Context, bucket: CostBucket | null): Promise<GraphqlAnswer> {
  const document = checkedDocument(request.query);
  if ('errors' in document) return document;
  const operation = getOperationAST(document, request.operationName);
  if (!operation) return { errors: [{ message: request.operationName ? `No operation named "${request.operationName}"` : 'An operation name is required' }] };
  const { schema } = adminSchema();
  const variables = getVariableValues(schema, operation.variableDefinitions ?? [], request.variables);
  if (variables.errors) return { errors: variableErrors(variables.errors, request.variables) };
  const cost = costOf({ schema, document, operation, variables: { ...variables.variableValues.coerced } });
  const requested = cost.requested();
  if (requested > highestCost) return { errors: [tooExpensive(requested)] };
  if (bucket && !bucket.take(requested)) return throttled(requested, bucket.status());
  const result = await run(document, operation, request.variables, context);
  const actual = Math.min(requested, cost.actual(result.data));
  bucket?.giveBack(requested - actual);
  const throttleStatus = bucket?.status() ?? { maximumAvailable: 20_000, currentlyAvailable: 20_000, restoreRate: 1000 };
  return {
    ...(result.data === undefined ? {} : { data: result.data }),
    ...(result.errors ? { errors: result.errors.map(answeredError) } : {}),
    extensions: {
      cost: { requestedQueryCost: requested, actualQueryCost: actual, throttleStatus },
      ...(context.searchWarnings.length > 0 ? { search: context.searchWarnings } : {}),
    },
  };
}

async function run(
  document: DocumentNode,
  operation: OperationDefinitionNode,
  variableValues: Record<string, unknown>,
  context: Context,
  fieldResolver = resolveField,
): Promise<ExecutionResult> {
  return execute({
    schema: adminSchema().schema,
    document,
    variableValues,
    contextValue: context,
    ...(operation.name ? { operationName: operation.name.value } : {}),
    fieldResolver,
    typeResolver: resolveTypeName,
  });
}

/** Executes a document without charging for it, and every connection whole. */
export function executeUncharged(document: DocumentNode, context: Context): Promise<ExecutionResult> {
  const operation = getOperationAST(document);
  if (!operation) return Promise.resolve({ errors: [new GraphQLError('An operation is required')] });
  return run(document, operation, {}, context, (source, args, of, info) => resolveField(source, 'first' in args ? { ...args, first: everything } : args, of, info));
}

const checked = new Map<string, DocumentNode>();

/** A client sends the same few documents again and again: what is valid once stays so. */
function checkedDocument(query: string): DocumentNode | { errors: AnsweredError[] } {
  const known = checked.get(query);
  if (known) return known;
  let document: DocumentNode;
  try {
    document = parse(query);
  } catch (error) {
    if (error instanceof GraphQLError) return { errors: [syntaxError(error)] };
    throw error;
  }
  const errors = validationErrors(adminSchema().schema, document);
  if (errors.length > 0) return { errors };
  if (checked.size < 500) checked.set(query, document);
  return document;
}

function answeredError(error: GraphQLError): AnsweredError {
  const unexpected = error.originalError !== undefined && !(error.originalError instanceof GraphQLError);
  return {
    message: unexpected ? `Internal error of the sandbox: ${error.message}` : error.message,
    ...(error.locations ? { locations: error.locations.map(({ line, column }) => ({ line, column })) } : {}),
    ...(error.path ? { path: [...error.path] } : {}),
    extensions: unexpected ? { code: 'INTERNAL_SERVER_ERROR' } : error.extensions,
  };
}

export function throttled(requestedQueryCost: number, throttleStatus: ReturnType<CostBucket['status']>): GraphqlAnswer {
  return {
    errors: [{ message: 'Throttled', extensions: { code: 'THROTTLED', documentation: 'https://shopify.dev/api/usage/rate-limits' } }],
    extensions: { cost: { requestedQueryCost, actualQueryCost: null, throttleStatus } },
  };
}

function tooExpensive(cost: number): AnsweredError {
  return {
    message: `Query cost is ${cost}, which exceeds the single query max cost limit (${highestCost}). Bulk operations should be used instead.`,
    extensions: { code: 'MAX_COST_EXCEEDED', cost, maxCost: highestCost, documentation: 'https://shopify.dev/api/usage/rate-limits' },
  };
}
