import { BexioError } from './outcome.ts';

/** For reads by id: a record that bexio does not know is an answer, not a failure. */
export async function orNullWhenMissing<T>(reading: Promise<T>): Promise<T | null> {
  try {
    return await reading;
  } catch (error) {
    if (error instanceof BexioError && error.failure.kind === 'missing') return null;
    throw error;
  }
}
