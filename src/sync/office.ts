import type { BexioClient } from '../bexio/client.ts';
import type { Company } from '../domain/company.ts';
import type { Shop } from '../domain/order.ts';
import type { Settings } from '../domain/settings.ts';

/** One connected bexio company: who it is and how to speak to it. */
export type BexioOffice = { companyId: string; userId: number; client: BexioClient };

/** Everything an order's booking needs that is not the order itself. */
export type Scene = { shop: Shop; settings: Settings; company: Company; companyReadAt: Date; office: BexioOffice };
