import type { Company } from './company.ts';
import type { PlanModule } from './company-seed.ts';
import type { Json } from './json.ts';
import type { User } from './records.ts';
import { notFound } from './refusal.ts';

export type Answer = { status: number; body: Json; headers?: Record<string, string> };

export type Upload = { name: string; mime: string; content: Buffer };

/** One authorised request: a token acts as one user in one company. */
export type Call = {
  company: Company;
  user: User;
  scopes: ReadonlySet<string>;
  params: Readonly<Record<string, string>>;
  query: URLSearchParams;
  body: Json | undefined;
  uploads: readonly Upload[];
  /** From Accept-Language; undefined leaves names as they are stored. */
  language: string | undefined;
};

export type Route = {
  method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  path: string;
  /** All of them are needed. None means every token may. */
  scopes: readonly string[];
  module?: PlanModule;
  /** 'none' refuses even an empty JSON body with 415, as live clients found. */
  body: 'none' | 'json' | 'optional' | 'multipart';
  answer(call: Call): Answer;
};

export function ok(body: Json, headers?: Record<string, string>): Answer {
  return headers === undefined ? { status: 200, body } : { status: 200, body, headers };
}

export function created(body: Json, headers?: Record<string, string>): Answer {
  return { ...ok(body, headers), status: 201 };
}

export function success(): Answer {
  return ok({ success: true });
}

/** The numeric path parameter, or 404: bexio has no page for /kb_invoice/abc. */
export function idParam(call: Call, name = 'id'): number {
  const text = call.params[name] ?? '';
  if (!/^\d{1,15}$/.test(text)) {
    throw notFound();
  }
  return Number(text);
}

export function found<Row>(row: Row | undefined): Row {
  if (row === undefined) {
    throw notFound();
  }
  return row;
}
