import { de } from './de.ts';
import type { Words } from './words.ts';

export const it: Words = de;
