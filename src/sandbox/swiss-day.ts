import type { AddressInput, OrderEditor, OrderInput } from './shopify/order-input.ts';

export type DayOrder = {
  /** What the order shows, for the table of the demo. */
  shows: string;
  input: OrderInput;
  /** What happens to it the same day, before or after it is booked. */
  afterwards?: (editor: OrderEditor, order: string) => void;
};

/**
 * A day in a Swiss shop: about forty orders, each with something that breaks careless bookkeeping. Amounts end on any rappen,
 * as they do in real shops. Names and addresses are invented.
 */
export function swissDay(): DayOrder[] {
  return [...everyday(), ...discounts(), ...taxes(), ...specialLines(), ...buyers(), ...moneyMoments(), ...changedBeforeBooking(), ...large()];
}

const card = [{ gateway: 'shopify_payments' }];
const shippingPost = [{ title: 'Post Economy', price: '7.90' }];

function everyday(): DayOrder[] {
  return [
    { shows: 'one line, card', input: order(anna, { lines: [{ title: 'Bergkäse 500 g', sku: 'KAESE-500', price: '24.29', taxRate: '0.026' }], shipping: shippingPost, payments: card }) },
    { shows: 'two rates in one basket', input: order(marc, { lines: [tee('Rot / M', 2), { title: 'Honig 250 g', sku: 'HONIG-250', price: '11.40', quantity: 3, taxRate: '0.026' }], shipping: shippingPost, payments: card }) },
    { shows: 'returning customer', input: order(anna, { lines: [tee('Blau / S', 1)], payments: [{ gateway: 'twint' }] }) },
    { shows: 'PayPal, price ending on 1 rappen', input: order(luca, { lines: [{ title: 'Moka per tre', sku: 'MOKA-3', price: '34.51', quantity: 1 }], shipping: shippingPost, payments: [{ gateway: 'paypal' }] }) },
    { shows: 'three units for an odd total', input: order(chloe, { lines: [{ title: 'Savon artisanal', sku: 'SAVON-1', price: '6.67', quantity: 3, discount: { amount: '0.01', title: 'Arrondi', kind: 'manual' } }], payments: card }) },
    { shows: 'book at 2.6 %, gift wrapping at 8.1 %', input: order(marc, { lines: [{ title: 'Wanderführer', sku: 'BUCH-7', price: '39.00', taxRate: '0.026' }, { title: 'Geschenkverpackung', price: '3.50', custom: true }], payments: card }) },
  ];
}

function discounts(): DayOrder[] {
  return [
    { shows: 'line discount', input: order(anna, { lines: [{ ...tee('Grün / L', 3), discount: { percentage: '15', title: 'Saisonende', kind: 'automatic' } }], payments: card }) },
    { shows: 'order code over uneven lines (allocation remainder)', input: order(chloe, { lines: [{ title: 'Carnet', sku: 'CARNET', price: '3.33', quantity: 1 }, { title: 'Stylo', sku: 'STYLO', price: '3.33', quantity: 1 }, { title: 'Gomme', sku: 'GOMME', price: '3.34', quantity: 1 }], discounts: [{ amount: '1.00', code: 'UNFRANC' }], payments: card }) },
    { shows: 'ten percent code over two rates', input: order(marc, { lines: [tee('Rot / XL', 1), { title: 'Konfitüre', sku: 'KONFI', price: '7.85', quantity: 2, taxRate: '0.026' }], discounts: [{ percentage: '10', code: 'HERBST10' }], shipping: shippingPost, payments: card }) },
    { shows: 'discounted shipping', input: order(luca, { lines: [tee('Nero / M', 1)], shipping: [{ title: 'Posta Priority', price: '9.90', discount: { percentage: '50', title: 'Metà prezzo', kind: 'automatic' } }], payments: card }) },
    { shows: 'free shipping', input: order(anna, { lines: [tee('Weiss / M', 2)], shipping: [{ title: 'Post Economy', price: '7.90', discount: { percentage: '100', code: 'GRATISVERSAND' } }], payments: card }) },
    { shows: 'everything free (100 % code)', input: order(chloe, { lines: [{ title: 'Échantillon', sku: 'ECH-1', price: '4.90' }], discounts: [{ percentage: '100', code: 'PRESSE' }] }) },
    { shows: 'one line free, one paid', input: order(marc, { lines: [tee('Rot / S', 1), { title: 'Sticker', sku: 'STICKER', price: '2.50', discount: { percentage: '100', title: 'Geschenk', kind: 'automatic' } }], payments: card }) },
  ];
}

function taxes(): DayOrder[] {
  return [
    { shows: 'prices without tax', input: order(firm, { taxesIncluded: false, lines: [{ title: 'Werkzeugkoffer', sku: 'KOFFER', price: '184.37', quantity: 2 }], shipping: [{ title: 'Camion', price: '22.10' }], payments: card }) },
    { shows: 'accommodation rate 3.8 %', input: order(luca, { lines: [{ title: 'Notte in capanna', price: '68.00', quantity: 2, taxRate: '0.038', requiresShipping: false }], payments: card }) },
    { shows: 'export to Germany, zero-rated', input: order(german, { taxExempt: true, lines: [tee('Rot / M', 4)], shipping: [{ title: 'International', price: '19.00' }], payments: [{ gateway: 'paypal' }] }) },
    { shows: 'Liechtenstein counts as inland', input: order(vaduz, { lines: [tee('Blau / L', 1)], shipping: shippingPost, payments: card }) },
    { shows: 'exempt buyer: rate named, no tax charged', input: order(firm, { rateWithoutTax: true, taxesIncluded: false, lines: [{ title: 'Sägeblatt', sku: 'BLATT', price: '45.05' }], payments: card }) },
    { shows: 'three rates and a code', input: order(anna, { lines: [tee('Rot / M', 1), { title: 'Brot', sku: 'BROT', price: '6.20', taxRate: '0.026' }, { title: 'Gästezimmer', price: '95.00', taxRate: '0.038', requiresShipping: false }], discounts: [{ percentage: '7.5', code: 'TREUE' }], payments: card }) },
  ];
}

function specialLines(): DayOrder[] {
  return [
    { shows: 'tip', input: order(chloe, { lines: [{ title: 'Menu du jour', price: '23.50', taxRate: '0.026', requiresShipping: false }, { title: 'Tip', price: '3.00', tip: true }], payments: card }) },
    { shows: 'gift card sold', input: order(marc, { lines: [{ title: 'Gutschein CHF 100', price: '100.00', giftCard: true, taxRate: null, requiresShipping: false }], payments: [{ gateway: 'twint' }] }) },
    { shows: 'paid by gift card and card', input: order(anna, { lines: [tee('Rot / M', 3)], payments: [{ gateway: 'gift_card', amount: '50.00' }, { gateway: 'shopify_payments' }] }) },
    { shows: 'additional fee', input: order(luca, { lines: [tee('Verde / M', 1)], additionalFees: [{ title: 'Supplemento fragile', price: '4.30', taxRate: '0.081' }], payments: card }) },
    { shows: 'duties on an export', input: order(german, { taxExempt: true, lines: [{ title: 'Uhr', sku: 'UHR', price: '310.00', duties: [{ price: '12.40' }] }], payments: [{ gateway: 'paypal' }] }) },
    { shows: 'custom line without SKU', input: order(firm, { lines: [{ title: 'Montage vor Ort', price: '142.75', custom: true, requiresShipping: false }], payments: card }) },
    { shows: 'bundle', input: order(marc, { lines: [{ title: 'Fondue-Käse', sku: 'FONDUE', price: '19.40', taxRate: '0.026', bundle: { title: 'Fondue-Set' } }, { title: 'Caquelon', sku: 'CAQUELON', price: '59.55', bundle: { title: 'Fondue-Set' } }], payments: card }) },
  ];
}

function buyers(): DayOrder[] {
  return [
    { shows: 'company in the billing address', input: order(firm, { lines: [{ title: 'Bürostuhl', sku: 'STUHL', price: '249.00', quantity: 2 }], shipping: shippingPost, payments: card }) },
    { shows: 'B2B with purchase order and terms', input: order(firm, { company: { name: 'Alpenholz AG', location: 'Hauptsitz' }, poNumber: 'PO-4711', paymentTerms: { type: 'NET', dueInDays: 30 }, taxesIncluded: false, lines: [{ title: 'Schraube M6', sku: 'M6', price: '0.37', quantity: 250 }] }) },
    { shows: 'point of sale, nobody named, cash rounding', input: { source: 'pos', customer: null, email: null, billingAddress: null, shippingAddress: null, cashRounding: '0.05', lines: [{ title: 'Seife', sku: 'SEIFE', price: '6.67' }], payments: [{ gateway: 'cash' }] } },
    { shows: 'point of sale, rounded up', input: { source: 'pos', customer: null, email: null, billingAddress: null, shippingAddress: null, cashRounding: '0.05', lines: [{ title: 'Seife', sku: 'SEIFE', price: '6.68' }], payments: [{ gateway: 'cash' }] } },
    { shows: 'hostile name and note', input: order({ firstName: '<b>Zoë</b>', lastName: 'O’Brien & Söhne "🧀" <script>', email: 'zoe@example.ch', address: { address1: 'Gässli 3', zip: '3011', city: 'Bern', countryCode: 'CH' }, locale: 'de-CH' }, { note: '<img src=x onerror=alert(1)> שלום', lines: [tee('Rot / M', 1)], payments: card }) },
    { shows: 'guest without a first name', input: order({ lastName: 'Keller', email: 'keller@example.ch', address: { address1: 'Postfach 12', zip: '8021', city: 'Zürich', countryCode: 'CH' }, locale: 'de' }, { lines: [tee('Rot / M', 1)], payments: card }) },
  ];
}

function moneyMoments(): DayOrder[] {
  return [
    { shows: 'invoice by QR-bill, still open', input: order(marc, { lines: [tee('Rot / M', 2)], payments: [{ gateway: 'bank_deposit', status: 'PENDING' }] }) },
    { shows: 'authorised, captured later', input: order(anna, { lines: [tee('Blau / M', 1)], payments: [{ gateway: 'shopify_payments', kind: 'AUTHORIZATION' }] }), afterwards: (editor, ref) => void editor.capture(ref) },
    { shows: 'first card refused, second accepted', input: order(luca, { lines: [tee('Blu / M', 1)], payments: [{ gateway: 'shopify_payments', status: 'FAILURE' }, { gateway: 'shopify_payments' }] }) },
    { shows: 'test order: never booked', input: order(chloe, { test: true, lines: [tee('Rouge / M', 1)], payments: [{ gateway: 'bogus' }] }) },
  ];
}

function changedBeforeBooking(): DayOrder[] {
  return [
    { shows: 'unit removed before booking', input: order(anna, { lines: [tee('Rot / M', 3), { title: 'Honig 250 g', sku: 'HONIG-250', price: '11.40', taxRate: '0.026' }] }), afterwards: (editor, ref) => void editor.pay(editor.edit(ref, { quantities: [{ line: 0, quantity: 2 }] }), { gateway: 'shopify_payments' }) },
    { shows: 'unit refunded before booking', input: order(marc, { lines: [{ title: 'Käsemesser', sku: 'MESSER', price: '18.35', quantity: 3 }], payments: card }), afterwards: (editor, ref) => void editor.refund(ref, { lines: [{ line: 0, quantity: 1 }], restock: 'return' }) },
    { shows: 'cancelled before booking', input: order(chloe, { lines: [tee('Rouge / S', 1)] }), afterwards: (editor, ref) => void editor.cancel(ref, { reason: 'CUSTOMER' }) },
  ];
}

function large(): DayOrder[] {
  const lines = Array.from({ length: 200 }, (_, index) => ({ title: `Teil ${index + 1}`, sku: `TEIL-${index + 1}`, price: `${1 + (index % 17)}.${String((index * 37) % 100).padStart(2, '0')}`, quantity: 1 + (index % 3), taxRate: index % 4 === 0 ? '0.026' : '0.081' }));
  return [{ shows: '200 lines, one code', input: order(firm, { lines, discounts: [{ percentage: '3', code: 'GROSS' }], shipping: [{ title: 'Camion', price: '48.00' }], payments: card }) }];
}

type Person = { firstName?: string; lastName: string; email: string; address: AddressInput; locale: string };

function order(person: Person, input: OrderInput): OrderInput {
  const name = { ...(person.firstName ? { firstName: person.firstName } : {}), lastName: person.lastName };
  const address = { ...name, ...person.address };
  return { customer: { ...name, email: person.email, locale: person.locale }, email: person.email, customerLocale: person.locale, billingAddress: address, shippingAddress: address, ...input };
}

function tee(variantTitle: string, quantity: number) {
  return { title: 'T-Shirt Edelweiss', variantTitle, sku: `TEE-${variantTitle.replaceAll(/[^A-Za-z]/g, '').toUpperCase()}`, price: '39.95', quantity };
}

const anna: Person = { firstName: 'Anna', lastName: 'Meier', email: 'anna.meier@example.ch', locale: 'de-CH', address: { address1: 'Bahnhofstrasse 12a', zip: '8001', city: 'Zürich', countryCode: 'CH' } };
const marc: Person = { firstName: 'Marc', lastName: 'Zürcher', email: 'Marc.Zuercher@example.ch', locale: 'de-CH', address: { address1: 'Im Grund 4', address2: '3. Stock', zip: '6005', city: 'Luzern', countryCode: 'CH', phone: '+41 41 555 01 02' } };
const chloe: Person = { firstName: 'Chloé', lastName: 'Rochat', email: 'chloe.rochat@example.ch', locale: 'fr-CH', address: { address1: '12 bis, rue du Lac', zip: '1003', city: 'Lausanne', countryCode: 'CH' } };
const luca: Person = { firstName: 'Luca', lastName: 'Bernasconi', email: 'luca@example.ch', locale: 'it-CH', address: { address1: 'Via Roma 3/5', zip: '6900', city: 'Lugano', countryCode: 'CH' } };
const german: Person = { firstName: 'Jörg', lastName: 'Weiß', email: 'joerg.weiss@example.de', locale: 'de', address: { address1: 'Straße des 17. Juni 135', zip: '10623', city: 'Berlin', countryCode: 'DE' } };
const vaduz: Person = { firstName: 'Elena', lastName: 'Marxer', email: 'elena.marxer@example.li', locale: 'de', address: { address1: 'Städtle 9', zip: '9490', city: 'Vaduz', countryCode: 'LI' } };
const firm: Person = { firstName: 'Urs', lastName: 'Holzer', email: 'urs.holzer@example.ch', locale: 'de-CH', address: { company: 'Alpenholz AG', address1: 'Industriestrasse 50', zip: '3076', city: 'Worb', countryCode: 'CH' } };
