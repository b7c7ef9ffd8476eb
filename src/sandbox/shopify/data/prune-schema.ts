/**
 * Makes `admin-2026-10.schema.json.gz` from Shopify's published introspection of the Admin API 2026-10
 * (`dist/data/admin_2026-10.json.gz` of the npm package `@shopify/dev-mcp`, ISC):
 *
 *     node --import tsx src/sandbox/shopify/data/prune-schema.ts path/to/introspection.json.gz
 *
 * Every type and field is kept, so that each validation error is the real one; only descriptions and documentation flags go.
 * That leaves 3.2 MB of JSON (about 210 KB compressed), built into a schema in under 100 ms.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { gunzipSync, gzipSync } from 'node:zlib';

type Json = null | boolean | number | string | Json[] | { [key: string]: Json };
type ScopeItem = { typeName: string; fieldName?: string; requiredAccess: string; offlineScopes: string[] };
type Published = { data: { __schema: { [key: string]: Json } }; offline_scopes: { items: ScopeItem[] } };

const dropped = new Set([
  'description',
  'isPrivatelyDocumented',
  'isProtected',
  'protectedSubject',
  'protectedContent',
  'accessRestricted',
  'accessRestrictedReason',
  'requiredAccess',
  'componentName',
  'specifiedByURL',
]);
const keptWhenNull = new Set(['ofType', 'defaultValue', 'name']);

const [source] = process.argv.slice(2);
if (!source) throw new Error('Name the published introspection file.');
const published = JSON.parse(gunzipSync(readFileSync(source)).toString('utf8')) as Published;
const pruned = { schema: strip(published.data.__schema), scopes: scopesByPlace(published.offline_scopes.items) };
writeFileSync(new URL('admin-2026-10.schema.json.gz', import.meta.url), gzipSync(JSON.stringify(pruned), { level: 9 }));

function strip(value: Json): Json {
  if (Array.isArray(value)) return value.map(strip);
  if (value === null || typeof value !== 'object') return value;
  const kept = Object.entries(value).filter(([key, one]) => !dropped.has(key) && (one !== null || keptWhenNull.has(key)));
  return Object.fromEntries(kept.map(([key, one]) => [key, strip(one)]));
}

/** `Order` or `Mutation.orderCapture` → the scopes of which one is needed, and Shopify's sentence about it. */
function scopesByPlace(items: ScopeItem[]) {
  const needing = items.filter((item) => item.offlineScopes.length > 0);
  return Object.fromEntries(
    needing.map((item) => [
      item.fieldName ? `${item.typeName}.${item.fieldName}` : item.typeName,
      { anyOf: item.offlineScopes, text: item.requiredAccess },
    ]),
  );
}
