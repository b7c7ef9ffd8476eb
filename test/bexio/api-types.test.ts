import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import type { InvoiceBody, InvoiceEdit, OrderBody } from '../../src/bexio/document-body.ts';
import type { ApiPath } from '../../src/bexio/request.ts';

test('the types were made from the description that lies beside them', () => {
  const sum = createHash('sha256').update(readFileSync('src/bexio/openapi.json')).digest('hex');
  expect(readFileSync('src/bexio/api-types.ts', 'utf8').slice(0, 700)).toContain(`openapi.json sha256: ${sum}`);
});

test('what bexio would refuse does not compile', () => {
  const required = { contact_id: 1, user_id: 1 };
  const bodies: [InvoiceBody, InvoiceBody, InvoiceBody, InvoiceBody, OrderBody, InvoiceEdit, ApiPath] = [
    // @ts-expect-error misspelt
    { ...required, api_referenz: 'x' },
    // @ts-expect-error read only
    { ...required, qr_invoice_id: 1 },
    // @ts-expect-error read only
    { ...required, total: '1.00' },
    // @ts-expect-error a number where bexio wants text
    { ...required, positions: [{ type: 'KbPositionCustom', amount: 1, tax_id: 1, unit_price: '1' }] },
    // @ts-expect-error orders have no due date
    { ...required, is_valid_to: '2026-01-01' },
    // @ts-expect-error positions cannot be edited this way
    { positions: [] },
    // @ts-expect-error no such path
    '/2.0/kb_invoices',
  ];
  expect(bodies).toHaveLength(7);
});
