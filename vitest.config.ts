import { defineConfig } from 'vitest/config';
import { BaseSequencer, type TestSpecification } from 'vitest/node';

/** Of a clean clone nothing is known but the size of the files: what takes minutes must not begin last. */
class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await super.sort(files);
    const isLong = ({ moduleId }: TestSpecification) => moduleId.endsWith('/browser/pages.test.ts');
    return [...sorted.filter(isLong), ...sorted.filter((one) => !isLong(one))];
  }
}

/**
 * Nothing that these tests run keeps anything but caches in its modules, so their files share a process: loading everything anew for each
 * of them was more than half of their time. Who replaces what belongs to the process (nock, the environment) is not among them.
 */
const together = ['test/architecture.test.ts', 'test/domain/**/*.test.{ts,tsx}', 'test/sandbox/**/*.test.ts', 'test/web/**/*.test.{ts,tsx}'];

export default defineConfig({
  test: {
    globalSetup: 'test/temporary-folder.ts',
    pool: 'forks',
    maxWorkers: 2,
    sequence: { sequencer: LongestFirst },
    // Limits only end what hangs: a machine that is ten times slower must not fail.
    testTimeout: 600_000,
    hookTimeout: 600_000,
    expect: { poll: { timeout: 60_000 } },
    projects: [
      { extends: true, test: { name: 'alone', include: ['test/**/*.test.{ts,tsx}'], exclude: together } },
      { extends: true, test: { name: 'together', include: together, isolate: false } },
    ],
  },
});
