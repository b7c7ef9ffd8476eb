import type { Company } from '../../../domain/company.ts';
import type { Rule, Settings } from '../../../domain/settings.ts';
import { isRecord } from '../orders/order-detail.ts';
import { readRule, rulesMax, valuesOfRule } from '../rules/rule-form.ts';
import { readSettings, valuesOf } from './settings-form.ts';

/** Settings as a file of form fields: readable for people, and read back through the same checks as the form. */
const kind = 'bexio-invoices-settings';

export function writeFile(companyId: string, settings: Settings): string {
  return `${JSON.stringify({ kind, version: 1, companyId, goLiveAt: settings.goLiveAt, fields: valuesOf(settings, 'UTC'), rules: settings.rules.map(valuesOfRule) }, null, 2)}\n`;
}

export type FileReading = { ok: true; settings: Settings } | { ok: false; fault: 'unreadable' | 'other-company' };

export function readFile(text: string, known: { companyId: string; company: Company; base: Settings; timeZone: string }): FileReading {
  const file = parse(text);
  const fields = isRecord(file) ? textsIn(file['fields']) : null;
  if (!isRecord(file) || file['kind'] !== kind || fields === null) return { ok: false, fault: 'unreadable' };
  if (file['companyId'] !== known.companyId) return { ok: false, fault: 'other-company' };
  // A payment method that the file does not know is one that the merchant had not decided on.
  const { settings, errors } = readSettings({ ...emptied(known.base), ...fields }, known.base, known.company, 'UTC');
  if (Object.keys(errors).length > 0) return { ok: false, fault: 'unreadable' };
  const rules = readRules(file['rules'], known.company);
  if (rules === null) return { ok: false, fault: 'unreadable' };
  const goLiveAt = file['goLiveAt'];
  const instant = typeof goLiveAt === 'string' && !Number.isNaN(Date.parse(goLiveAt)) ? new Date(goLiveAt).toISOString() : settings.goLiveAt;
  return { ok: true, settings: { ...settings, goLiveAt: instant, rules } };
}

/** A file of a version without rules has none. Null: one of them is wrong, so none of them is taken. */
function readRules(given: unknown, company: Company): Rule[] | null {
  if (given === undefined) return [];
  if (!Array.isArray(given) || given.length > rulesMax) return null;
  const rules: Rule[] = [];
  for (const one of given) {
    const fields = textsIn(one);
    const read = fields === null ? null : readRule(fields, company, rules.map(({ name }) => name));
    if (read === null || Object.keys(read.errors).length > 0) return null;
    rules.push(read.rule);
  }
  return rules;
}

/** Null: something else than named texts. */
function textsIn(given: unknown): Record<string, string> | null {
  if (!isRecord(given) || Object.keys(given).length > 500 || !Object.values(given).every((value) => typeof value === 'string')) return null;
  return Object.fromEntries(Object.entries(given).map(([name, value]) => [name, String(value)]));
}

function emptied(base: Settings): Record<string, string> {
  return Object.fromEntries(Object.keys(base.gateways).map((handle) => [`gateway:${handle}`, '']));
}

function parse(text: string): unknown {
  if (text.length > 200_000) return null;
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
