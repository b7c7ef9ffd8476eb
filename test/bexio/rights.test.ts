import nock from 'nock';
import { describe, expect, test } from 'vitest';
import { aClient, apiUrl, failureOf, noNetwork } from './arrange.ts';

noNetwork();

describe('the rights of the connected person', () => {
  test.each<[string, nock.Body, unknown]>([
    ['as the documentation has them', { components: [], permissions: { contact: { activation: 'enabled', edit: 'all', show: 'own' }, kb_invoice: { activation: 'disabled', edit: 'none', show: 'all', download: 'all' } } }, { contact: { enabled: true, edit: 'all', see: 'own' }, kb_invoice: { enabled: false, edit: 'none', see: 'all' } }],
    ['with the other name for seeing', { components: [], permissions: { contact: { activation: 'enabled', edit: 'own', view: 'all' } } }, { contact: { enabled: true, edit: 'own', see: 'all' } }],
    ['with words nobody has seen', { permissions: { contact: { activation: 1, edit: 'some', show: true }, banking: 'x', article: null } }, { contact: { enabled: true, edit: null, see: null } }],
    ['without any module we know', { permissions: { payroll: { activation: 'enabled' } } }, null],
    ['as a list', { permissions: [] }, null],
    ['as something else', ['contact'], null],
  ])('%s', async (_what, body, rights) => {
    nock(apiUrl).get('/3.0/permissions').reply(200, body);
    expect(await aClient().client.company.readRights()).toEqual(rights);
  });

  test.each([403, 404])('an answer that is refused with %i says nothing about them', async (status) => {
    nock(apiUrl).get('/3.0/permissions').reply(status, { error_code: status, message: 'no' });
    expect(await aClient().client.company.readRights()).toBeNull();
  });

  test('an outage is an outage', async () => {
    nock(apiUrl).get('/3.0/permissions').reply(503, 'busy');
    expect((await failureOf(aClient().client.company.readRights())).kind).toBe('later');
  });
});
