import { ChoiceField, TextField } from '../../../fields.tsx';
import type { TopicProps } from './topic.ts';

export function CustomerFields({ frame, form }: TopicProps) {
  const w = frame.words.settings;
  return (
    <div class="stack loose">
      <ChoiceField
        form={form}
        name="contactUpdates"
        label={w.contactUpdates.label}
        options={[
          { value: 'never', ...w.contactUpdates.options.never },
          { value: 'untouched-fields', ...w.contactUpdates.options['untouched-fields'] },
        ]}
      />
      <TextField form={form} name="collectiveContactId" label={w.collectiveContact.label} hint={w.collectiveContact.hint} maxLength={200} />
    </div>
  );
}
