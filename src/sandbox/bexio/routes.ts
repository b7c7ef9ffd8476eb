import { periodRoutes } from './accounting-periods.ts';
import { articleRoutes } from './articles.ts';
import type { Route } from './call.ts';
import { commentRoutes } from './comments.ts';
import { companyRoutes } from './company-lookups.ts';
import { contactDetailRoutes } from './contact-details.ts';
import { contactRoutes } from './contacts.ts';
import { currencyRoutes } from './currencies.ts';
import { deliveryRoutes } from './deliveries.ts';
import { fictionalUserRoutes } from './fictional-users.ts';
import { fileRoutes } from './files.ts';
import { invoiceRoutes } from './invoices.ts';
import { lookupRoutes } from './lookups.ts';
import { manualEntryRoutes } from './manual-entries.ts';
import { noteRoutes } from './notes.ts';
import { offerRoutes } from './offers.ts';
import { orderRoutes } from './orders.ts';
import { paymentRoutes } from './payments.ts';
import { positionRoutes } from './position-endpoints.ts';
import { reminderRoutes } from './reminders.ts';
import { taxRoutes } from './taxes.ts';

export const allRoutes: readonly Route[] = [
  ...contactRoutes,
  ...contactDetailRoutes,
  ...articleRoutes,
  ...invoiceRoutes,
  ...paymentRoutes,
  ...orderRoutes,
  ...deliveryRoutes,
  ...offerRoutes,
  ...positionRoutes,
  ...lookupRoutes,
  ...companyRoutes,
  ...taxRoutes,
  ...currencyRoutes,
  ...reminderRoutes,
  ...commentRoutes,
  ...noteRoutes,
  ...periodRoutes,
  ...manualEntryRoutes,
  ...fileRoutes,
  ...fictionalUserRoutes,
];
