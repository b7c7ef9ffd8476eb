/**
 * Every right the app asks for, and why. A later release that needs one more must send the merchant through the consent again: a refresh
 * cannot add scopes. `_edit` includes reading. Not asked for: `general`, which every token has and which cannot be requested.
 */
export const bexioScopes = {
  openid: 'who signs in, proven by an ID token',
  profile: 'required by bexio beside openid',
  email: 'required by bexio beside openid',
  offline_access: 'a refresh token: orders come in while nobody is signed in',
  company_profile: 'the id and name of the company, and the number of the user in it',
  contact_edit: 'find customers, create missing ones',
  article_edit: 'find articles by SKU, create missing ones',
  stock_edit: 'read stock places, and create articles with a first stock',
  kb_order_edit: 'orders, when bexio keeps the stock',
  kb_delivery_edit: 'deliveries, which lower the stock',
  kb_invoice_edit: 'invoices and their payments',
  bank_account_show: 'the accounts payments are booked on',
  accounting: 'manual entries: a refund of a paid invoice, because the API has no credit notes',
} as const;

export type BexioScope = keyof typeof bexioScopes;

/** What the merchant did not grant, for example because an older release asked for less. */
export function missingScopes(granted: readonly string[]): BexioScope[] {
  return (Object.keys(bexioScopes) as BexioScope[]).filter((scope) => !granted.includes(scope));
}
