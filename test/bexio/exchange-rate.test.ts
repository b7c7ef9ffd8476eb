import nock from 'nock';
import { describe, expect, test } from 'vitest';
import { aClient, answers, apiUrl, noNetwork } from './arrange.ts';

noNetwork();

const path = '/3.0/currencies/2/exchange_rates?date=2026-06-18';
const row = { factor_nr: 0.937215, exchange_currency: { id: 1, name: 'CHF', round_factor: 0.05 }, ratio: 1, factor_nr_to_ratio: 0.937215, source: 'custom', source_reason: 'source_custom', exchange_rate_date: '2026-06-18' };
const rate = () => aClient().client.company.rateOf({ currencyId: 2, date: '2026-06-18' });

describe('the rate of a currency on a day', () => {
  test('as recorded', async () => {
    answers('get', path, 'Currencies/fetch-exchange-rates-for-currencies');
    expect(await rate()).toBe('1.05');
  });

  test.each<[string, unknown[], string | null]>([
    ['the row in francs, of several', [{ ...row, exchange_currency: { ...row.exchange_currency, id: 3, name: 'USD' }, factor_nr: 1.1 }, row], '0.937215'],
    ['none', [], null],
    ['only in another currency', [{ ...row, exchange_currency: { ...row.exchange_currency, id: 3, name: 'USD' } }], null],
    ['per hundred units', [{ ...row, factor_nr: 0.57, ratio: 100, factor_nr_to_ratio: 0.0057 }], null],
    ['nothing', [{ ...row, factor_nr: 0 }], null],
  ])('%s', async (_name, rows, expected) => {
    nock(apiUrl).get(path).reply(200, JSON.stringify(rows));
    expect(await rate()).toBe(expected);
  });
});
