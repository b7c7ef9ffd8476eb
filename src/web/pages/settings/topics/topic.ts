import type { Company } from '../../../../domain/company.ts';
import type { FormState } from '../../../fields.tsx';
import type { Frame } from '../../../layout.tsx';

/** One topic of the settings each, used on its own page and together in the first set-up. */
export const topics = ['booking', 'payments', 'accounts', 'documents', 'customers', 'stock', 'products', 'changes', 'vouchers', 'closing'] as const;
export type Topic = (typeof topics)[number];

export type TopicProps = {
  frame: Frame;
  form: FormState;
  company: Company;
  /** Payment methods to decide on: those of the settings and those seen in the shop's orders. */
  gateways: string[];
  /** Shopify's stock locations; none when they are not known. */
  locations: { id: string; name: string }[];
};
