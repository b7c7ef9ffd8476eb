import { parse, type HTMLElement } from 'node-html-parser';

/** A page as a person has it open: where it is, what it says, and the forms on it. */
export type OpenPage = { url: string; status: number; document: HTMLElement };

export type Merchant = {
  /** Opens a page inside the admin's frame: the first load carries the token in its address, later ones as a bearer token. */
  open(path: string): Promise<OpenPage>;
  /** Sends a form of a page as it stands, with a few answers changed, and follows to where it leads. */
  submit(page: OpenPage, form: HTMLElement, answers?: Record<string, string>): Promise<OpenPage>;
  /** Follows the link to bexio in the top window, signs in as the first person there, and comes back. */
  connectBexio(link: string): Promise<OpenPage>;
};

export type MerchantOptions = {
  appUrl: string;
  shop: string;
  sessionToken: () => string;
  /** Without the admin: the link that signs a browser in by cookie. */
  enter?: () => Promise<URL>;
};

/**
 * Somebody who has the app open in the Shopify admin, walking its pages over HTTP as a browser does: session tokens inside the frame,
 * cookies only in the top window. Used by the demo and by tests; a page that cannot be walked this way cannot be used with a screen reader.
 */
export function createMerchant(options: MerchantOptions): Merchant {
  const { appUrl, shop } = options;
  const browser = topWindow();
  let opened = false;

  async function open(path: string): Promise<OpenPage> {
    const url = new URL(path, appUrl);
    if (options.enter) {
      if (!opened) await browser(await options.enter(), { method: 'GET' });
      opened = true;
      return browser(url, { method: 'GET' });
    }
    if (opened) return framed(url, { method: 'GET' });
    url.searchParams.set('shop', shop);
    url.searchParams.set('embedded', '1');
    url.searchParams.set('id_token', options.sessionToken());
    opened = true;
    return pageOf(await fetch(url, { redirect: 'manual' }), url, (next) => framed(next, { method: 'GET' }));
  }

  async function framed(url: URL, init: RequestInit): Promise<OpenPage> {
    const answer = await fetch(url, { ...init, redirect: 'manual', headers: { ...init.headers, authorization: `Bearer ${options.sessionToken()}` } });
    return pageOf(answer, url, (next) => framed(next, { method: 'GET' }));
  }

  return {
    open,
    submit(page, form, answers = {}) {
      const url = new URL(form.getAttribute('action') ?? page.url, page.url);
      const init = { method: 'POST', body: new URLSearchParams([...fieldsOf(form, answers)]) };
      return options.enter ? browser(url, init) : framed(url, init);
    },
    async connectBexio(link) {
      const signIn = await browser(new URL(link, appUrl), { method: 'GET' });
      const form = signIn.document.querySelector('form');
      const person = form?.querySelectorAll('button[name="choice"]').find((button) => button.getAttribute('value') !== 'cancel');
      if (!form || !person) throw new Error(`no sign-in form at ${new URL(signIn.url).pathname} (${signIn.status})`);
      const body = new URLSearchParams([...fieldsOf(form, {}), ['choice', person.getAttribute('value') ?? '']]);
      return browser(new URL(form.getAttribute('action') ?? signIn.url, signIn.url), { method: 'POST', body });
    },
  };
}

/** A window of its own with a cookie jar per origin. Stops where the way leads out of this machine (the real admin). */
function topWindow(): (url: URL, init: RequestInit) => Promise<OpenPage> {
  const jar = new Map<string, Map<string, string>>();
  return async function visit(url, init): Promise<OpenPage> {
    const cookies = jar.get(url.origin) ?? new Map<string, string>();
    const cookie = [...cookies].map(([name, value]) => `${name}=${value}`).join('; ');
    const answer = await fetch(url, { ...init, redirect: 'manual', headers: { cookie } });
    for (const line of answer.headers.getSetCookie()) {
      const [pair = ''] = line.split(';');
      cookies.set(pair.slice(0, pair.indexOf('=')), pair.slice(pair.indexOf('=') + 1));
    }
    jar.set(url.origin, cookies);
    return pageOf(answer, url, (next) => (['127.0.0.1', 'localhost'].includes(next.hostname) ? visit(next, { method: 'GET' }) : Promise.resolve({ url: next.href, status: 200, document: parse('') })));
  };
}

async function pageOf(answer: Response, url: URL, follow: (next: URL) => Promise<OpenPage>): Promise<OpenPage> {
  const location = answer.headers.get('location');
  if (answer.status >= 300 && answer.status < 400 && location !== null) {
    await answer.arrayBuffer();
    return follow(new URL(location, url));
  }
  return { url: url.href, status: answer.status, document: parse(await answer.text()) };
}

/** What a browser would send: the value of every enabled field, of radios and checkboxes only the chosen ones. */
function* fieldsOf(form: HTMLElement, answers: Record<string, string>): Generator<[string, string]> {
  for (const field of form.querySelectorAll('input, select, textarea')) {
    const name = field.getAttribute('name');
    if (name === undefined || field.hasAttribute('disabled')) continue;
    const type = field.getAttribute('type') ?? '';
    if (Object.hasOwn(answers, name) && type !== 'radio') {
      yield [name, answers[name] ?? ''];
      continue;
    }
    if (type === 'radio' && Object.hasOwn(answers, name)) {
      if (field.getAttribute('value') === answers[name]) yield [name, answers[name] ?? ''];
      continue;
    }
    if ((type === 'radio' || type === 'checkbox') && !field.hasAttribute('checked')) continue;
    if (type === 'submit' || type === 'button' || type === 'file') continue;
    yield [name, valueOf(field)];
  }
}

function valueOf(field: HTMLElement): string {
  if (field.tagName === 'TEXTAREA') return field.textContent;
  if (field.tagName !== 'SELECT') return field.getAttribute('value') ?? (field.getAttribute('type') === 'checkbox' ? 'on' : '');
  const options = field.querySelectorAll('option');
  const chosen = options.find((option) => option.hasAttribute('selected')) ?? options[0];
  return chosen?.getAttribute('value') ?? chosen?.textContent ?? '';
}
