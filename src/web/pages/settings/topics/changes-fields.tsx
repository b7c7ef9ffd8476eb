import { lumpSums } from '../../../../domain/settings.ts';
import { ChoiceField, TextField, TickField } from '../../../fields.tsx';
import type { TopicProps } from './topic.ts';

export function ChangesFields({ frame, form }: TopicProps) {
  const w = frame.words.settings;
  return (
    <div class="stack loose">
      <ChoiceField
        form={form}
        name="refunds"
        label={w.refunds.label}
        options={[
          { value: 'entry', ...w.refunds.options.entry },
          { value: 'credit-note-task', ...w.refunds.options['credit-note-task'] },
        ]}
      />
      <ChoiceField form={form} name="lumpSum" label={w.lumpSum.label} options={lumpSums.map((value) => ({ value, ...w.lumpSum.options[value] }))} />
      <ChoiceField
        form={form}
        name="textChanges"
        label={w.edits.label}
        options={[
          { value: 'ignore', ...w.edits.options.ignore },
          { value: 'replace', ...w.edits.options.replace },
        ]}
      />
      <TickField form={form} name="markPaid" label={w.markPaid.label} hint={w.markPaid.hint} />
      <TextField form={form} name="tag" label={w.tag.label} hint={w.tag.hint} maxLength={40} />
    </div>
  );
}
