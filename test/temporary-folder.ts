import { existsSync, mkdirSync, readdirSync, rmSync, statfsSync } from 'node:fs';
import { join } from 'node:path';

const inMemory = '/dev/shm';
const roomBytes = 2 * 1024 ** 3;
const named = 'shopify-bexio-tests-';

/**
 * Every database of a test waits for the disk at each commit, which is most of what a flow takes on a busy disk (4.7 ms each, against
 * 0.05 ms in memory). None of them outlives the run, so where the system has a file system in memory they lie there. A process that is
 * killed leaves the same file behind in either place.
 */
export function setup(): (() => void) | undefined {
  if (!existsSync(inMemory)) return undefined;
  for (const name of readdirSync(inMemory)) if (isLeftBehind(name)) rmSync(join(inMemory, name), { recursive: true, force: true });
  const { bavail, bsize } = statfsSync(inMemory);
  if (bavail * bsize < roomBytes) return undefined;
  const folder = join(inMemory, `${named}${process.pid}`);
  mkdirSync(folder, { recursive: true });
  // The processes that run the tests, and those that they start, inherit it.
  process.env['TMPDIR'] = folder;
  return () => rmSync(folder, { recursive: true, force: true });
}

/** By a run that was killed: memory is scarcer than disk. */
function isLeftBehind(name: string): boolean {
  if (!name.startsWith(named)) return false;
  try {
    process.kill(Number(name.slice(named.length)), 0);
    return false;
  } catch {
    return true;
  }
}
