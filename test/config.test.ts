import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, test } from 'vitest';
import { ConfigError, maskedSummary, readConfig } from '../src/config.ts';

const root = fileURLToPath(new URL('..', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'config-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const good = {
  APP_URL: 'https://app.example.ch',
  SHOPIFY_API_KEY: 'shopify-key-canary',
  SHOPIFY_API_SECRET: 'shopify-secret-canary',
  BEXIO_CLIENT_ID: 'bexio-id-canary',
  BEXIO_CLIENT_SECRET: 'bexio-secret-canary',
  ENCRYPTION_KEYS: randomBytes(32).toString('base64'),
};

describe('reading', () => {
  test('what is required is enough; the rest has the documented defaults', () => {
    expect(readConfig(good)).toMatchObject({
      port: 3000,
      databaseUrl: 'file:./data/sync.db',
      bexio: { issuerUrl: 'https://auth.bexio.com/realms/bexio', apiUrl: 'https://api.bexio.com', accessToken: null },
      shopify: { origin: null, apiSecretPrevious: null },
      bexioPollSeconds: 300,
      shopifySweepSeconds: 300,
      unknownQuietSeconds: 120,
      trustedProxies: 'loopback, linklocal, uniquelocal',
      logLevel: 'info',
    });
  });

  test('variables that mean nothing to us, and empty ones, are ignored', () => {
    expect(readConfig({ ...good, PATH: '/bin', BEXIO_COLOUR: 'red', SHOPIFY_ORIGIN: '', PORT: ' ' }).port).toBe(3000);
  });

  test.each([
    ['PORT', '65536'],
    ['PORT', '-1'],
    ['APP_URL', 'http://app.example.ch'],
    ['APP_URL', 'https://app.example.ch/path'],
    ['DATABASE_URL', 'mysql://here'],
    ['BEXIO_ISSUER_URL', 'http://auth.bexio.com'],
    ['SHOPIFY_ORIGIN', 'not an address'],
    ['ENCRYPTION_KEYS', 'short'],
    ['ENCRYPTION_KEYS', `${good.ENCRYPTION_KEYS},short`],
    ['BEXIO_POLL_SECONDS', '5m'],
    ['TRUSTED_PROXIES', 'everybody'],
    ['TRUSTED_PROXIES', '10.0.0.0/33'],
    ['LOG_LEVEL', 'loud'],
  ])('%s=%s is named, its value is not', (name, value) => {
    const { faults } = faultsOf({ ...good, [name]: value });
    expect(faults).toHaveLength(1);
    expect(faults[0]).toMatch(new RegExp(`^${name}: `));
    expect(faults[0]?.replace(name, '')).not.toContain(value);
  });

  test('the summary for the log holds no secret', () => {
    expect(JSON.stringify(maskedSummary(readConfig({ ...good, BEXIO_ACCESS_TOKEN: 'pat-canary', SHOPIFY_API_SECRET_PREVIOUS: 'old-canary' })))).not.toMatch(/canary/);
  });
});

describe('the program', () => {
  test('names every fault at once and exits with 1 before it listens', async () => {
    const { code, output } = await run({ PORT: 'canary-port', APP_URL: 'http://canary.example', SHOPIFY_API_SECRET: 'canary-secret', ENCRYPTION_KEYS: 'canary-key', LOG_LEVEL: 'canary-level' });
    expect(code).toBe(1);
    for (const name of ['PORT', 'APP_URL', 'SHOPIFY_API_KEY', 'BEXIO_CLIENT_ID', 'BEXIO_CLIENT_SECRET', 'ENCRYPTION_KEYS', 'LOG_LEVEL']) expect(output).toContain(`  - ${name}: `);
    expect(output).toContain('has 7 faults');
    expect(output).not.toMatch(/canary|listening|at .*\.ts/);
  });

  test('reads .env where it is started; what the environment says goes first', async () => {
    const lines = Object.entries({ ...good, PORT: '0', DATABASE_URL: `file:${join(folder, 'sync.db')}`, LOG_LEVEL: 'loud' }).map(([name, value]) => `${name}=${value}`);
    writeFileSync(join(folder, '.env'), lines.join('\n'));
    expect(await run({})).toMatchObject({ code: 1, output: expect.stringMatching(/has 1 fault:\n {2}- LOG_LEVEL/) as unknown });
    const { code, output } = await run({ LOG_LEVEL: 'info' }, 'listening on');
    expect(output).toContain('listening on');
    expect(output).not.toMatch(/canary/);
    expect(code).toBe(0);
  });
});

function faultsOf(environment: Record<string, string>): ConfigError {
  try {
    readConfig(environment);
  } catch (error) {
    if (error instanceof ConfigError) return error;
    throw error;
  }
  throw new Error('nothing was wrong');
}

/** Runs `src/main.ts` in an empty folder with nothing but these variables; stops it once it says `until`. */
function run(environment: Record<string, string>, until?: string): Promise<{ code: number | null; output: string }> {
  const tsx = import.meta.resolve('tsx');
  const env = { TSX_TSCONFIG_PATH: join(root, 'tsconfig.json'), ...environment };
  const child = spawn(process.execPath, ['--import', tsx, join(root, 'src/main.ts')], { cwd: folder, env });
  let output = '';
  const hear = (chunk: Buffer) => {
    const saidBefore = until !== undefined && output.includes(until);
    output += chunk.toString();
    // Once: a second signal means "at once".
    if (until !== undefined && !saidBefore && output.includes(until)) child.kill('SIGTERM');
  };
  child.stdout.on('data', hear);
  child.stderr.on('data', hear);
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code) => resolve({ code, output }));
  });
}
