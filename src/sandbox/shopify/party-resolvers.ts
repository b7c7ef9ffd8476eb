import type { Fields } from './context.ts';
import { legacyId } from './ids.ts';
import type { CompanyPurchase, StoredCompanyLocation, StoredCustomer } from './stored-order.ts';

/** Carries its type's name, because a purchasing entity may be either. */
export type CustomerView = StoredCustomer & { __typename: 'Customer' };

export function customerView(customer: StoredCustomer): CustomerView {
  return { ...customer, __typename: 'Customer' };
}

export function companyPurchaseView({ location, contactId, contactCustomer }: CompanyPurchase) {
  const contact = { id: contactId, customer: customerView(contactCustomer) };
  return { __typename: 'PurchasingCompany', company: location.company, location, contact };
}

export const customerFields: Fields<CustomerView> = {
  legacyResourceId: (customer) => legacyId(customer.id),
  displayName: (customer) => [customer.firstName, customer.lastName].filter((part) => part).join(' ') || (customer.email ?? customer.phone ?? ''),
  defaultEmailAddress: (customer) => (customer.email ? { emailAddress: customer.email } : null),
  defaultPhoneNumber: (customer) => (customer.phone ? { phoneNumber: customer.phone } : null),
};

export const companyLocationFields: Fields<StoredCompanyLocation> = {
  taxSettings: ({ taxRegistrationId, taxExempt, taxExemptions }) => ({ taxRegistrationId, taxExempt, taxExemptions }),
  billingAddress({ id, billingAddress, company }) {
    if (!billingAddress) return null;
    return {
      ...billingAddress,
      id: `gid://shopify/CompanyAddress/${legacyId(id)}`,
      countryCode: billingAddress.countryCodeV2,
      companyName: billingAddress.company ?? company.name,
      createdAt: null,
    };
  },
};
