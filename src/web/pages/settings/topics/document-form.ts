import type { Company } from '../../../../domain/company.ts';
import { languages, type Settings } from '../../../../domain/settings.ts';
import { choice, idText, known, posted, type PostedForm } from './posted-form.ts';

const limits = { title: 80, header: 4000, footer: 4000 };

export function documentValues({ presentation, language, unitId, templateSlug, texts }: Settings): Record<string, string> {
  return Object.fromEntries([
    ...Object.entries({ presentation, language, unitId: idText(unitId), templateSlug: templateSlug ?? '' }),
    ...languages.flatMap((one) => (['title', 'header', 'footer'] as const).map((part): [string, string] => [`text:${one}:${part}`, texts[one][part]])),
  ]);
}

export function readDocuments(form: PostedForm, base: Settings, company: Company): Pick<Settings, 'presentation' | 'language' | 'unitId' | 'templateSlug' | 'texts'> {
  return {
    presentation: choice(form, 'presentation', ['gross', 'net'], base.presentation),
    language: choice(form, 'language', ['customer', ...languages], base.language),
    unitId: known(form, 'unitId', base.unitId, company.units),
    templateSlug: readTemplate(form, base.templateSlug, company),
    texts: readTexts(form, base),
  };
}

function readTemplate(form: PostedForm, base: string | null, { documentTemplates = [] }: Company): string | null {
  const value = posted(form.body, 'templateSlug');
  if (value === undefined || value === base) return base;
  if (value === '') return null;
  const found = documentTemplates.find(({ slug }) => slug === value);
  if (!found) form.errors['templateSlug'] = 'not-in-bexio';
  return found?.slug ?? base;
}

function readTexts(form: PostedForm, base: Settings): Settings['texts'] {
  const part = (name: string, limit: number, before: string) => {
    const value = posted(form.body, name)?.replaceAll('\r\n', '\n').trim();
    if (value !== undefined && value.length > limit) form.errors[name] = 'too-long';
    return value ?? before;
  };
  const read = (language: (typeof languages)[number]) => ({
    title: part(`text:${language}:title`, limits.title, base.texts[language].title),
    header: part(`text:${language}:header`, limits.header, base.texts[language].header),
    footer: part(`text:${language}:footer`, limits.footer, base.texts[language].footer),
  });
  return { de: read('de'), fr: read('fr'), it: read('it'), en: read('en') };
}
