import type { ProductSettings, Settings } from '../settings.ts';

/** Nothing is compared, and nothing written, before the merchant says so. */
export const productsOff: ProductSettings = {
  fields: { name: 'off', description: 'off', price: 'off', purchasePrice: 'off', weight: 'off', unit: 'off', tax: 'off' },
  create: false,
  firstStock: false,
  articlePrices: 'gross',
  ratePpm: null,
  automatic: 'off',
};

/** Decisions that settings saved by an earlier version do not hold, as if they had been taken: nothing that such a shop does may change. */
export const addedLater = {
  wayBack: { markPaid: true, tag: null, fulfil: false },
  stock: { leads: 'off', locationId: null, places: {} },
  refunds: { paid: 'entry' },
  edits: { textChanges: 'ignore' },
  lockDate: null,
  rules: [],
  giftCards: 'value',
  templateSlug: null,
  products: productsOff,
  bookIn: 'shop',
  zeroTaxes: { goodsAbroad: null, servicesAbroad: null, reverseCharge: null, inland: null },
} satisfies Partial<Settings>;

/** Settings as they were saved, whichever version of the program saved them. */
export function completeSettings(saved: Settings): Settings {
  return { ...addedLater, ...saved, wayBack: { ...addedLater.wayBack, ...saved.wayBack }, stock: { ...addedLater.stock, ...saved.stock } };
}
