/** kb_item_status_id, read only. "Overdue" is not a status: compare is_valid_to. */
export const offerStatus = { draft: 1, pending: 2, confirmed: 3, declined: 4 } as const;
export const orderStatus = { pending: 5, done: 6, partial: 15, cancelled: 21 } as const;
export const deliveryStatus = { draft: 10, done: 18, cancelled: 20 } as const;
export const invoiceStatus = { draft: 7, pending: 8, paid: 9, partial: 16, cancelled: 19, unpaid: 31 } as const;
