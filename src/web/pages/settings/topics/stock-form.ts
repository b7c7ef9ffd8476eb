import type { Company } from '../../../../domain/company.ts';
import type { Settings } from '../../../../domain/settings.ts';
import { choice, posted, yesNo, type PostedForm } from './posted-form.ts';

export function stockValues({ articles, documents, deliver, stock, wayBack }: Settings): Record<string, string> {
  return Object.fromEntries([
    ...Object.entries({ articles, documents, deliver, stockLeads: stock.leads, stockLocation: stock.locationId ?? '', fulfil: yesNo(wayBack.fulfil) }),
    ...Object.entries(stock.places).map(([placeId, locationId]): [string, string] => [`stockPlace:${placeId}`, locationId]),
  ]);
}

export function readGoodsAndStock(form: PostedForm, base: Settings, company: Company): Pick<Settings, 'articles' | 'documents' | 'deliver' | 'stock'> {
  return {
    articles: choice(form, 'articles', ['match', 'create', 'text'], base.articles),
    documents: choice(form, 'documents', ['invoice', 'order-delivery-invoice'], base.documents),
    deliver: choice(form, 'deliver', ['when-fulfilled', 'at-once'], base.deliver),
    stock: readStock(form, base.stock, company),
  };
}

/** Stock can be written only to a place that is named. */
function readStock(form: PostedForm, base: Settings['stock'], company: Company): Settings['stock'] {
  const leads = choice(form, 'stockLeads', ['off', 'bexio', 'shopify'], base.leads);
  const locationId = readLocation(form, 'stockLocation', base.locationId);
  if (leads !== 'off' && locationId === null) form.errors['stockLocation'] ??= 'needed';
  const read = company.stockPlaces.map(({ placeId }) => [String(placeId), readLocation(form, `stockPlace:${placeId}`, base.places[String(placeId)] ?? null)] as const);
  return { ...base, leads, locationId, places: Object.fromEntries(read.filter((entry): entry is readonly [string, string] => entry[1] !== null)) };
}

function readLocation(form: PostedForm, name: string, base: string | null): string | null {
  const value = posted(form.body, name) ?? base ?? '';
  if (value !== '' && !/^\d{1,20}$/.test(value)) form.errors[name] = 'unknown-choice';
  return value === '' ? null : value;
}
