import { isIP } from 'node:net';
import { z } from 'zod';

/** Everything the program is told from outside. Read once, checked whole; nobody else looks at the environment. */
export type Config = {
  port: number;
  appUrl: URL;
  databaseUrl: string;
  shopify: { apiKey: string; apiSecret: string; apiSecretPrevious: string | null; origin: string | null };
  bexio: { clientId: string; clientSecret: string; issuerUrl: string; apiUrl: string; accessToken: string | null };
  encryptionKeys: string[];
  bexioPollSeconds: number;
  shopifySweepSeconds: number;
  unknownQuietSeconds: number;
  /** Names (`loopback`, `linklocal`, `uniquelocal`), addresses and subnets, comma-separated. */
  trustedProxies: string;
  logLevel: string;
};

export class ConfigError extends Error {
  override name = 'ConfigError';
  readonly faults: string[];
  constructor(faults: string[]) {
    super(`The configuration has ${faults.length} fault${faults.length === 1 ? '' : 's'}:\n${faults.map((fault) => `  - ${fault}`).join('\n')}`);
    this.faults = faults;
  }
}

/**
 * Environment variables → `Config`. Throws one `ConfigError` that names every fault at once, never a value: values can be secrets.
 * An empty variable counts as absent, because compose files and `.env` templates leave them so.
 */
export function readConfig(environment: Record<string, string | undefined>): Config {
  const given = Object.fromEntries(Object.entries(environment).filter(([, value]) => value !== undefined && value.trim() !== ''));
  const parsed = schema.safeParse(given);
  if (!parsed.success) throw new ConfigError(parsed.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`));
  const v = parsed.data;
  return {
    port: v.PORT,
    appUrl: new URL(v.APP_URL),
    databaseUrl: v.DATABASE_URL,
    shopify: { apiKey: v.SHOPIFY_API_KEY, apiSecret: v.SHOPIFY_API_SECRET, apiSecretPrevious: v.SHOPIFY_API_SECRET_PREVIOUS ?? null, origin: v.SHOPIFY_ORIGIN ?? null },
    bexio: { clientId: v.BEXIO_CLIENT_ID, clientSecret: v.BEXIO_CLIENT_SECRET, issuerUrl: v.BEXIO_ISSUER_URL, apiUrl: v.BEXIO_API_URL, accessToken: v.BEXIO_ACCESS_TOKEN ?? null },
    encryptionKeys: v.ENCRYPTION_KEYS,
    bexioPollSeconds: v.BEXIO_POLL_SECONDS,
    shopifySweepSeconds: v.SHOPIFY_SWEEP_SECONDS,
    unknownQuietSeconds: v.UNKNOWN_QUIET_SECONDS,
    trustedProxies: v.TRUSTED_PROXIES,
    logLevel: v.LOG_LEVEL,
  };
}

/** What may be logged at start: secrets appear as `true`. */
export function maskedSummary(config: Config): Record<string, unknown> {
  return {
    port: config.port,
    appUrl: config.appUrl.origin,
    database: config.databaseUrl.startsWith('file:') ? config.databaseUrl : 'postgres',
    shopifyOrigin: config.shopify.origin,
    shopifySecretConfigured: true,
    previousShopifySecretConfigured: config.shopify.apiSecretPrevious !== null,
    bexioIssuer: config.bexio.issuerUrl,
    bexioApi: config.bexio.apiUrl,
    personalAccessTokenConfigured: config.bexio.accessToken !== null,
    encryptionKeys: config.encryptionKeys.length,
    bexioPollSeconds: config.bexioPollSeconds,
    shopifySweepSeconds: config.shopifySweepSeconds,
    unknownQuietSeconds: config.unknownQuietSeconds,
    trustedProxies: config.trustedProxies,
    logLevel: config.logLevel,
  };
}

const required = 'is required and missing';
const secret = z.string({ error: required });
const seconds = (fallback: number) => z.string().regex(/^\d{1,6}$/, 'must be a whole number of seconds').transform(Number).default(fallback);

const secureUrl = z
  .string({ error: required })
  .refine((text) => isSecureUrl(text), 'must be an https URL (http only for localhost, 127.0.0.1 or [::1])');

const origin = secureUrl.refine((text) => !URL.canParse(text) || new URL(text).pathname === '/', 'must be an origin without a path').transform((text) => (URL.canParse(text) ? new URL(text).origin : text));

const schema = z.object({
  PORT: z.string().regex(/^\d{1,5}$/, 'must be a port number').transform(Number).refine((port) => port <= 65_535, 'must be a port number').default(3000),
  APP_URL: origin,
  DATABASE_URL: z.string().regex(/^(file:.+|postgres(ql)?:\/\/.+)$/, 'must begin with file: or postgres://').default('file:./data/sync.db'),
  SHOPIFY_API_KEY: secret,
  SHOPIFY_API_SECRET: secret,
  SHOPIFY_API_SECRET_PREVIOUS: z.string().optional(),
  SHOPIFY_ORIGIN: origin.optional(),
  BEXIO_CLIENT_ID: secret,
  BEXIO_CLIENT_SECRET: secret,
  BEXIO_ISSUER_URL: secureUrl.default('https://auth.bexio.com/realms/bexio'),
  BEXIO_API_URL: origin.default('https://api.bexio.com'),
  BEXIO_ACCESS_TOKEN: z.string().optional(),
  ENCRYPTION_KEYS: z
    .string({ error: required })
    .transform((text) => text.split(',').map((key) => key.trim()))
    .refine((keys) => keys.every((key) => /^[A-Za-z0-9+/]{43}=$/.test(key)), 'must be comma-separated base64 keys of 32 bytes each (make one with: openssl rand -base64 32)'),
  BEXIO_POLL_SECONDS: seconds(300),
  SHOPIFY_SWEEP_SECONDS: seconds(300),
  UNKNOWN_QUIET_SECONDS: seconds(120),
  TRUSTED_PROXIES: z.string().refine((text) => text.split(',').every((one) => isProxy(one.trim())), 'must be comma-separated addresses or subnets, or loopback, linklocal, uniquelocal').default('loopback, linklocal, uniquelocal'),
  LOG_LEVEL: z.enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'], { error: 'must be one of fatal, error, warn, info, debug, trace, silent' }).default('info'),
});

function isProxy(text: string): boolean {
  const [address = '', bits] = text.split('/');
  const version = isIP(address);
  if (version === 0) return ['loopback', 'linklocal', 'uniquelocal'].includes(text);
  return bits === undefined || (/^\d{1,3}$/.test(bits) && Number(bits) <= (version === 4 ? 32 : 128));
}

function isSecureUrl(text: string): boolean {
  if (!URL.canParse(text)) return false;
  const url = new URL(text);
  return url.protocol === 'https:' || (url.protocol === 'http:' && ['localhost', '127.0.0.1', '[::1]'].includes(url.hostname));
}
