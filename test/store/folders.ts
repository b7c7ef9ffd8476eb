import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll } from 'vitest';

const folders: string[] = [];

afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});

/** Removed after the tests of the file that asked for it. */
export function aFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'store-test-'));
  folders.push(folder);
  return folder;
}
