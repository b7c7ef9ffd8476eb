import { expect, test } from 'vitest';
import { liveMonth, type Happened, type Month } from './stock-month.ts';

/**
 * `MONTHS=40 vitest run test/flows/stock-month` lives more of them, `FIRST=…` others; `MONTH_SEED=…` one alone. Even seeds: bexio leads, odd
 * ones: Shopify. Without a word two half months, so that everybody can wait for them.
 */
const first = Number(process.env.FIRST ?? 20_261_122);
const days = process.env.MONTHS === undefined && process.env.MONTH_SEED === undefined ? 15 : 30;
const seeds = process.env.MONTH_SEED === undefined ? Array.from({ length: Number(process.env.MONTHS ?? 2) }, (_, index) => first + index) : [Number(process.env.MONTH_SEED)];

test(`${seeds.length} months of stock, either side leading: both agree at rest, nothing is sold too often, every correction has its reason`, async () => {
  const months: Month[] = [];
  for (const seed of seeds) {
    const month = await liveMonth(seed, { leads: seed % 2 === 0 ? 'bexio' : 'shopify', days });
    months.push(month);
    for (const one of month.wrong) process.stdout.write(`MONTH_SEED=${seed} (${month.leads} leads): ${one}\n`);
  }
  const sum = (of: (month: Month) => number) => months.reduce((total, month) => total + of(month), 0);
  const kinds = Object.keys(months[0]?.happened ?? {}) as (keyof Happened)[];
  process.stdout.write(`${months.length} months of ${days} days: ${kinds.map((kind) => `${kind} ${sum((one) => one.happened[kind])}`).join(', ')}; corrections ${sum((one) => one.corrections)}\n`);
  expect(months.filter(({ wrong }) => wrong.length > 0).map(({ seed, wrong }) => ({ MONTH_SEED: seed, wrong }))).toEqual([]);
  // A month in which nothing happens proves nothing.
  expect(sum((one) => one.happened.sales)).toBeGreaterThan((days / 2) * months.length);
  expect(sum((one) => one.corrections)).toBeGreaterThan(0);
  if (days === 30 && months.length > 1) expect(kinds.filter((kind) => sum((one) => one.happened[kind]) === 0)).toEqual([]);
}, 3_600_000);
