import type { Problem } from '../../../domain/problem.ts';
import { de } from '../../words/de.ts';
import type { Because } from './order-state.tsx';

/** What the stored verdict says to the merchant: the problem, or why the order waits or was left out. */
export function readDetail(detail: unknown): { problem: Problem | null; because: Because | null } {
  if (!isRecord(detail)) return { problem: null, because: null };
  const because = detail['kind'] === 'waiting' ? detail['for'] : detail['kind'] === 'skipped' ? detail['why'] : null;
  return { problem: isProblem(detail['problem']) ? detail['problem'] : null, because: isBecause(because) ? because : null };
}

export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The stored row was written by this program: the reason decides the rest. */
export function isProblem(value: unknown): value is Problem {
  return isRecord(value) && typeof value['reason'] === 'string' && Object.hasOwn(de.problems, value['reason']);
}

function isBecause(value: unknown): value is Because {
  return typeof value === 'string' && Object.hasOwn(de.because, value);
}
