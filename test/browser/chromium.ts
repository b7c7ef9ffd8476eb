import packaged from '@sparticuz/chromium';
import { chromium, type Browser } from 'playwright-core';

/** Made for a cloud function: one process that falls as a whole, and without the protections that these tests are about. */
const unwanted = new Set(['--single-process', '--no-zygote', '--disable-web-security', '--allow-running-insecure-content', '--disable-site-isolation-trials', "--headless='shell'"]);

/** A real browser from the npm registry: nothing is installed by hand. */
export async function launchChromium(): Promise<Browser> {
  const quiet = ['--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync'];
  // The page of the admin is public and our app is on loopback: Chromium would ask the user for leave.
  quiet.push('--disable-features=LocalNetworkAccessChecks,IsolateOrigins,site-per-process');
  return chromium.launch({ executablePath: await packaged.executablePath(), args: [...packaged.args.filter((flag) => !unwanted.has(flag)), '--no-sandbox', '--headless=new', ...quiet] });
}
