import { formatDecimal, type Minor, share } from '../money.ts';
import { htmlText } from '../html.ts';
import type { Entry } from './line-amounts.ts';
import type { Change, Owed } from './owed-now.ts';
import type { Language } from '../settings.ts';

export type TextSetting = {
  language: Language;
  currency: string;
  taxesIncluded: boolean;
  /** Whether the document's prices contain VAT: amounts in the text are shown the same way. */
  net: boolean;
  /** False: the position is linked to an article, which prints its own number. */
  freeText: boolean;
  /** False on the second position of a divided line: discounts are named once. */
  details: boolean;
};

type Words = Record<'sku' | 'discount' | 'insteadOf' | 'shipping' | 'duty' | 'fee' | 'tip' | 'gift-card' | Change['why'], string>;

const words: Record<Language, Words> = {
  de: {
    sku: 'Art.-Nr.',
    discount: 'Rabatt',
    insteadOf: 'Einzelpreis ohne Rabatt',
    shipping: 'Versand',
    duty: 'Zoll',
    fee: 'Gebühr',
    tip: 'Trinkgeld',
    'gift-card': 'Gutschein',
    'cash-rounding': 'Rundung Barzahlung',
    rounding: 'Rundung',
    refund: 'Rückerstattung',
    kept: 'Bei der Rückgabe einbehalten',
  },
  fr: {
    sku: 'N° d’art.',
    discount: 'Rabais',
    insteadOf: 'prix unitaire sans rabais',
    shipping: 'Livraison',
    duty: 'Droits de douane',
    fee: 'Frais',
    tip: 'Pourboire',
    'gift-card': 'Bon cadeau',
    'cash-rounding': 'Arrondi (paiement en espèces)',
    rounding: 'Arrondi',
    refund: 'Remboursement',
    kept: 'Retenu lors du retour',
  },
  it: {
    sku: 'N. art.',
    discount: 'Sconto',
    insteadOf: 'prezzo unitario senza sconto',
    shipping: 'Spedizione',
    duty: 'Dazi doganali',
    fee: 'Spese',
    tip: 'Mancia',
    'gift-card': 'Buono regalo',
    'cash-rounding': 'Arrotondamento (pagamento in contanti)',
    rounding: 'Arrotondamento',
    refund: 'Rimborso',
    kept: 'Trattenuto alla restituzione',
  },
  en: {
    sku: 'Item no.',
    discount: 'Discount',
    insteadOf: 'unit price before discount',
    shipping: 'Shipping',
    duty: 'Import duties',
    fee: 'Fee',
    tip: 'Tip',
    'gift-card': 'Gift card',
    'cash-rounding': 'Cash rounding',
    rounding: 'Rounding',
    refund: 'Refund',
    kept: 'Kept on return',
  },
};

/** What a position says: title and variant, article number, every discount by name and amount. Simple HTML, shop text escaped. */
export function positionText(owed: Owed, setting: TextSetting): string {
  const { entry } = owed;
  const word = words[setting.language];
  if (entry === null) return `<b>${word['cash-rounding']}</b>`;
  if (!setting.details) return headline(entry, setting).join('<br />');
  const changes = owed.changes.map((change) => `${word[change.why]}: ${formatDecimal(change.amountMinor, setting.currency)}`);
  return [...headline(entry, setting), ...discountLines(owed, entry, setting), ...changes].join('<br />');
}

/** The text of the position that closes the gap between VAT per position and VAT per document. */
export function roundingText(language: Language): string {
  return `<b>${words[language].rounding}</b>`;
}

const longest = 255;

function headline(entry: Entry, { language, freeText }: TextSetting): string[] {
  const word = words[language];
  const title = htmlText(entry.title, longest);
  if (entry.what === 'tip') return [`<b>${word.tip}</b>`];
  if (entry.what === 'shipping') return [`<b>${word.shipping}: ${title}</b>`];
  if (entry.what === 'duty') return [`<b>${word.duty}</b>`];
  if (entry.what === 'fee') return [`<b>${word.fee}: ${title}</b>`];
  const bundle = entry.line?.bundleTitle ?? null;
  const variant = entry.line?.variantTitle ?? null;
  const sku = entry.line?.sku ?? null;
  const name = variant === null || variant === 'Default Title' ? title : `${title} – ${htmlText(variant, longest)}`;
  return [
    ...(bundle === null ? [] : [`<b>${htmlText(bundle, longest)}</b>`]),
    bundle === null ? `<b>${name}</b>` : `– ${name}`,
    ...(entry.what === 'gift-card' ? [word['gift-card']] : []),
    ...(freeText && sku !== null ? [`${word.sku} ${htmlText(sku, longest)}`] : []),
  ];
}

/** Discounts belong to all units of a line; when some are gone, the rest is named at its share. */
function discountLines(owed: Owed, { discounts, quantity, currentQuantity, line }: Entry, setting: TextSetting): string[] {
  if (discounts.length === 0) return [];
  const shown = (amountMinor: Minor) => formatDecimal(asPrinted(amountMinor, owed.ratePpm, setting), setting.currency);
  const named = discounts.map(({ title, amountMinor }) => {
    const ofCurrentMinor = share(amountMinor, currentQuantity, quantity);
    return `${words[setting.language].discount} ${htmlText(title, 100)}: ${shown(-ofCurrentMinor)}`;
  });
  return [...named, ...(line === null ? [] : [`${words[setting.language].insteadOf} ${shown(line.unitPriceMinor)}`])];
}

/** Shop amounts as the document shows prices: with or without VAT. For reading only; no amount is computed from it. */
function asPrinted(amountMinor: Minor, ratePpm: number, { taxesIncluded, net }: TextSetting): Minor {
  if (taxesIncluded === !net) return amountMinor;
  return net ? share(amountMinor, 1_000_000, 1_000_000 + ratePpm) : share(amountMinor, 1_000_000 + ratePpm, 1_000_000);
}
