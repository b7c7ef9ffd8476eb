import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';
import { Router } from 'express';
import { createStylesheet } from './stylesheet.ts';

/** Addresses of what a page loads; each carries a fingerprint, so that it may be kept for ever and a new release is seen at once. */
export type Assets = { stylesheet: string; script: string };

type Asset = { path: string; type: string; plain: Buffer; brotli: Buffer; gzip: Buffer };

type Served = { assets: Assets; router: Router };
let served: Served | undefined;

/** Stylesheet and scripts, read and compressed once per process; nothing is served from a folder. */
export function createAssets(): Served {
  return (served ??= readAssets());
}

function readAssets(): Served {
  const turboFile = createRequire(import.meta.url).resolve('@hotwired/turbo').replace('-umd.js', '-esm.js');
  const turbo = asset('turbo', 'js', withoutInlineStyle(readFileSync(turboFile, 'utf8')));
  const script = asset('app', 'js', readOwn('app.js').replace('./turbo.js', turbo.path));
  const stylesheet = asset('app', 'css', createStylesheet(readOwn('app.css')));
  const byPath = new Map([turbo, script, stylesheet].map((one) => [one.path, one]));
  const router = Router();
  router.get('/assets/:name', (request, response, next) => {
    const found = byPath.get(request.path);
    if (!found) return next();
    const encoding = request.acceptsEncodings(['br', 'gzip']);
    if (encoding) response.set('Content-Encoding', encoding);
    response.set({ 'Content-Type': found.type, 'Cache-Control': 'public, max-age=31536000, immutable', Vary: 'Accept-Encoding' });
    response.send(encoding === 'br' ? found.brotli : encoding === 'gzip' ? found.gzip : found.plain);
  });
  return { assets: { stylesheet: stylesheet.path, script: script.path }, router };
}

/** Turbo adds a style sheet for its progress bar as it loads, which our content security policy forbids; app.css has that look. */
function withoutInlineStyle(turbo: string): string {
  const call = '    this.installStylesheetElement();\n';
  if (!turbo.includes(call)) throw new Error('Turbo installs its style sheet in another way now.');
  return turbo.replace(call, '');
}

function readOwn(name: string): string {
  return readFileSync(new URL(`./public/${name}`, import.meta.url), 'utf8');
}

function asset(name: string, kind: 'css' | 'js', text: string): Asset {
  const plain = Buffer.from(text);
  const fingerprint = createHash('sha256').update(plain).digest('base64url').slice(0, 12);
  return {
    path: `/assets/${name}-${fingerprint}.${kind}`,
    type: kind === 'css' ? 'text/css; charset=utf-8' : 'text/javascript; charset=utf-8',
    plain,
    brotli: brotliCompressSync(plain, { params: { [constants.BROTLI_PARAM_QUALITY]: 9 } }),
    gzip: gzipSync(plain, { level: 9 }),
  };
}
