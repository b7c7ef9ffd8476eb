import { TextField } from '../../../fields.tsx';
import type { TopicProps } from './topic.ts';

export function ClosingFields({ frame, form }: TopicProps) {
  const { lockDate, closed } = frame.words.settings;
  return (
    <div class="stack">
      <TextField form={form} name="lockDate" label={lockDate.label} hint={lockDate.hint} type="date" />
      <p>
        <button class="button" type="submit" formMethod="get" formAction="/settings/closing" name="show" value="yes">{closed.show}</button>
      </p>
    </div>
  );
}
