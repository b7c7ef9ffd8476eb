import type { Company } from '../../domain/company.ts';
import type { Settings } from '../../domain/settings.ts';
import { isRecord } from './order-detail.ts';
import { readSettings, valuesOf } from './settings-form.ts';

/** Settings as a file of form fields: readable for people, and read back through the same checks as the form. */
const kind = 'bexio-invoices-settings';

export function writeFile(companyId: string, settings: Settings): string {
  return `${JSON.stringify({ kind, version: 1, companyId, goLiveAt: settings.goLiveAt, fields: valuesOf(settings, 'UTC') }, null, 2)}\n`;
}

export type FileReading = { ok: true; settings: Settings } | { ok: false; fault: 'unreadable' | 'other-company' };

export function readFile(text: string, known: { companyId: string; company: Company; base: Settings; timeZone: string }): FileReading {
  const file = parse(text);
  if (!isRecord(file) || file['kind'] !== kind || !isRecord(file['fields'])) return { ok: false, fault: 'unreadable' };
  if (file['companyId'] !== known.companyId) return { ok: false, fault: 'other-company' };
  const given = file['fields'];
  if (Object.keys(given).length > 500 || !Object.values(given).every((value) => typeof value === 'string')) return { ok: false, fault: 'unreadable' };
  const fields = Object.fromEntries(Object.entries(given).map(([name, value]) => [name, String(value)]));
  // A payment method that the file does not know is one that the merchant had not decided on.
  const { settings, errors } = readSettings({ ...emptied(known.base), ...fields }, known.base, known.company, 'UTC');
  if (Object.keys(errors).length > 0) return { ok: false, fault: 'unreadable' };
  const goLiveAt = file['goLiveAt'];
  const instant = typeof goLiveAt === 'string' && !Number.isNaN(Date.parse(goLiveAt)) ? new Date(goLiveAt).toISOString() : settings.goLiveAt;
  return { ok: true, settings: { ...settings, goLiveAt: instant } };
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
