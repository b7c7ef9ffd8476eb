/** What a browser posted, and what is found wrong with it while it is read. */
export type PostedForm = { body: Body; errors: Record<string, SettingsFault> };
export type Body = Record<string, string | string[] | undefined>;
export type SettingsFault = 'needed' | 'not-a-date' | 'not-a-number' | 'not-a-contact' | 'not-in-bexio' | 'too-long' | 'unknown-choice' | 'taken' | 'not-an-amount';

/** Of several fields with one name the last counts: a ticked box follows its hidden "no". */
export function posted(body: Body, name: string): string | undefined {
  const value = body[name];
  return Array.isArray(value) ? value.at(-1) : value;
}

export function choice<T extends string>(form: PostedForm, name: string, allowed: readonly T[], base: T): T {
  const value = posted(form.body, name);
  if (value === undefined) return base;
  const found = allowed.find((one) => one === value);
  if (found === undefined) form.errors[name] = 'unknown-choice';
  return found ?? base;
}

/** A box that can be ticked. */
export function ticked(form: PostedForm, name: string, base: boolean): boolean {
  return choice(form, name, ['yes', 'no'], yesNo(base)) === 'yes';
}

export function yesNo(value: boolean): 'yes' | 'no' {
  return value ? 'yes' : 'no';
}

export function wholeNumber(form: PostedForm, name: string, base: number | null, range: { min: number; max: number }): number | null {
  const value = posted(form.body, name)?.trim();
  if (value === undefined) return base;
  if (value === '') return null;
  const read = /^\d{1,15}$/.test(value) ? Number(value) : Number.NaN;
  if (read >= range.min && read <= range.max) return read;
  form.errors[name] = 'not-a-number';
  return base;
}

export function needed<T>(form: PostedForm, name: string, base: T): T {
  form.errors[name] ??= 'needed';
  return base;
}

/** An id that the connected company has: another company's id, or one deleted meanwhile, is refused. */
export function known(form: PostedForm, name: string, base: number | null, rows: readonly { id: number }[]): number | null {
  const value = posted(form.body, name);
  if (value === undefined) return base;
  if (value === '') return null;
  const found = rows.find((row) => String(row.id) === value);
  if (!found) form.errors[name] = 'not-in-bexio';
  return found?.id ?? base;
}

export function isDay(day: string): boolean {
  return /^20\d\d-\d\d-\d\d$/.test(day) && !Number.isNaN(Date.parse(`${day}T00:00:00Z`));
}

export function idText(value: number | null): string {
  return value === null ? '' : String(value);
}
