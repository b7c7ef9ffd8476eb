import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { languages } from '../../../src/domain/settings.ts';
import { createFormat } from '../../../src/web/words/format.ts';
import { words } from '../../../src/web/words/words.ts';
import { problems } from './shopfront.ts';

// Missing keys do not compile (`Words` is the type of the German catalogue); the rest is held here.

const web = join(import.meta.dirname, '../../../src/web');
const sources = readdirSync(web, { recursive: true, encoding: 'utf8' })
  .filter((path) => /\.tsx?$/.test(path) && !path.startsWith('words'))
  .map((path) => readFileSync(join(web, path), 'utf8'))
  .join('\n');

/** Groups whose keys are computed from data: a state, a reason, a role. */
const computed = [
  'rules.parts', 'rules.customer',
  'past.phases', 'past.findings', 'past.findingTexts', 'past.outcomes', 'past.actions', 'past.choose', 'past.stopped', 'past.faults', 'past.options', 'past.effects', 'past.columns', 'past.pace', 'past.permission',
  'products.fields', 'products.states', 'products.findings', 'products.hindrances', 'settings.products.sides', 'settings.products.hints', 'settings.products.priceOptions', 'settings.products.automaticOptions',
  'life.formerWhy', 'life.refundKinds', 'life.refundStates', 'life.taskText', 'life.sourceKinds', 'life.changeKinds', 'life.undoRuns.states', 'life.undoRuns.totals',
  'stock.picture', 'stock.toType.why', 'stock.table', 'stock.states', 'stock.stateText', 'stock.corrections', 'stock.leads',
  'app.faults', 'states', 'because', 'events', 'problems', 'home.verdict', 'home.steps', 'settings.topics', 'settings.accounts.roles', 'settings.gateway.kinds', 'settings.gateway.names', 'settings.faults',
  'settings.language.names', 'check.findings', 'check.modules', 'check.levels', 'check.verdict', 'order.kinds', 'order.stages', 'orders.columns', 'orders.bulk', 'orders.files.orderColumns', 'orders.files.journalColumns', 'file.faults', 'connection.outcomes', 'connection.promises', 'creditNoteWhy', 'preview.differsWhy', 'settings.zeroTax.reasons',
];

describe('the catalogue', () => {
  test('every key is used', () => {
    const unused = leaves(words.de).filter((path) => !isUsed(path));
    expect(unused).toEqual([]);
  });

  test.each(languages)('%s says something under every key', (language) => {
    const empty = leaves(words[language]).filter((path) => valueAt(words[language], path) === '' && !path.endsWith('.button'));
    expect(empty).toEqual([]);
  });

  test.each(['fr', 'it', 'en'] as const)('%s is translated', (language) => {
    const alike = leaves(words.de).filter((path) => {
      const [german, other] = [valueAt(words.de, path), valueAt(words[language], path)];
      return typeof german === 'string' && german === other && /[a-zäöü]{4}/.test(german) && !sameInAll.has(german);
    });
    expect(alike).toEqual([]);
  });

  test('Swiss German has no ß', () => {
    for (const file of ['de', 'life-de', 'stock-de']) expect(readFileSync(join(web, `words/${file}.ts`), 'utf8').replace('(ss, no ß)', '')).not.toContain('ß');
  });

  test.each(languages)('%s has a whole sentence for every problem', (language) => {
    const format = createFormat(language, 'Europe/Zurich');
    for (const problem of problems) {
      const sentence = words[language].problemSentence(problem, '#1001', format);
      expect(sentence).toContain('#1001');
      expect(sentence).not.toMatch(/undefined|\bnull\b|NaN|\[object/);
      expect(sentence).toMatch(/[.»”]$/);
      expect(words[language].problems[problem.reason].cure).toMatch(/\.$/);
    }
    expect(new Set(problems.map((problem) => problem.reason)).size).toBe(Object.keys(words.de.problems).length);
  });
});

const sameInAll = new Set(['Shopify', 'bexio', 'In Shopify', 'Position', 'Total', 'Problem', 'Filter', 'Menu', 'Code', 'Text', 'Stock', 'journal.csv']);

function isUsed(path: string): boolean {
  if (computed.some((group) => path.startsWith(`${group}.`))) return true;
  if (/^settings\.[a-zA-Z]+\.options\./.test(path)) return true;
  const [group, key] = path.split('.').slice(-2);
  if (key === undefined) return sources.includes(String(group));
  return sources.includes(`${group}.${key}`) || sources.includes(`w.${key}`);
}

function leaves(value: unknown, path = ''): string[] {
  if (typeof value !== 'object' || value === null) return [path];
  return Object.entries(value).flatMap(([key, inner]) => leaves(inner, path === '' ? key : `${path}.${key}`));
}

function valueAt(value: unknown, path: string): unknown {
  return path.split('.').reduce<unknown>((inner, key) => (inner as Record<string, unknown>)[key], value);
}
