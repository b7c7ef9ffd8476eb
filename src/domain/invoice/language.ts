import type { Company } from '../company.ts';
import type { Order } from '../order.ts';
import { type Language, languages, type Settings } from '../settings.ts';

/** The language of an order's documents: the buyer's when it is one of ours, English for other known ones, German when nothing is known. */
export function languageOf(order: Order, settings: Settings): Language {
  if (settings.language !== 'customer') return settings.language;
  const locale = order.customerLocale ?? order.customer?.locale ?? null;
  if (locale === null || locale.trim() === '') return 'de';
  const wanted = locale.trim().slice(0, 2).toLowerCase();
  return languages.find((language) => language === wanted) ?? 'en';
}

/** bexio's id for a language; null = the company lists none, and bexio takes its default. */
export function languageIdOf(company: Company, language: Language): number | null {
  return company.languages.find(({ isoCode }) => isoCode.toLowerCase() === language)?.id ?? null;
}
