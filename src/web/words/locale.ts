import { languages, type Language } from '../../domain/settings.ts';

/** How Swiss readers of each language write numbers and dates. */
const tags: Record<Language, string> = { de: 'de-CH', fr: 'fr-CH', it: 'it-CH', en: 'en-CH' };

/** The first language we speak, in order of preference; German when none is known, as most shops are in German Switzerland. */
export function chooseLanguage(...wishes: (string | undefined)[]): Language {
  for (const wish of wishes) {
    for (const tag of acceptedTags(wish ?? '')) {
      const found = languages.find((language) => tag === language || tag.startsWith(`${language}-`));
      if (found) return found;
    }
  }
  return 'de';
}

export function languageTag(language: Language): string {
  return tags[language];
}

/** Reads a single tag as well as a whole Accept-Language header. */
function acceptedTags(header: string): string[] {
  return header
    .slice(0, 500)
    .split(',')
    .map((part) => {
      const [tag = '', ...parameters] = part.trim().toLowerCase().replaceAll('_', '-').split(';');
      const quality = parameters.map((one) => /^\s*q=([\d.]+)/.exec(one)?.[1]).find(Boolean);
      return { tag, quality: quality === undefined ? 1 : Number(quality) };
    })
    .filter((one) => one.tag !== '' && one.quality > 0)
    .toSorted((a, b) => b.quality - a.quality)
    .map((one) => one.tag);
}
