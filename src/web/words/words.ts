import type { Language } from '../../domain/settings.ts';
import { de } from './de.ts';
import { en } from './en.ts';
import { fr } from './fr.ts';
import { it } from './it.ts';

/** German is the catalogue; the others must have exactly its keys, or they do not compile. */
export type Words = typeof de;

export const words: Record<Language, Words> = { de, fr, it, en };
