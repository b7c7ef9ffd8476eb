import type { Frame } from '../../layout.tsx';
import type { ProductsView } from './load-products.ts';

/** Only for lines that differ: a new article is made whole. */
export function FieldTicks({ frame, view }: { frame: Frame; view: ProductsView }) {
  const w = frame.words.products;
  if (view.fields.length < 2) return null;
  return (
    <fieldset class="ticks">
      <legend>{w.onlyFields}</legend>
      {view.fields.map((field) => (
        <label class="choice" key={field}>
          <input type="checkbox" name="field" value={field} checked data-pick-field="" />
          <span>{w.fields[field]}</span>
        </label>
      ))}
      {view.fields.map((field) => (
        <input type="hidden" name="offered" value={field} key={field} />
      ))}
    </fieldset>
  );
}
