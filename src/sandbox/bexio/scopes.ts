/** The scopes an app may ask for. Anything else, `general` included, is answered with invalid_scope. */
export const knownScopes: readonly string[] = [
  'openid',
  'profile',
  'email',
  'offline_access',
  'company_profile',
  ...pairs(['contact', 'article', 'kb_offer', 'kb_order', 'kb_delivery', 'kb_invoice', 'kb_article_order']),
  ...pairs(['bank_payment', 'note', 'task', 'project', 'monitoring']),
  'stock_edit',
  'kb_bill_show',
  'kb_expense_show',
  'accounting',
  'bank_account_show',
  'file',
  'payroll_employee_show',
  'payroll_employee_edit',
];

/** `_edit` includes read. */
export function grants(granted: ReadonlySet<string>, needed: string): boolean {
  return granted.has(needed) || (needed.endsWith('_show') && granted.has(needed.replace(/_show$/, '_edit')));
}

function pairs(names: readonly string[]): string[] {
  return names.flatMap((name) => [`${name}_show`, `${name}_edit`]);
}
