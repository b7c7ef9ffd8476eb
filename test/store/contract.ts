import { afterAll, beforeAll, describe } from 'vitest';
import { manualClock, type ManualClock } from '../../src/clock.ts';
import type { KeyRing } from '../../src/store/key-ring.ts';
import { openStore, type Store } from '../../src/store/store.ts';
import { booksContract } from './contract-books.ts';
import { importsContract } from './contract-imports.ts';
import { intakeContract } from './contract-intake.ts';
import { productsContract } from './contract-products.ts';
import { tenantsContract } from './contract-tenants.ts';
import { someKeys, start } from './samples.ts';

export type Bench = { readonly store: Store; readonly clock: ManualClock; readonly keys: KeyRing; readonly instance: string };

/** What every database has to do alike. One database serves all tests: each works on a shop of its own. */
export function storeContract(name: string, url: () => string): void {
  describe(`${name}`, () => {
    const clock = manualClock(start);
    const keys = someKeys();
    const instance = 'instance-1';
    let opened: Store | undefined;
    const bench: Bench = {
      clock,
      keys,
      instance,
      get store() {
        if (!opened) throw new Error('The store is not open yet.');
        return opened;
      },
    };
    beforeAll(async () => {
      opened = await openStore({ url: url(), keys, clock, instance });
    });
    afterAll(() => opened?.close());
    intakeContract(bench);
    tenantsContract(bench);
    booksContract(bench);
    importsContract(bench);
    describe('products', () => {
      productsContract(bench);
    });
  });
}
