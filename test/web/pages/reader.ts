import { parse, type HTMLElement } from 'node-html-parser';
import { shopA, type Shopfront } from './shopfront.ts';

/** Reads the pages as a browser without scripts would: documents, forms, redirects left to the test. */
export type Page = { status: number; location: string | null; html: string; document: HTMLElement };

type Ask = { shop?: string; accept?: string };

export async function get(front: Shopfront, path: string, ask: Ask = {}): Promise<Page> {
  return pageOf(await fetch(`${front.url}${path}`, { redirect: 'manual', headers: headers(ask) }));
}

export async function post(front: Shopfront, path: string, fields: Record<string, string> | [string, string][], ask: Ask = {}): Promise<Page> {
  return pageOf(await fetch(`${front.url}${path}`, { method: 'POST', redirect: 'manual', headers: headers(ask), body: new URLSearchParams(fields) }));
}

/** The form whose action begins with `action`, as it stands. */
export function formOf(page: Page, action: string): { action: string; fields: [string, string][] } {
  const form = page.document.querySelectorAll('form').find((one) => one.getAttribute('action')?.startsWith(action));
  if (!form) throw new Error(`no form to ${action} on a page of ${page.status}`);
  return { action: form.getAttribute('action') ?? '', fields: fieldsOf(form) };
}

/** Replaces or adds answers. */
export function answered(fields: [string, string][], answers: Record<string, string>): [string, string][] {
  return [...fields.filter(([name]) => !(name in answers)), ...Object.entries(answers)];
}

function fieldsOf(form: HTMLElement): [string, string][] {
  const fields: [string, string][] = [];
  for (const field of form.querySelectorAll('input, select, textarea')) {
    const name = field.getAttribute('name');
    const type = field.getAttribute('type');
    if (!name) continue;
    if ((type === 'radio' || type === 'checkbox') && !field.hasAttribute('checked')) continue;
    if (field.tagName === 'SELECT') {
      const options = field.querySelectorAll('option');
      fields.push([name, (options.find((one) => one.hasAttribute('selected')) ?? options[0])?.getAttribute('value') ?? '']);
    } else if (field.tagName === 'TEXTAREA') fields.push([name, field.text]);
    else fields.push([name, field.getAttribute('value') ?? '']);
  }
  return fields;
}

function headers({ shop = shopA.domain, accept = 'de-CH' }: Ask): Record<string, string> {
  return { 'x-test-shop': shop, 'accept-language': accept };
}

async function pageOf(answer: Response): Promise<Page> {
  const html = await answer.text();
  return { status: answer.status, location: answer.headers.get('location'), html, document: parse(html, { comment: true }) };
}
