import { describe, expect, test } from 'vitest';
import { readRefusal } from '../../src/bexio/read-refusal.ts';
import { recorded } from './arrange.ts';

describe('every shape of a refusal', () => {
  const formMessage = 'The form could not be saved due to the following errors:';

  test.each([
    ['plain', { error_code: 404, message: 'Page not found' }, 'Page not found', []],
    ['2.0, sentences', { error_code: 422, message: formMessage, errors: ['Invalid date.'] }, formMessage, [{ field: null, message: 'Invalid date.' }]],
    ['2.0, a sentence that begins with the field', { message: formMessage, errors: ['contact_id: This value is not valid.'] }, formMessage, [{ field: 'contact_id', message: 'contact_id: This value is not valid.' }]],
    [
      '2.0, fields it does not take',
      { error_code: 422, message: formMessage, errors: ['Widget schema does not include the following field(s): esr_id, qr_invoice_id'] },
      formMessage,
      [
        { field: 'esr_id', message: 'Widget schema does not include the following field(s): esr_id, qr_invoice_id' },
        { field: 'qr_invoice_id', message: 'Widget schema does not include the following field(s): esr_id, qr_invoice_id' },
      ],
    ],
    ['3.0, by field', recorded('older-tenant/error-currency').body, 'validation failed', [{ field: 'name', message: 'Must be unique. JPY is already taken' }]],
    ['3.0, a message alone', recorded('older-tenant/error-manual-entry').body, 'business year is closed', []],
    ['gateway', recorded('older-tenant/error-item-positions').body, 'Not Found', []],
    ['list of fields', { errors: [{ field: 'mail', message: 'invalid' }] }, 'validation failed', [{ field: 'mail', message: 'invalid' }]],
    ['field with several messages', { message: 'no', errors: { mail: ['invalid', 'too long'] } }, 'no', [{ field: 'mail', message: 'invalid' }, { field: 'mail', message: 'too long' }]],
    ['field with a text', { message: 'no', errors: { mail: 'invalid' } }, 'no', [{ field: 'mail', message: 'invalid' }]],
    ['4.0', { type: 'about:blank', title: 'Bad Request', status: 400, detail: 'page: unsupported value type' }, 'page: unsupported value type', []],
    ['4.0, violations', { title: 'Invalid', violations: [{ propertyPath: 'page', message: 'must be a number' }] }, 'Invalid', [{ field: 'page', message: 'must be a number' }]],
    ['4.0, invalid parameters', { title: 'Invalid', 'invalid-params': [{ name: 'page', reason: 'must be a number' }] }, 'Invalid', [{ field: 'page', message: 'must be a number' }]],
    ['a number alone', { error_code: 400 }, 'error 400', []],
    ['nonsense among the errors', { message: 'no', errors: [null, 7, {}, { message: 'yes' }] }, 'no', [{ field: null, message: 'yes' }]],
    ['errors that are none', { message: 'no', errors: 7 }, 'no', []],
  ])('%s', (_, body, message, fields) => {
    expect(readRefusal(body)).toEqual({ message, fields });
  });

  test.each([['HTML', '<html>'], ['nothing', undefined], ['null', null], ['a list', []], ['another object', { ok: true }]])('%s is not bexio’s', (_, body) => {
    expect(readRefusal(body)).toBeNull();
  });

  test('texts are cut, put on one line, and there are not endlessly many', () => {
    const refusal = readRefusal({ message: `a\n\u0000b ${'x'.repeat(1000)}`, errors: Array.from({ length: 100 }, () => 'y'.repeat(1000)) });
    expect(refusal?.message).toMatch(/^a b x+…$/);
    expect(refusal?.message).toHaveLength(300);
    expect(refusal?.fields).toHaveLength(20);
    expect(refusal?.fields[0]?.message).toHaveLength(200);
  });
});
