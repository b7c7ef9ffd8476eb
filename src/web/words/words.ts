import type { Language } from '../../domain/settings.ts';
import { de, type Words } from './de.ts';
import { en } from './en.ts';
import { fr } from './fr.ts';
import { it } from './it.ts';

export type { Words } from './de.ts';

export const words: Record<Language, Words> = { de, fr, it, en };
