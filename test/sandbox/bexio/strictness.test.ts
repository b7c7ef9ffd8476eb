import { request } from 'node:http';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { aContact, anArticle, anInvoice, aPosition, apiClient, aSandbox, type Running } from './api-client.ts';

const longValue = 'x'.repeat(256);

let running: Running;

beforeAll(async () => {
  running = await aSandbox({ limits: 'off' });
});

afterAll(() => running[Symbol.asyncDispose]());

/** The recorded shape of a refused form. */
function formError(...errors: unknown[]) {
  return {
    error_code: 422,
    message: 'The form could not be saved due to the following errors:',
    errors,
  };
}

function unknownField(names: string) {
  return formError(`Widget schema does not include the following field(s): ${names}`);
}

async function issuedInvoice(): Promise<number> {
  const { body } = await running.api.post('/2.0/kb_invoice', anInvoice(running));
  await running.api.post(`/2.0/kb_invoice/${body.id}/issue`);
  return body.id;
}

describe('requests', () => {
  test.each([undefined, '*/*', 'application/pdf', 'text/html'])('Accept %s is 415', async (accept) => {
    const { status, body } = await running.api.send('GET', '/2.0/contact', {
      headers: accept === undefined ? {} : { accept },
    });
    expect(status).toBe(415);
    expect(body).toEqual({ error_code: 415, message: 'You did not specify a valid Accept-Header' });
  });

  test('a body without Content-Length is 411', async () => {
    const token = await running.sandbox.accessToken();
    const status = await new Promise((resolve, reject) => {
      const chunked = request(`${running.sandbox.apiUrl}/2.0/contact`, {
        method: 'POST',
        headers: { accept: 'application/json', authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      });
      chunked.on('response', (response) => resolve(response.statusCode)).on('error', reject);
      chunked.write('{"name_1":');
      chunked.end('"x"}');
    });
    expect(status).toBe(411);
  });

  test('a body on an action is 415, even an empty one', async () => {
    const { body } = await running.api.post('/2.0/kb_invoice', anInvoice(running));
    expect((await running.api.post(`/2.0/kb_invoice/${body.id}/issue`, {})).status).toBe(415);
    expect((await running.api.post(`/2.0/kb_invoice/${body.id}/issue`)).body).toEqual({ success: true });
  });

  test('no token, a wrong token', async () => {
    const stranger = apiClient(running.sandbox, 'not-a-token');
    expect((await stranger.get('/2.0/contact')).status).toBe(401);
    const headers = { accept: 'application/json' };
    expect((await fetch(`${running.sandbox.apiUrl}/2.0/contact`, { headers })).status).toBe(401);
  });

  test('broken JSON is 400, another content type 415', async () => {
    const headers = { accept: 'application/json', 'content-type': 'application/json' };
    expect((await running.api.send('POST', '/2.0/contact', { headers, body: '{"a":' })).status).toBe(400);
    const text = { ...headers, 'content-type': 'text/plain' };
    expect((await running.api.send('POST', '/2.0/contact', { headers: text, body: '{}' })).status).toBe(415);
  });

  test('unknown addresses get the gateway’s 404 without rate limit headers', async () => {
    const { status, body, headers } = await running.api.get('/2.0/kb_credit_voucher/1');
    expect(status).toBe(404);
    expect(body).toEqual({ status: 404, error: 'Not Found', message: 'Not Found' });
    expect(headers.get('ratelimit-limit')).toBeNull();
  });

  test('unknown ids are a 404 of bexio itself', async () => {
    expect((await running.api.get('/2.0/contact/999999')).body).toEqual({ error_code: 404, message: 'Page not found' });
    expect((await running.api.get('/2.0/contact/abc')).status).toBe(404);
  });

  test('PATCH does not exist on 2.0, PUT is no way to edit', async () => {
    expect((await running.api.patch(`/2.0/contact/${running.contactId}`, { name_1: 'x' })).status).toBe(404);
    expect((await running.api.put(`/2.0/contact/${running.contactId}`, { name_1: 'x' })).status).toBe(422);
  });
});

describe('contacts', () => {
  const post = (overrides: Record<string, unknown>) =>
    running.api.post('/2.0/contact', aContact(running, overrides));

  test('the plain one is taken', async () => {
    expect((await post({})).status).toBe(201);
  });

  test.each([
    ['address', { address: 'Bahnhofstrasse 1' }],
    ['is_lead', { is_lead: false }],
    ['title_id', { title_id: 1 }],
    ['id, updated_at', { id: 1, updated_at: '2026-01-01 00:00:00' }],
    ['email', { email: 'a@b.example' }],
  ])('%s is not in the schema', async (names, overrides) => {
    const { status, body } = await post(overrides);
    expect(status).toBe(422);
    expect(body).toEqual(unknownField(names));
  });

  test.each([
    ['name_1', { name_1: undefined }],
    ['name_1', { name_1: '' }],
    ['contact_type_id', { contact_type_id: undefined }],
    ['user_id', { user_id: undefined }],
    ['owner_id', { owner_id: undefined }],
    ['contact_type_id', { contact_type_id: 3 }],
    ['contact_type_id', { contact_type_id: '1' }],
    ['postcode', { postcode: 8000 }],
    ['country_id', { country_id: 987654 }],
    ['language_id', { language_id: 99 }],
    ['salutation_id', { salutation_id: 0 }],
    ['user_id', { user_id: 987654 }],
    ['nr', { nr: 'K-1' }],
    ['contact_group_ids', { contact_group_ids: '987654' }],
    ['contact_group_ids', { contact_group_ids: [1] }],
    ['birthday', { birthday: '01.02.1990' }],
    ['name_1', { name_1: longValue }],
    ['street_name', { house_number: '1' }],
    ['street_name', { address_addition: 'Postfach' }],
  ])('%s is refused: %o', async (field, overrides) => {
    const { status, body } = await post(overrides);
    expect(status).toBe(422);
    expect(body).toEqual(formError(expect.stringContaining(field)));
  });

  test('an archived contact is gone until it is restored', async () => {
    const { body } = await post({ mail: 'weg@muster.example' });
    const mine = [{ field: 'mail', value: 'weg@muster.example', criteria: '=' }];
    expect((await running.api.delete(`/2.0/contact/${body.id}`)).body).toEqual({ success: true });
    expect((await running.api.get(`/2.0/contact/${body.id}`)).status).toBe(404);
    expect((await running.api.get(`/2.0/contact/${body.id}?show_archived=true`)).status).toBe(200);
    expect((await running.api.post('/2.0/contact/search', mine)).body).toEqual([]);
    expect((await running.api.post('/2.0/contact/search?show_archived=true', mine)).body).toHaveLength(1);
    expect((await running.api.post('/2.0/kb_invoice', anInvoice(running, { contact_id: body.id }))).status).toBe(422);
    expect((await running.api.patch(`/2.0/contact/${body.id}/restore`)).body).toEqual({ success: true });
    expect((await running.api.get(`/2.0/contact/${body.id}`)).status).toBe(200);
  });

  test('an edit keeps what it does not name', async () => {
    const { body } = await post({ mail: 'a@b.example', city: 'Bern' });
    const edited = await running.api.post(`/2.0/contact/${body.id}`, { city: 'Thun' });
    expect(edited.body).toMatchObject({ city: 'Thun', mail: 'a@b.example', nr: body.nr });
  });
});

describe('articles', () => {
  const post = (overrides: Record<string, unknown>) =>
    running.api.post('/2.0/article', anArticle(running, { intern_code: `C${Math.random()}`, ...overrides }));

  test.each([
    ['weight', { weight: 154.5 }],
    ['weight', { weight: '154' }],
    ['width', { width: 1.2 }],
    ['intern_code', { intern_code: undefined }],
    ['intern_name', { intern_name: undefined }],
    ['user_id', { user_id: undefined }],
    ['article_type_id', { article_type_id: undefined }],
    ['unit_id', { unit_id: 987654 }],
    ['tax_income_id', { tax_income_id: 987654 }],
    ['account_id', { account_id: 987654 }],
    ['stock_id', { stock_id: 987654 }],
    ['sale_price', { sale_price: '12,50' }],
  ])('%s is refused: %o', async (field, overrides) => {
    const { status, body } = await post(overrides);
    expect(status).toBe(422);
    expect(body).toEqual(formError(expect.stringContaining(field)));
  });

  test('the recorded wording for weights', async () => {
    expect((await post({ weight: 154.5 })).body.errors).toEqual(['weight: 154.5 is not an integer']);
  });

  test.each(['tax_id', 'stock_available_nr', 'updated_at'])('%s is read only', async (name) => {
    expect((await post({ [name]: 1 })).body).toEqual(unknownField(name));
  });

  test('article_type_id is for creating only', async () => {
    const { body } = await post({});
    const edited = await running.api.post(`/2.0/article/${body.id}`, { article_type_id: 1 });
    expect(edited.body).toEqual(unknownField('article_type_id'));
  });

  test('a code can be used once', async () => {
    await post({ intern_code: 'TWICE' });
    expect((await post({ intern_code: 'TWICE' })).status).toBe(422);
  });

  test('is_stock needs stock_edit and the stock module', async () => {
    const poor = apiClient(running.sandbox, await running.sandbox.accessToken(['article_edit']));
    const refused = await poor.post('/2.0/article', anArticle(running, { intern_code: 'S1', is_stock: true }));
    expect(refused.status).toBe(403);
    expect((await poor.get('/2.0/stock')).status).toBe(403);
  });
});

describe('invoices', () => {
  const post = (overrides: Record<string, unknown>) =>
    running.api.post('/2.0/kb_invoice', anInvoice(running, overrides));
  const withPosition = (overrides: Record<string, unknown>) =>
    post({ positions: [aPosition(running.sandbox, overrides)] });

  test.each([
    ['contact_address', { contact_address: 'x' }],
    ['esr_id, qr_invoice_id', { esr_id: 1, qr_invoice_id: 1 }],
    ['taxs', { taxs: [] }],
    ['total', { total: '1' }],
    ['kb_item_status_id', { kb_item_status_id: 8 }],
    ['project_id', { project_id: null }],
    ['is_valid_until', { is_valid_until: '2026-01-01' }],
    ['delivery_address_type', { delivery_address_type: 0 }],
  ])('%s is not in the schema', async (names, overrides) => {
    const { status, body } = await post(overrides);
    expect(status).toBe(422);
    expect(body).toEqual(unknownField(names));
  });

  test.each([
    ['document_nr', { document_nr: 'RE-9' }],
    ['contact_id', { contact_id: undefined }],
    ['contact_id', { contact_id: 987654 }],
    ['contact_sub_id', { contact_sub_id: 987654 }],
    ['user_id', { user_id: undefined }],
    ['user_id', { user_id: 987654 }],
    ['currency_id', { currency_id: 987654 }],
    ['bank_account_id', { bank_account_id: 987654 }],
    ['language_id', { language_id: 99 }],
    ['payment_type_id', { payment_type_id: 987654 }],
    ['pr_project_id', { pr_project_id: 1 }],
    ['template_slug', { template_slug: 'nope' }],
    ['mwst_type', { mwst_type: 3 }],
    ['mwst_is_net', { mwst_is_net: 0 }],
    ['is_valid_from', { is_valid_from: '2026-02-30' }],
    ['title', { title: longValue }],
    ['api_reference', { api_reference: 12 }],
  ])('%s is refused: %o', async (field, overrides) => {
    const { status, body } = await post(overrides);
    expect(status).toBe(422);
    expect(body).toEqual(formError(expect.stringContaining(field)));
  });

  test.each([
    ['tax_id', { tax_id: 987654 }],
    ['tax_id', { tax_id: undefined }],
    ['account_id', { account_id: 987654 }],
    ['unit_id', { unit_id: 987654 }],
    ['amount', { amount: undefined }],
    ['amount', { amount: 'one' }],
    ['unit_price', { unit_price: undefined }],
    ['discount_in_percent', { discount_in_percent: '101' }],
    ['type', { type: 'KbPositionSubposition' }],
    ['type', { type: undefined }],
    ['is_optional', { is_optional: false }],
    ['position_total', { position_total: '1' }],
    ['article_id', { article_id: 1 }],
    ['article_id', { type: 'KbPositionArticle', article_id: 987654 }],
  ])('a position with a wrong %s is refused: %o', async (field, overrides) => {
    const { status, body } = await withPosition(overrides);
    expect(status).toBe(422);
    expect(body).toEqual(formError(expect.stringContaining(field)));
  });

  test.each(['UO81', 'V00', 'VM81'])('tax %s is inactive or no sales tax', async (code) => {
    expect((await withPosition({ tax_id: running.sandbox.books.taxId(code) })).status).toBe(422);
  });

  test('a refused invoice leaves nothing behind and takes no number', async () => {
    const before = running.sandbox.books.invoices().length;
    await withPosition({ tax_id: 987654 });
    expect(running.sandbox.books.invoices()).toHaveLength(before);
  });

  test.each(['positions', 'contact_address', 'esr_id', 'document_nr'])('an edit refuses %s', async (name) => {
    const { body } = await post({});
    const edited = await running.api.post(`/2.0/kb_invoice/${body.id}`, { [name]: [] });
    expect(edited.body).toEqual(unknownField(name));
  });

  test('issued ones cannot be edited or deleted', async () => {
    const id = await issuedInvoice();
    const refusal = { error_code: 403, message: 'You are not allowed to access this resource.' };
    const position = { amount: '1', unit_price: '1', tax_id: running.sandbox.books.taxId('UN81') };
    expect((await running.api.post(`/2.0/kb_invoice/${id}`, { title: 'x' })).body).toEqual(refusal);
    expect((await running.api.delete(`/2.0/kb_invoice/${id}`)).body).toEqual(refusal);
    expect((await running.api.post(`/2.0/kb_invoice/${id}/kb_position_custom`, position)).body).toEqual(refusal);
  });

  test('a position endpoint refuses `type`', async () => {
    const { body } = await post({});
    const refused = await running.api.post(
      `/2.0/kb_invoice/${body.id}/kb_position_custom`,
      aPosition(running.sandbox),
    );
    expect(refused.body).toEqual(unknownField('type'));
  });

  test('a PDF comes as JSON only', async () => {
    const { body } = await post({});
    const path = `/2.0/kb_invoice/${body.id}/pdf`;
    expect((await running.api.get(path, { accept: 'application/pdf' })).status).toBe(415);
    const pdf = await running.api.get(path);
    expect(pdf.body).toMatchObject({ name: `${body.document_nr.toLowerCase()}.pdf`, mime: 'application/pdf' });
    const content = Buffer.from(pdf.body.content, 'base64');
    expect(content).toHaveLength(pdf.body.size);
    expect(content.toString('latin1')).toMatch(/^%PDF-1\.4[\s\S]*%%EOF\n$/);
  });

  test('send needs the literal [Network Link]', async () => {
    const { body } = await post({});
    const mail = { recipient_email: 'a@b.example', subject: 'Rechnung', mark_as_open: true };
    const path = `/2.0/kb_invoice/${body.id}/send`;
    expect((await running.api.post(path, { ...mail, message: 'Guten Tag' })).status).toBe(422);
    expect((await running.api.post(path, { ...mail, message: 'Hier: [Network Link]' })).body).toEqual({ success: true });
    expect((await running.api.get(`/2.0/kb_invoice/${body.id}`)).body.kb_item_status_id).toBe(8);
  });
});

describe('manual numbering', () => {
  test('without automatic numbering the number is required and unique', async () => {
    await using own = await aSandbox({ company: { numbering: { KbInvoice: 'manual' } } });
    const post = (overrides: Record<string, unknown>) =>
      own.api.post('/2.0/kb_invoice', anInvoice(own, overrides));
    expect((await post({})).status).toBe(422);
    expect((await post({ document_nr: 'R-7' })).body.document_nr).toBe('R-7');
    expect((await post({ document_nr: 'R-7' })).status).toBe(422);
    const settings = (await own.api.get('/2.0/kb_item_setting')).body;
    const ofInvoices = settings.find((row: { kb_item_class: string }) => row.kb_item_class === 'KbInvoice');
    expect(ofInvoices.use_automatic_enumeration).toBe(false);
  });
});

describe('orders', () => {
  const post = (overrides: Record<string, unknown> = {}) =>
    running.api.post('/2.0/kb_order', anInvoice(running, overrides));

  test.each(['taxs', 'is_valid_to', 'project_id', 'reference', 'delivery_address'])('%s is refused', async (name) => {
    expect((await post({ [name]: 'x' })).body).toEqual(unknownField(name));
  });

  test('converting refuses an empty list and null', async () => {
    const { body } = await post();
    const path = `/2.0/kb_order/${body.id}/invoice`;
    expect((await running.api.post(path, { positions: [] })).status).toBe(422);
    expect((await running.api.post(path, { positions: null })).status).toBe(422);
    expect((await running.api.post(path)).status).toBe(201);
  });

  test.each(['issue', 'cancel', 'send', 'copy'])('there is no %s', async (action) => {
    const { body } = await post();
    expect((await running.api.post(`/2.0/kb_order/${body.id}/${action}`)).status).toBe(404);
  });
});

describe('search', () => {
  const search = (resource: string, criteria: unknown) => running.api.post(`/2.0/${resource}/search`, criteria);

  test.each([
    ['contact', [{ field: 'api_reference', value: 'x' }]],
    ['kb_order', [{ field: 'api_reference', value: 'x' }]],
    ['article', [{ field: 'id', value: '1' }]],
    ['contact', [{ field: 'mail', value: 'x', criteria: 'equals' }]],
    ['contact', [{ field: 'mail', value: longValue }]],
    ['contact', [{ field: 'mail', value: 'x', operator: '=' }]],
    ['contact', { field: 'mail', value: 'x' }],
    ['contact', ['mail']],
  ])('%s refuses %o', async (resource, criteria) => {
    expect((await search(resource, criteria)).status).toBe(422);
  });

  test('orders are searchable by api_reference under the other reading only', async () => {
    running.sandbox.readings.orderApiReferenceSearchable = true;
    expect((await search('kb_order', [{ field: 'api_reference', value: 'x' }])).status).toBe(200);
    running.sandbox.readings.orderApiReferenceSearchable = false;
  });

  test('deliveries cannot be searched', async () => {
    expect((await search('kb_delivery', [])).status).toBe(404);
  });
});

describe('access', () => {
  test.each([
    [['contact_show'], 'GET', '/2.0/contact', 200],
    [['contact_edit'], 'GET', '/2.0/contact', 200],
    [['contact_show'], 'POST', '/2.0/contact', 403],
    [['contact_edit'], 'GET', '/2.0/kb_invoice', 403],
    [['openid'], 'GET', '/3.0/taxes', 200],
    [['openid'], 'GET', '/2.0/country', 200],
    [['openid'], 'GET', '/3.0/banking/accounts', 403],
    [['openid'], 'GET', '/3.0/accounting/manual_entries', 403],
  ])('%o %s %s is %i', async (scopes, method, path, status) => {
    const api = apiClient(running.sandbox, await running.sandbox.accessToken(scopes));
    const reply = method === 'GET' ? await api.get(path) : await api.post(path, {});
    expect(reply.status).toBe(status);
  });

  test('the person’s own rights and the plan count too', async () => {
    await using own = await aSandbox();
    const { books } = own.sandbox;
    books.setForbidden(books.ownerId(), ['kb_invoice_edit']);
    expect((await own.api.post('/2.0/kb_invoice', anInvoice(own))).status).toBe(403);
    expect((await own.api.get('/2.0/kb_invoice')).status).toBe(200);
    books.setModules(['invoices']);
    expect((await own.api.get('/2.0/kb_delivery')).status).toBe(403);
    expect((await own.api.get('/2.0/stock')).status).toBe(403);
    const refused = await own.api.post('/2.0/article', anArticle(own, { is_stock: true }));
    expect(refused.status).toBe(403);
  });
});
