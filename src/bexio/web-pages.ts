/**
 * Paths within bexio's own web application (office.bexio.com), for links. bexio documents none of them: these forms are the ones that public
 * code of several integrations uses (`kb_invoice`, `kb_order`, `kontakt`, `user_manager`, November 2026; `kb_delivery` by their pattern).
 * Nobody has written down where single articles, manual entries or settings are, so those links end at the administration.
 */
export const bexioPages = {
  invoice: (id: number) => `/index.php/kb_invoice/show/id/${id}`,
  invoices: '/index.php/kb_invoice/list',
  'sales-order': (id: number) => `/index.php/kb_order/show/id/${id}`,
  delivery: (id: number) => `/index.php/kb_delivery/show/id/${id}`,
  contact: (id: number) => `/index.php/kontakt/show/id/${id}`,
  userRights: (id: number) => `/user_manager/editRights/id/${id}`,
  administration: '/index.php/admin',
} as const;
