import { AccountFields } from './account-fields.tsx';
import { BookingFields } from './booking-fields.tsx';
import { ChangesFields } from './changes-fields.tsx';
import { ClosingFields } from './closing-fields.tsx';
import { CustomerFields } from './customer-fields.tsx';
import { DocumentFields } from './document-fields.tsx';
import { PaymentFields } from './payment-fields.tsx';
import { ProductFields } from './product-fields.tsx';
import { StockFields } from './stock-fields.tsx';
import { VoucherFields } from './voucher-fields.tsx';
import type { Topic, TopicProps } from './topic.ts';

export function TopicFields(props: TopicProps & { topic: Topic }) {
  const Fields = { booking: BookingFields, payments: PaymentFields, accounts: AccountFields, documents: DocumentFields, customers: CustomerFields, stock: StockFields, products: ProductFields, changes: ChangesFields, vouchers: VoucherFields, closing: ClosingFields }[props.topic];
  return <Fields {...props} />;
}
