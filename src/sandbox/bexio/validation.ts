import { parseMicro, type Micro } from './decimal.ts';
import { isJsonObject, type Json, type JsonObject } from './json.ts';
import { invalid } from './refusal.ts';
import { isDate } from './zurich-time.ts';

export type Rule = {
  kind: 'text' | 'integer' | 'decimal' | 'flag' | 'date' | 'list';
  required?: true;
  /** Whether null may be sent. Default true. */
  nullable?: false;
  maxLength?: number;
  oneOf?: readonly number[];
};

export type Rules = Readonly<Record<string, Rule>>;

/**
 * Checks a request body the way bexio does: every field must be in the schema, read-only ones
 * included among the unknown, and types are not converted.
 */
export function readFields(body: Json | undefined, rules: Rules, mode: 'create' | 'edit'): Fields {
  if (!isJsonObject(body)) {
    throw invalid('The request body must be a JSON object');
  }
  const unknown = Object.keys(body).filter((name) => !Object.hasOwn(rules, name));
  if (unknown.length > 0) {
    throw invalid(unknownFields(unknown));
  }
  const errors = Object.entries(rules).flatMap(([name, rule]) => fault(name, rule, body, mode));
  if (errors.length > 0) {
    throw invalid(...errors);
  }
  return new Fields(body);
}

/** The wording was found live: "Widget schema does not include the following field(s): esr_id, qr_invoice_id". */
export function unknownFields(names: readonly string[]): string {
  return `Widget schema does not include the following field(s): ${names.join(', ')}`;
}

/** A checked body. Absent and null both read as null; `has` tells them apart. */
export class Fields {
  readonly #values: JsonObject;

  constructor(values: JsonObject) {
    this.#values = values;
  }

  has(name: string): boolean {
    return Object.hasOwn(this.#values, name);
  }

  text(name: string): string | null {
    const value = this.#values[name];
    return typeof value === 'string' ? value : null;
  }

  integer(name: string): number | null {
    const value = this.#values[name];
    return typeof value === 'number' ? value : null;
  }

  decimal(name: string): Micro | null {
    const value = this.#values[name];
    return typeof value === 'string' || typeof value === 'number' ? (parseMicro(value) ?? null) : null;
  }

  flag(name: string): boolean | null {
    const value = this.#values[name];
    return typeof value === 'boolean' ? value : null;
  }

  list(name: string): readonly Json[] | null {
    const value = this.#values[name];
    return Array.isArray(value) ? value : null;
  }
}

export function text(options: Omit<Rule, 'kind'> = {}): Rule {
  return { kind: 'text', maxLength: 255, ...options };
}

export function longText(options: Omit<Rule, 'kind'> = {}): Rule {
  return { kind: 'text', ...options };
}

export function integer(options: Omit<Rule, 'kind'> = {}): Rule {
  return { kind: 'integer', ...options };
}

export function decimal(options: Omit<Rule, 'kind'> = {}): Rule {
  return { kind: 'decimal', ...options };
}

export function flag(options: Omit<Rule, 'kind'> = {}): Rule {
  return { kind: 'flag', ...options };
}

export function date(options: Omit<Rule, 'kind'> = {}): Rule {
  return { kind: 'date', ...options };
}

export function list(options: Omit<Rule, 'kind'> = {}): Rule {
  return { kind: 'list', ...options };
}

/** Fails with 422 unless `id` is null or a row's id. */
export function mustExist(rows: { get(id: number): unknown }, id: number | null, field: string): void {
  if (id !== null && rows.get(id) === undefined) {
    throw invalid(`${field}: the entry with id ${id} does not exist`);
  }
}

function fault(name: string, rule: Rule, body: JsonObject, mode: 'create' | 'edit'): string[] {
  const value = body[name];
  if (value === undefined) {
    return rule.required === true && mode === 'create' ? [`${name}: this field is required`] : [];
  }
  if (value === null) {
    return rule.required === true || rule.nullable === false ? [`${name}: must not be null`] : [];
  }
  return wrongType(name, rule, value) ?? wrongValue(name, rule, value) ?? [];
}

function wrongType(name: string, rule: Rule, value: Json): string[] | undefined {
  const shown = typeof value === 'object' ? JSON.stringify(value) : String(value);
  switch (rule.kind) {
    case 'text':
      return typeof value === 'string' ? undefined : [`${name}: ${shown} is not a string`];
    case 'integer':
      return Number.isSafeInteger(value) ? undefined : [`${name}: ${shown} is not an integer`];
    case 'decimal':
      return isDecimal(value) ? undefined : [`${name}: ${shown} is not a decimal`];
    case 'flag':
      return typeof value === 'boolean' ? undefined : [`${name}: ${shown} is not a boolean`];
    case 'date':
      return typeof value === 'string' && isDate(value) ? undefined : [`${name}: ${shown} is not a date`];
    case 'list':
      return Array.isArray(value) ? undefined : [`${name}: ${shown} is not an array`];
  }
}

function isDecimal(value: Json): boolean {
  return (typeof value === 'string' || typeof value === 'number') && parseMicro(value) !== undefined;
}

function wrongValue(name: string, rule: Rule, value: Json): string[] | undefined {
  if (rule.maxLength !== undefined && typeof value === 'string' && value.length > rule.maxLength) {
    return [`${name}: is longer than ${rule.maxLength} characters`];
  }
  if (rule.oneOf !== undefined && !rule.oneOf.some((allowed) => allowed === value)) {
    return [`${name}: ${String(value)} is not one of ${rule.oneOf.join(', ')}`];
  }
  if (rule.required === true && typeof value === 'string' && value.trim() === '') {
    return [`${name}: must not be empty`];
  }
  return undefined;
}
