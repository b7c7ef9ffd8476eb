import type { Company } from '../../../../domain/company.ts';
import { comparedFields, type ComparedField, type ProductSettings, type Settings } from '../../../../domain/settings.ts';
import { choice, idText, known, ticked, yesNo, type PostedForm } from './posted-form.ts';

export function productValues({ products: { fields, articlePrices, ratePpm, create, firstStock, automatic } }: Settings): Record<string, string> {
  return {
    ...Object.fromEntries(Object.entries(fields).map(([field, leads]) => [`product:${field}`, leads])),
    productPrices: articlePrices,
    productRate: idText(ratePpm),
    productCreate: yesNo(create),
    productFirstStock: yesNo(firstStock),
    productAutomatic: automatic,
  };
}

export function readProducts(form: PostedForm, { products: base }: Settings, { taxes }: Company): Pick<Settings, 'products'> {
  const leads = (field: ComparedField) => choice(form, `product:${field}`, ['off', ...comparedFields[field]], base.fields[field]);
  const products: ProductSettings = {
    fields: { name: leads('name'), description: leads('description'), price: leads('price'), purchasePrice: leads('purchasePrice'), weight: leads('weight'), unit: leads('unit'), tax: leads('tax') },
    articlePrices: choice(form, 'productPrices', ['gross', 'net'], base.articlePrices),
    ratePpm: known(form, 'productRate', base.ratePpm, taxes.map(({ ratePpm }) => ({ id: ratePpm }))),
    create: ticked(form, 'productCreate', base.create),
    firstStock: ticked(form, 'productFirstStock', base.firstStock),
    automatic: choice(form, 'productAutomatic', ['off', 'hourly', 'daily'], base.automatic),
  };
  return { products };
}
