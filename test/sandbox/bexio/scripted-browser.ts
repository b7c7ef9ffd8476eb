/** Follows redirects by hand and keeps cookies per path, as a browser does. */
export class ScriptedBrowser {
  readonly #cookies = new Map<string, { value: string; path: string }>();

  async get(url: string): Promise<Response> {
    return this.#follow(url, { method: 'GET' });
  }

  /** Opens the sign-in page and presses the button whose label holds `label`. Returns where the client is sent. */
  async signIn(authorizationUrl: URL, label: string): Promise<URL> {
    const page = await this.get(authorizationUrl.href);
    const html = await page.text();
    const action = /<form method="post" action="([^"]+)"/.exec(html)?.[1] ?? '';
    const buttons = [...html.matchAll(/name="choice" value="([^"]+)">([^<]*)</g)];
    const choice = buttons.find(([, , text]) => text?.includes(label))?.[1];
    if (choice === undefined) {
      throw new Error(`no button "${label}" on the page ${page.url}:\n${html}`);
    }
    const response = await this.#follow(new URL(action, page.url).href, {
      method: 'POST',
      body: new URLSearchParams({ choice }).toString(),
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
    });
    const location = response.headers.get('location');
    return new URL(location ?? response.url);
  }

  /** Stops at the first redirect that leaves the sandbox. */
  async #follow(url: string, init: RequestInit): Promise<Response> {
    let current = url;
    let next: RequestInit = init;
    for (let step = 0; step < 10; step += 1) {
      const headers = { ...(next.headers as Record<string, string>), cookie: this.#cookieHeader(current) };
      const response = await fetch(current, { ...next, headers, redirect: 'manual' });
      this.#keepCookies(response);
      const location = response.headers.get('location');
      if (response.status < 300 || response.status > 399 || location === null) {
        return response;
      }
      const target = new URL(location, current);
      if (target.origin !== new URL(url).origin) {
        return response;
      }
      current = target.href;
      next = { method: 'GET' };
    }
    throw new Error('too many redirects');
  }

  #cookieHeader(url: string): string {
    const { pathname } = new URL(url);
    return [...this.#cookies]
      .filter(([, { path }]) => pathname.startsWith(path))
      .map(([key, { value }]) => `${key.split(' ')[0]}=${value}`)
      .join('; ');
  }

  #keepCookies(response: Response): void {
    for (const cookie of response.headers.getSetCookie()) {
      const [pair = '', ...attributes] = cookie.split(';').map((part) => part.trim());
      const path = attributes.find((part) => part.toLowerCase().startsWith('path='))?.slice(5) ?? '/';
      const [name = '', value = ''] = pair.split(/=(.*)/s);
      if (value === '') {
        this.#cookies.delete(`${name} ${path}`);
      } else {
        this.#cookies.set(`${name} ${path}`, { value, path });
      }
    }
  }
}
