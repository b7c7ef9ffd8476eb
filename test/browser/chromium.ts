import { existsSync, mkdtempSync, renameSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import packaged from '@sparticuz/chromium';
import { chromium, type Browser } from 'playwright-core';

/** Made for a cloud function: one process that falls as a whole, and without the protections that these tests are about. */
const unwanted = new Set(['--single-process', '--no-zygote', '--disable-web-security', '--allow-running-insecure-content', '--disable-site-isolation-trials', "--headless='shell'"]);

/** A real browser from the npm registry: nothing is installed by hand. */
export async function launchChromium(): Promise<Browser> {
  const quiet = ['--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync'];
  // The page of the admin is public and our app is on loopback: Chromium would ask the user for leave.
  quiet.push('--disable-features=LocalNetworkAccessChecks,IsolateOrigins,site-per-process');
  return chromium.launch({ executablePath: await unpacked(), args: [...packaged.args.filter((flag) => !unwanted.has(flag)), '--no-sandbox', '--headless=new', ...quiet] });
}

/**
 * The package unpacks itself into the temporary folder, and takes a program that lies there for whole: of two test files that begin at
 * once on a new machine the second would start half a browser, and a run that was killed would leave half of one for ever. So it is
 * unpacked aside and moved into its place as a whole, beside the package, which goes with its version.
 */
async function unpacked(): Promise<string> {
  const home = join(dirname(fileURLToPath(import.meta.resolve('@sparticuz/chromium'))), '..', 'unpacked');
  if (!existsSync(home)) {
    const aside = mkdtempSync(`${home}-`);
    await unpackInto(aside);
    try {
      renameSync(aside, home);
    } catch (error) {
      // Another test file was quicker.
      rmSync(aside, { recursive: true, force: true });
      if (!existsSync(home)) throw error;
    }
  }
  return join(home, 'chromium');
}

/** The package asks for the temporary folder while it is called, not later: nothing else in this process sees the change. */
function unpackInto(folder: string): Promise<string> {
  const usual = process.env['TMPDIR'];
  process.env['TMPDIR'] = folder;
  try {
    return packaged.executablePath();
  } finally {
    if (usual === undefined) delete process.env['TMPDIR'];
    else process.env['TMPDIR'] = usual;
  }
}
