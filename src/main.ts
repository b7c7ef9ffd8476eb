import { existsSync } from 'node:fs';
import { createApp } from './app.ts';
import { systemClock } from './clock.ts';
import { ConfigError, maskedSummary, readConfig, type Config } from './config.ts';
import { createLog } from './log.ts';

/** config → app → listen → stop on signal. */
async function main(): Promise<void> {
  const config = configuration();
  const log = createLog(config.logLevel);
  log.info(maskedSummary(config), 'starting');
  const app = await createApp(config, { clock: systemClock, log });
  // Before anybody can know that it listens: a signal without a handler is a kill. A second one ends at once: the store recovers from a
  // kill, so nothing is lost but the wait.
  let stopping = false;
  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    process.on(signal, () => {
      if (stopping) process.exit(1);
      stopping = true;
      log.info({ signal }, 'stopping');
      void app.close().then(() => process.exit(0));
    });
  }
  const { port } = await app.listen();
  log.info({ port }, `listening on ${port}`);
}

function configuration(): Config {
  if (existsSync('.env')) process.loadEnvFile('.env');
  try {
    return readConfig(process.env);
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    console.error(error.message);
    process.exit(1);
  }
}

await main();
