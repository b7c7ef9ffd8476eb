import packaged from '@sparticuz/chromium';
import { chromium, type Browser } from 'playwright-core';

/** A real browser from the npm registry: nothing is installed by hand. */
export async function launchChromium(): Promise<Browser> {
  const quiet = ['--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync'];
  return chromium.launch({ executablePath: await packaged.executablePath(), args: [...packaged.args, '--no-sandbox', '--headless=new', ...quiet] });
}
