import { and, eq } from 'drizzle-orm';
import type { Company } from '../domain/company.ts';
import { ask } from './database.ts';
import { one, type Tools } from './tools.ts';

export type Companies = ReturnType<typeof createCompanies>;

/** What is kept of a bexio company, by kind. Dates come back as text. */
export type CompanyValues = {
  /** Its reference data (taxes, accounts, …), so that booking does not read them every time. */
  company: Company;
  /** `until`: every invoice that changed before it is on record. `by`: the shop in whose turn it was read. */
  'poll-cursor': { until: string; by: string };
};

/** What was read of the bexio companies, for all shops that use them. */
export function createCompanies({ database, tables, clock }: Tools) {
  const { companies } = tables;
  return {
    async save<Kind extends keyof CompanyValues>(companyId: string, kind: Kind, value: CompanyValues[Kind]): Promise<void> {
      const row = { value, fetchedAt: clock.now() };
      await ask(database.insert(companies).values({ companyId, kind, ...row }).onConflictDoUpdate({ target: [companies.companyId, companies.kind], set: row }));
    },
    async load<Kind extends keyof CompanyValues>(companyId: string, kind: Kind): Promise<{ value: CompanyValues[Kind]; fetchedAt: Date } | null> {
      const key = and(eq(companies.companyId, companyId), eq(companies.kind, kind));
      const row = await one(database.select({ value: companies.value, fetchedAt: companies.fetchedAt }).from(companies).where(key));
      return row && { value: row.value as CompanyValues[Kind], fetchedAt: row.fetchedAt };
    },
    async forget(companyId: string): Promise<void> {
      await ask(database.delete(companies).where(eq(companies.companyId, companyId)));
    },
  };
}
