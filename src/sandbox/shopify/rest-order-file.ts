import { z } from 'zod';

/** Reads a REST or webhook order; every number stays the text it was written as (ids exceed 2^53, amounts must not pass through floats). */
export function parseRestOrder(json: string): RestOrder {
  const keepNumbers = (_key: string, value: unknown, context?: { source?: string }) => (typeof value === 'number' ? (context?.source ?? String(value)) : value);
  const parsed: unknown = JSON.parse(json, keepNumbers);
  return restOrder.parse(parsed);
}

const text = z.string().nullish();
const flag = z.boolean().nullish();
const money = z.object({ amount: z.string(), currency_code: text });
const moneySet = z.object({ shop_money: money, presentment_money: money }).nullish();
const list = <T extends z.ZodType>(item: T) => z.array(item).nullish();

const taxLine = z.object({ title: text, rate: z.string(), price: z.string(), price_set: moneySet, channel_liable: flag });
const allocation = z.object({ amount: z.string(), amount_set: moneySet, discount_application_index: z.string() });
const attribute = z.object({ name: text, value: z.unknown().optional() });

const address = z.object({
  first_name: text,
  last_name: text,
  name: text,
  company: text,
  address1: text,
  address2: text,
  zip: text,
  city: text,
  province: text,
  province_code: text,
  country: text,
  country_code: text,
  phone: text,
});

const lineItem = z.object({
  id: text,
  admin_graphql_api_id: text,
  title: text,
  name: text,
  variant_title: text,
  variant_id: text,
  product_id: text,
  product_exists: flag,
  sku: text,
  vendor: text,
  quantity: z.string(),
  current_quantity: text,
  fulfillable_quantity: text,
  fulfillment_status: text,
  price: z.string(),
  price_set: moneySet,
  gift_card: flag,
  taxable: flag,
  requires_shipping: flag,
  properties: list(attribute),
  tax_lines: list(taxLine),
  discount_allocations: list(allocation),
});

const shippingLine = z.object({
  id: text,
  title: text,
  code: text,
  source: text,
  price: z.string(),
  price_set: moneySet,
  discounted_price: text,
  discounted_price_set: moneySet,
  delivery_category: text,
  is_removed: flag,
  tax_lines: list(taxLine),
  discount_allocations: list(allocation),
});

const transaction = z.object({
  id: text,
  kind: z.string(),
  status: z.string(),
  gateway: text,
  amount: z.string(),
  parent_id: text,
  created_at: text,
  processed_at: text,
  test: flag,
  payment_id: text,
  error_code: text,
});

const refund = z.object({
  id: text,
  created_at: text,
  processed_at: text,
  note: text,
  refund_line_items: list(
    z.object({
      id: text,
      line_item_id: z.string(),
      quantity: z.string(),
      restock_type: text,
      location_id: text,
      subtotal: z.string(),
      subtotal_set: moneySet,
      total_tax: z.string(),
      total_tax_set: moneySet,
    }),
  ),
  order_adjustments: list(z.object({ id: text, amount: z.string(), amount_set: moneySet, tax_amount: text, tax_amount_set: moneySet, kind: text })),
  transactions: list(transaction),
});

const customer = z.object({
  id: text,
  email: text,
  phone: text,
  first_name: text,
  last_name: text,
  tax_exempt: flag,
  tags: text,
  created_at: text,
  updated_at: text,
});

const fulfilment = z.object({
  id: text,
  status: text,
  created_at: text,
  updated_at: text,
  location_id: text,
  tracking_number: text,
  tracking_company: text,
  tracking_url: text,
  line_items: list(z.object({ id: text, quantity: z.string() })),
});

const paymentTerms = z.object({
  id: text,
  payment_terms_name: text,
  payment_terms_type: text,
  due_in_days: text,
  payment_schedules: list(z.object({ id: text, amount: text, issued_at: text, due_at: text, completed_at: text })),
});

const restOrder = z.object({
  id: z.string(),
  admin_graphql_api_id: text,
  name: text,
  order_number: text,
  confirmation_number: text,
  po_number: text,
  source_name: text,
  source_identifier: text,
  created_at: text,
  processed_at: text,
  updated_at: text,
  closed_at: text,
  cancelled_at: text,
  cancel_reason: text,
  test: flag,
  confirmed: flag,
  currency: z.string(),
  presentment_currency: text,
  taxes_included: flag,
  tax_exempt: flag,
  estimated_taxes: flag,
  duties_included: flag,
  financial_status: text,
  fulfillment_status: text,
  tags: text,
  note: text,
  note_attributes: list(attribute),
  customer_locale: text,
  email: text,
  phone: text,
  gateway: text,
  payment_gateway_names: z.array(z.string()).nullish(),
  location_id: text,
  subtotal_price: text,
  subtotal_price_set: moneySet,
  total_discounts: text,
  total_discounts_set: moneySet,
  total_shipping_price_set: moneySet,
  total_tax: text,
  total_tax_set: moneySet,
  total_tip_received: text,
  total_price: z.string(),
  total_price_set: moneySet,
  total_outstanding: text,
  current_subtotal_price: text,
  current_subtotal_price_set: moneySet,
  current_total_discounts: text,
  current_total_discounts_set: moneySet,
  current_shipping_price_set: moneySet,
  current_total_tax: text,
  current_total_tax_set: moneySet,
  current_total_price: text,
  current_total_price_set: moneySet,
  current_total_duties_set: moneySet,
  original_total_duties_set: moneySet,
  current_total_additional_fees_set: moneySet,
  original_total_additional_fees_set: moneySet,
  total_cash_rounding_payment_adjustment_set: moneySet,
  total_cash_rounding_refund_adjustment_set: moneySet,
  tax_lines: list(taxLine),
  discount_codes: list(z.object({ code: text })),
  discount_applications: list(
    z.object({
      type: text,
      title: text,
      description: text,
      code: text,
      value: text,
      value_type: text,
      target_type: text,
      target_selection: text,
      allocation_method: text,
    }),
  ),
  line_items: z.array(lineItem),
  shipping_lines: list(shippingLine),
  billing_address: address.nullish(),
  shipping_address: address.nullish(),
  customer: customer.nullish(),
  company: z.object({ id: text, location_id: text }).nullish(),
  fulfillments: list(fulfilment),
  payment_terms: paymentTerms.nullish(),
  refunds: list(refund),
  transactions: list(transaction),
});

export type RestOrder = z.infer<typeof restOrder>;
export type RestLine = z.infer<typeof lineItem>;
export type RestMoneySet = z.infer<typeof moneySet>;
export type RestTaxLine = z.infer<typeof taxLine>;
export type RestAllocation = z.infer<typeof allocation>;
export type RestAddress = z.infer<typeof address>;
export type RestTransaction = z.infer<typeof transaction>;
export type RestRefund = z.infer<typeof refund>;
export type RestAttribute = z.infer<typeof attribute>;
