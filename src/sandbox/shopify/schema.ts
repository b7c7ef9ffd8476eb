import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { buildClientSchema, type GraphQLSchema, type IntrospectionQuery } from 'graphql';

export type NeededScopes = { anyOf: string[]; text: string };

export type AdminSchema = {
  schema: GraphQLSchema;
  /** By `Type` or `Type.field`. */
  scopes: Record<string, NeededScopes>;
};

let loaded: AdminSchema | undefined;

/** Shopify's own Admin schema 2026-10 (see `data/prune-schema.ts`), read once per process. */
export function adminSchema(): AdminSchema {
  loaded ??= load();
  return loaded;
}

type SchemaFile = { schema: IntrospectionQuery['__schema']; scopes: Record<string, NeededScopes> };

function load(): AdminSchema {
  const bytes = gunzipSync(readFileSync(new URL('data/admin-2026-10.schema.json.gz', import.meta.url)));
  const file = JSON.parse(bytes.toString('utf8')) as SchemaFile;
  return { schema: buildClientSchema({ __schema: file.schema }, { assumeValid: true }), scopes: file.scopes };
}
