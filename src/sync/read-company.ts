import type { Company } from '../domain/company.ts';
import type { BexioOffice, Tools } from './tools.ts';

/** Reads the company's reference data and keeps it for every booking. */
export async function readCompany(tools: Tools, office: BexioOffice): Promise<Company> {
  const company = await office.client.company.read({ companyId: office.companyId, userId: office.userId });
  await tools.store.companies.save(office.companyId, 'company', company);
  return company;
}
