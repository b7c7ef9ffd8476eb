/**
 * What nobody outside bexio knows. The documentation is silent and no recording shows it, so each
 * question is a switch and a client has to be right under every answer.
 */
export type Readings = {
  /** A payment above what is left to pay. */
  overpayment: 'refused' | 'accepted';
  /** A payment of zero or below. */
  negativePayment: 'refused' | 'accepted';
  /** Issuing an issued invoice, cancelling a draft, reverting a paid one … */
  actionInWrongState: '403' | '422' | '404';
  /** Decimals that a position's total keeps. */
  positionDecimals: 2 | 6;
  /** Decimals that a unit price keeps. */
  unitPriceDecimals: 2 | 6;
  /** Writing `stock_nr` after goods have moved. */
  stockNrAfterBooking: 'silent' | '422';
  /** Status after issuing an invoice over 0.00. */
  zeroTotalIssue: 'pending' | 'paid';
  /** How long search answers lag behind creates, on the sandbox's clock. */
  searchDelayMs: number;
  /** Is `api_reference` a search field of orders although the documentation leaves it out? */
  orderApiReferenceSearchable: boolean;
  /** Does `like` match substrings by itself, or only where the value has `%`? */
  likeNeedsPercent: boolean;
  equalsCaseSensitive: boolean;
  refreshTokenRotates: boolean;
  negativeUnitPrice: 'allowed' | '422';
  /** What mark_as_sent does to a draft. */
  markAsSentStatus: 'unchanged' | 'pending';
  paymentOnDraft: '403' | '422' | 'accepted';
  /** A position without tax_id whose article has none either. */
  positionTaxMissing: '422' | 'default';
  /** A position without account_id whose article has none either. */
  positionAccountMissing: '422' | 'default';
  /** What total_gross and total_net mean on a document with VAT contained in the prices. */
  grossTotals: 'positions' | 'without-vat';
  /** Recordings show positions on accounts with is_locked true, so 'accepted' is what is known. */
  lockedAccount: 'accepted' | '422';
  archivedContact: '422' | 'accepted';
  articleCodeUnique: boolean;
  /** Does issuing an invoice that has no delivery behind it take goods off stock? */
  invoiceBooksStock: boolean;
};

export const plausibleReadings: Readings = {
  overpayment: 'refused',
  negativePayment: 'refused',
  actionInWrongState: '403',
  positionDecimals: 6,
  unitPriceDecimals: 6,
  stockNrAfterBooking: 'silent',
  zeroTotalIssue: 'pending',
  searchDelayMs: 0,
  orderApiReferenceSearchable: false,
  likeNeedsPercent: false,
  equalsCaseSensitive: false,
  refreshTokenRotates: true,
  negativeUnitPrice: 'allowed',
  markAsSentStatus: 'unchanged',
  paymentOnDraft: '403',
  positionTaxMissing: '422',
  positionAccountMissing: 'default',
  grossTotals: 'positions',
  lockedAccount: 'accepted',
  archivedContact: '422',
  articleCodeUnique: true,
  invoiceBooksStock: false,
};
