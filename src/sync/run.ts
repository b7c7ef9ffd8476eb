import type { Order } from '../domain/order.ts';
import type { Claimed } from '../store/jobs.ts';
import type { MemoryGap } from '../domain/past/memory-gap.ts';
import type { Scene } from './scene.ts';

/**
 * One order's work in one run: who does it, for whom, and what the order looks like now. `gap`: the database may have forgotten what was made
 * for it, so everything is looked for in bexio before it is made.
 */
export type Run = { job: Claimed; scene: Scene; order: Order; gap: MemoryGap | null; /** Links to what bexio has no more were removed in this run. */ hasForgotten?: true };
