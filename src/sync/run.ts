import type { Order } from '../domain/order.ts';
import type { Claimed } from '../store/jobs.ts';
import type { Scene } from './scene.ts';

/** One order's work in one run: who does it, for whom, and what the order looks like now. */
export type Run = { job: Claimed; scene: Scene; order: Order };
