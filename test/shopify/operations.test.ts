import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { buildClientSchema, parse, validate, visit, visitWithTypeInfo, TypeInfo, NoDeprecatedCustomRule, type IntrospectionQuery } from 'graphql';
import { describe, expect, test } from 'vitest';
import { documents } from '../../src/shopify/operations.ts';

// Shopify's own schema of the version we call, with every type and field.
const file = new URL('../../src/sandbox/shopify/data/admin-2026-10.schema.json.gz', import.meta.url);
const published = JSON.parse(gunzipSync(readFileSync(file)).toString('utf8')) as { schema: IntrospectionQuery['__schema']; scopes: Record<string, { anyOf: string[] }> };
// Shopify's schema deprecates a field on some types and not on their interface, which graphql-js would refuse.
const schema = buildClientSchema({ __schema: published.schema }, { assumeValid: true });

describe.each(Object.entries(documents))('%s', (name, text) => {
  const document = parse(text);

  test('is valid in Admin API 2026-10, without deprecated fields', () => {
    expect(validate(schema, document).map((error) => error.message)).toEqual([]);
    expect(validate(schema, document, [NoDeprecatedCustomRule]).map((error) => error.message)).toEqual([]);
  });

  test('is one operation under the name it is asked by', () => {
    const operations = document.definitions.filter((one) => one.kind === 'OperationDefinition');
    expect(operations.map((one) => one.name?.value)).toEqual([name]);
  });

  test('touches nothing that only some plans or optional scopes allow', () => {
    const touched = new Set<string>();
    const info = new TypeInfo(schema);
    visit(document, visitWithTypeInfo(info, {
      Field: () => {
        const needed = published.scopes[`${info.getParentType()?.name}.${info.getFieldDef()?.name}`]?.anyOf ?? [];
        if (needed.length === 1) touched.add(needed[0] ?? '');
      },
    }));
    expect([...touched].filter((scope) => ['read_users', 'read_returns', 'read_shopify_payments_payouts'].includes(scope))).toEqual([]);
  });
});

test('the check would notice a field that does not exist', () => {
  expect(validate(schema, parse('{ shop { nmae } }'))).toHaveLength(1);
});
