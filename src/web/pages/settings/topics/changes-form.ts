import { lumpSums, type Settings } from '../../../../domain/settings.ts';
import { choice, posted, ticked, yesNo, type PostedForm } from './posted-form.ts';

const tagMax = 40;

export function changesValues({ refunds, edits, wayBack }: Settings): Record<string, string> {
  return { refunds: refunds.paid, lumpSum: refunds.lumpSum ?? 'in-proportion', textChanges: edits.textChanges, markPaid: yesNo(wayBack.markPaid), tag: wayBack.tag ?? '' };
}

/** `fulfil` is drawn with the stock and kept with what Shopify is told. */
export function readChanges(form: PostedForm, base: Settings): Pick<Settings, 'refunds' | 'edits' | 'wayBack'> {
  return {
    refunds: { paid: choice(form, 'refunds', ['entry', 'credit-note-task'], base.refunds.paid), ...readLumpSum(form, base) },
    edits: { ...base.edits, textChanges: choice(form, 'textChanges', ['ignore', 'replace'], base.edits.textChanges) },
    wayBack: { ...base.wayBack, markPaid: ticked(form, 'markPaid', base.wayBack.markPaid), tag: readTag(form, base.wayBack.tag), fulfil: ticked(form, 'fulfil', base.wayBack.fulfil) },
  };
}

function readLumpSum(form: PostedForm, { refunds }: Settings): Pick<Settings['refunds'], 'lumpSum'> {
  const lumpSum = choice(form, 'lumpSum', lumpSums, refunds.lumpSum ?? 'in-proportion');
  return lumpSum === 'in-proportion' ? {} : { lumpSum };
}

function readTag(form: PostedForm, base: string | null): string | null {
  const tag = posted(form.body, 'tag')?.trim();
  if (tag === undefined) return base;
  if (tag.length > tagMax || tag.includes(',')) form.errors['tag'] = 'too-long';
  return tag === '' ? null : tag;
}
