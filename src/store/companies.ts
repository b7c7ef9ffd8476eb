import { and, eq } from 'drizzle-orm';
import { ask } from './database.ts';
import { one, type Tools } from './tools.ts';

export type Companies = ReturnType<typeof createCompanies>;

/** What was read of a bexio company (taxes, accounts, …), kept so that booking does not read it every time. */
export function createCompanies({ database, tables, clock }: Tools) {
  const { companies } = tables;
  return {
    async save(companyId: string, kind: string, value: unknown): Promise<void> {
      const row = { value, fetchedAt: clock.now() };
      await ask(database.insert(companies).values({ companyId, kind, ...row }).onConflictDoUpdate({ target: [companies.companyId, companies.kind], set: row }));
    },
    /** `T` is what was saved under this kind. Dates come back as text. */
    async load<T>(companyId: string, kind: string): Promise<{ value: T; fetchedAt: Date } | null> {
      const key = and(eq(companies.companyId, companyId), eq(companies.kind, kind));
      const row = await one(database.select({ value: companies.value, fetchedAt: companies.fetchedAt }).from(companies).where(key));
      return row && { value: row.value as T, fetchedAt: row.fetchedAt };
    },
    async forget(companyId: string): Promise<void> {
      await ask(database.delete(companies).where(eq(companies.companyId, companyId)));
    },
  };
}
