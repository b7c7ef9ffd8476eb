import { ChoiceField, TextField, TickField } from '../../../fields.tsx';
import type { TopicProps } from './topic.ts';

export function BookingFields({ frame, form }: TopicProps) {
  const w = frame.words.settings;
  const option = <T extends string>(value: T, words: Record<T, { label: string; effect: string }>) => ({ value, ...words[value] });
  return (
    <div class="stack loose">
      <TextField form={form} name="goLive" label={w.goLive.label} hint={w.goLive.hint} type="date" />
      <ChoiceField form={form} name="bookWhen" label={w.bookWhen.label} options={[option('created', w.bookWhen.options), option('paid', w.bookWhen.options), option('fulfilled', w.bookWhen.options)]} />
      <ChoiceField form={form} name="finish" label={w.finish.label} options={[option('issued', w.finish.options), option('draft', w.finish.options), option('sent', w.finish.options)]} />
      <TickField form={form} name="testOrders" label={w.testOrders.label} hint={w.testOrders.hint} />
    </div>
  );
}
