import type { StockSettings } from '../../src/domain/settings.ts';
import type { StoredOrder } from '../../src/sandbox/shopify/sandbox.ts';
import { detailOf } from '../../src/sync/link-detail.ts';
import { personOrder } from './buyers.ts';
import { chance, createDice, pick } from './dice.ts';
import { openStage, type Stage } from './stage.ts';

/**
 * A month of a shop that keeps stock: sales, parcels, goods receipts, losses, returns, lost webhooks and cut answers, with polls at odd hours.
 * `shelf` is what really lies there; both stocks must agree with it when everything has come to rest.
 */
const skus = ['TEE', 'MUG', 'CAP'];
const unitsAtFirst = 20;
const hourMs = 3_600_000;

type Sale = { order: StoredOrder; sku: string; units: number; shipped: boolean; returned: number };
export type Month = { leads: StockSettings['leads']; seed: number; sales: number; returns: number; corrections: number; typed: number; wrong: string[] };

export async function liveMonth(seed: number, { leads, days }: { leads: 'bexio' | 'shopify'; days: number }): Promise<Month> {
  const stage = await openMonth(leads, seed);
  try {
    return await createMonth(stage, { seed, leads, days }).live();
  } finally {
    await stage.close();
  }
}

/** Where Shopify leads, bexio begins with nothing and gets its opening stock from the app. */
async function openMonth(leads: 'bexio' | 'shopify', seed: number): Promise<Stage> {
  const articles = skus.map((sku) => ({ intern_code: sku, intern_name: sku, sale_price: '10.00', taxPercent: '8.1', is_stock: true, stock_nr: leads === 'bexio' ? unitsAtFirst : 0 }));
  const stage = await openStage({ bexio: { company: { articles }, readings: { stockNrAfterBooking: seed % 4 < 2 ? 'silent' : '422' } } });
  for (const sku of skus) stage.shop.inventory.addProduct({ title: sku, variants: [{ sku, price: '10.00', available: unitsAtFirst }] });
  const locationId = stage.shop.inventory.locations[0]?.id.split('/').at(-1) ?? '';
  await stage.decide({ documents: 'order-delivery-invoice', deliver: 'when-fulfilled', articles: 'match', stock: { leads, locationId, places: {} } });
  return stage;
}

function createMonth(stage: Stage, { seed, leads, days }: { seed: number; leads: 'bexio' | 'shopify'; days: number }) {
  const dice = createDice(seed);
  const { inventory, editor } = stage.shop;
  const { books } = stage.bexio;
  const shelf = new Map(skus.map((sku) => [sku, unitsAtFirst]));
  const sales: Sale[] = [];
  const wrong: string[] = [];
  /** What people typed in bexio, by SKU; in Shopify it needs no account, since that is where it counts. */
  const typedInBexio = new Map<string, number>();
  let returns = 0;

  const article = (sku: string) => books.articles().find((one) => one.intern_code === sku)!;
  const available = (sku: string) => inventory.level(sku)!.available;
  const put = (sku: string, delta: number) => shelf.set(sku, shelf.get(sku)! + delta);
  const promised = (sku: string) => sales.filter((one) => one.sku === sku && !one.shipped).reduce((sum, one) => sum + one.units, 0);

  function typeInBexio(sku: string, delta: number): void {
    books.typeStock(article(sku).id, delta);
    typedInBexio.set(sku, (typedInBexio.get(sku) ?? 0) + delta);
  }

  /** Goods come, or are found to be missing: a person says so where it counts. */
  function count(sku: string, delta: number): void {
    put(sku, delta);
    if (leads === 'bexio') typeInBexio(sku, delta);
    else inventory.adjust(sku, delta);
  }

  async function poll(): Promise<void> {
    stage.clock.jump(hourMs);
    await stage.settled();
    await stage.run({ kind: 'poll', subject: 'routine' });
  }

  async function listed(): Promise<{ sku: string; delta: number }[]> {
    const links = await stage.app.store.links.all(stage.shop.domain, books.companyId, 'stock-seen');
    return links.flatMap((link) => {
      const { state, wanted, onHand } = detailOf(link, 'stock-seen');
      return state === 'to-type' && wanted !== null ? [{ sku: link.shopifyId, delta: wanted - onHand }] : [];
    });
  }

  /** A person works through the list: at a quiet moment, as the list says. */
  async function typeTheList(): Promise<void> {
    await stage.drain(sales.map(({ order }) => order));
    await poll();
    await poll();
    for (const { sku, delta } of await listed()) typeInBexio(sku, delta);
  }

  function sell(): void {
    const [sku, units] = [pick(dice, skus), dice.whole(1, 3)];
    if (available(sku) < units) return;
    const input = { lines: [{ title: sku, sku, price: '10.00', quantity: units }], payments: [{ gateway: 'shopify_payments' }] };
    sales.push({ order: stage.place(personOrder(`${sku}-${sales.length}@lager.example`, input)), sku, units, shipped: false, returned: 0 });
  }

  function ship(one: Sale): void {
    editor.fulfil(one.order);
    one.shipped = true;
    put(one.sku, -one.units);
  }

  /** Goods that came back lie on the shelf again; the person who leads the stock notes it there. */
  function takeBack(one: Sale): void {
    const inBexio = books.deliveries().some(({ title, status }) => title === `Shopify ${one.order.name}` && status === 18);
    if (!inBexio || one.returned > 0) return;
    one.returned = 1;
    returns += 1;
    put(one.sku, 1);
    editor.refund(one.order.id, { lines: [{ line: 0, quantity: 1 }], restock: leads === 'bexio' ? 'no_restock' : 'return' });
    if (leads === 'bexio') typeInBexio(one.sku, 1);
  }

  function disturb(): void {
    stage.shopify.deliveries.drop(chance(dice, 0.2) ? 0.5 : null);
    const kind = pick(dice, ['cut-after', 'cut-before', 'truncated-json'] as const);
    if (chance(dice, 0.2)) stage.shopify.faults.add({ match: { operation: pick(dice, ['SetStock', 'StockBySku', 'OrdersUpdated', 'LevelsChanged']), nth: 1 }, kind });
    if (chance(dice, 0.15)) stage.bexio.faults.add({ match: { path: pick(dice, [/article$/, /kb_order\/search$/, /kb_order\/\d+\/delivery$/, /kb_delivery\/\d+\/issue$/, /article\/\d+$/]), nth: 1 }, ...(chance(dice, 0.5) ? { kind: 'status' as const, status: 503 } : { kind: 'cut-after' as const }) });
  }

  async function day(number: number): Promise<void> {
    disturb();
    for (let deals = dice.whole(0, 3); deals > 0; deals--) sell();
    for (const one of sales.filter((candidate) => !candidate.shipped && chance(dice, 0.4))) ship(one);
    if (chance(dice, 0.3)) count(pick(dice, skus), dice.whole(1, 8));
    const lost = pick(dice, skus);
    if (chance(dice, 0.1) && shelf.get(lost)! - promised(lost) > 0 && available(lost) > 0) count(lost, -1);
    for (const one of sales.filter((candidate) => candidate.shipped && chance(dice, 0.05))) takeBack(one);
    const before = new Map(skus.map((sku) => [sku, available(sku)]));
    await stage.run({ kind: 'poll', subject: 'routine' });
    for (const sku of skus) {
      const free = Math.max(0, shelf.get(sku)! - promised(sku));
      if (available(sku) > before.get(sku)! && available(sku) > free) wrong.push(`day ${number}: the app raised ${sku} to ${available(sku)}, ${free} are free`);
    }
    if (leads === 'shopify' && number % 10 === 9) await typeTheList();
    stage.clock.jump(dice.whole(6, 30) * hourMs);
    await stage.settled();
  }

  async function rest(): Promise<void> {
    stage.shopify.faults.clear();
    stage.bexio.faults.clear();
    stage.shopify.deliveries.drop(null);
    for (const one of sales.filter((candidate) => !candidate.shipped)) ship(one);
    await stage.drain(sales.map(({ order }) => order));
    await typeTheList();
    for (let calm = 0; calm < 3; calm++) await poll();
  }

  type Line = { sku: string; from: number; to: number };
  async function explained(event: string): Promise<Line[]> {
    return (await stage.app.store.journal.ofShop(stage.shop.domain, 1_000)).filter((line) => line.event === event).map((line) => line.detail as Line);
  }

  async function judge(): Promise<number> {
    const [set, opened] = [await explained('stock-set'), await explained('stock-opened')];
    const sum = (lines: readonly Line[], sku: string) => lines.filter((one) => one.sku === sku).reduce((total, one) => total + one.to - one.from, 0);
    for (const sku of skus) {
      const { stock_nr, stock_available_nr } = article(sku);
      const real = shelf.get(sku)!;
      const numbers = [available(sku), stock_nr, stock_available_nr];
      if (numbers.some((one) => one !== real)) wrong.push(`${sku} at rest: Shopify ${numbers.join(', bexio ')} available, ${real} on the shelf`);
      const own = sales.filter((one) => one.sku === sku);
      const sold = own.reduce((total, one) => total + one.units, 0);
      // Where bexio leads, every change in Shopify is a sale or a correction with a reason; elsewhere every one in bexio.
      if (leads === 'bexio' && unitsAtFirst - sold + sum(set, sku) !== available(sku)) wrong.push(`${sku}: the journal explains ${sum(set, sku)}, Shopify stands at ${available(sku)}`);
      const inBexio = sum(opened, sku) + (typedInBexio.get(sku) ?? 0) - sold;
      if (leads === 'shopify' && inBexio !== stock_nr) wrong.push(`${sku}: journal and people explain ${inBexio}, bexio stands at ${stock_nr}`);
    }
    if (leads === 'shopify' && stage.shopify.requests.of('SetStock').length > 0) wrong.push('Shopify leads, and the app wrote to it');
    const differences = await listed();
    if (differences.length > 0) wrong.push(`still to type: ${JSON.stringify(differences)}`);
    const notes = await stage.app.store.links.all(stage.shop.domain, books.companyId, 'stock-units');
    if (notes.length > 0) wrong.push(`${notes.length} notes are left`);
    wrong.push(...(await stage.violations()).filter((one) => !one.startsWith('I3')));
    return set.length + opened.length;
  }

  return {
    async live(): Promise<Month> {
      await poll();
      await poll();
      for (let number = 0; number < days; number++) await day(number);
      await rest();
      const corrections = await judge();
      return { leads, seed, sales: sales.length, returns, corrections, typed: [...typedInBexio.values()].length, wrong };
    },
  };
}
