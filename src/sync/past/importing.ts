import type { InvoiceIndex } from '../../domain/past/recognise-invoice.ts';
import type { ImportRecord } from '../../store/imports.ts';
import type { Claimed } from '../../store/jobs.ts';
import type { Scene } from '../scene.ts';

/** One run of a history import in the hands of its job. */
export type Importing = { job: Claimed; scene: Scene; run: ImportRecord };

/** What a run knows of bexio while it judges: every invoice of the company, and whom and what it has met among its own orders. */
export type Scan = { index: InvoiceIndex; contacts: Set<string>; skus: Set<string> };
