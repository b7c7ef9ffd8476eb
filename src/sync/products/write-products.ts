import { doneOf, type WritingPause, type WritingProgress } from '../../domain/products/product-progress.ts';
import { BexioError } from '../../bexio/outcome.ts';
import { ShopifyError } from '../../shopify/outcome.ts';
import type { Claimed } from '../../store/jobs.ts';
import type { ProductRecord } from '../../store/products.ts';
import { termsOf } from './compare-products.ts';
import { afterFailure } from '../failure.ts';
import { readScene, type Scene } from '../scene.ts';
import type { Tools } from '../tools.ts';
import type { JobOutcome } from '../worker.ts';
import { writeProduct, type Written } from './write-product.ts';

/** Read from Shopify in one query, and written before anything of it is old. */
const linesPerBatch = 40;
const linesPerNote = 10;
/** What is approved waits for bexio to be connected again. */
const disconnectedMs = 5 * 60_000;
/** Between batches others have their turn. */
const breathMs = 50;

/**
 * Job `write-products`: carries out what is approved, line by line. All its state is in the lines themselves, so a process that dies loses
 * nothing: what it had written already agrees when it is looked at again.
 */
export async function writeProducts(tools: Tools, job: Claimed): Promise<JobOutcome> {
  const { store, clock } = tools;
  try {
    const seen = await readScene(tools, job.shop);
    if (seen === null || (await isPaused(tools, job.shop))) return { done: true };
    if (!seen.ok) return { again: new Date(clock.now().getTime() + disconnectedMs), attempts: 'reset' };
    const lines = await store.products.approved(job.shop, linesPerBatch);
    if (lines.length === 0) {
      await finish(tools, job.shop);
      return { done: true };
    }
    const pause = await writeBatch(tools, job, seen.scene, lines);
    if (pause) await store.cursors.save(job.shop, 'products-pause', pause);
    return pause ? { done: true } : { again: new Date(clock.now().getTime() + breathMs), attempts: 'reset' };
  } catch (error) {
    return afterFailure(tools, job, error);
  }
}

async function isPaused({ store }: Tools, shop: string): Promise<boolean> {
  return (await store.cursors.load(shop, 'products-pause')) !== null;
}

/** A refusal for lack of a right would meet every line alike: everything waits until a person has seen to it. */
async function writeBatch(tools: Tools, job: Claimed, scene: Scene, lines: readonly ProductRecord[]): Promise<WritingPause | null> {
  const progress = await begin(tools, job.shop);
  const about = { tools, job, scene, terms: termsOf(tools, scene), texts: scene.settings.products.fields.description !== 'off' };
  const ids = lines.flatMap(({ variantId }) => variantId ?? []);
  const variants = new Map((await tools.shopify(job.shop).variantsById(ids, { currency: scene.shop.currency, texts: about.texts })).map((variant) => [variant.id, variant]));
  try {
    for (const [index, line] of lines.entries()) {
      if (await isPaused(tools, job.shop)) return null;
      count(progress, await writeProduct(about, line, variants.get(line.variantId ?? '') ?? null));
      if ((index + 1) % linesPerNote === 0) await tools.store.cursors.save(job.shop, 'products-writing', progress);
    }
    return null;
  } catch (error) {
    const isRight = (error instanceof BexioError || error instanceof ShopifyError) && error.failure.kind === 'not-allowed';
    if (!isRight) throw error;
    const cause = 'message' in error.failure ? error.failure.message : error.failure.cause;
    return { at: tools.clock.now().toISOString(), by: error instanceof BexioError ? 'bexio' : 'shopify', cause };
  } finally {
    await tools.store.cursors.save(job.shop, 'products-writing', progress);
  }
}

function count(progress: WritingProgress, written: Written): void {
  progress[written] += 1;
}

/** The first line of a new approval begins a new count. */
async function begin({ store, clock }: Tools, shop: string): Promise<WritingProgress> {
  const last = (await store.cursors.load(shop, 'products-writing'))?.value;
  if (last && last.endedAt === null) return last;
  const at = clock.now().toISOString();
  return { startedAt: at, endedAt: null, written: 0, refused: 0, moved: 0, since: { at, done: 0 } };
}

async function finish({ store, clock }: Tools, shop: string): Promise<void> {
  const progress = (await store.cursors.load(shop, 'products-writing'))?.value;
  if (!progress || progress.endedAt !== null) return;
  await store.cursors.save(shop, 'products-writing', { ...progress, endedAt: clock.now().toISOString() });
  const { written, refused, moved } = progress;
  if (doneOf(progress) > 0) await store.journal.add({ shop, orderId: null, event: 'products-written', detail: { written, refused, moved } });
}
