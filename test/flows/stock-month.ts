import type { Problem } from '../../src/domain/problem.ts';
import type { StockSettings } from '../../src/domain/settings.ts';
import type { StoredOrder } from '../../src/sandbox/shopify/sandbox.ts';
import { detailOf } from '../../src/sync/link-detail.ts';
import { closeTaskByHand } from '../../src/sync/order/close-task.ts';
import { LeaseLost } from '../../src/sync/verdict.ts';
import { personOrder } from './buyers.ts';
import { chance, createDice, pick } from './dice.ts';
import { openStage, type Stage } from './stage.ts';

/**
 * A month of a shop that keeps stock: sales, parcels whole and in part, parcels called back, cancellations, goods receipts, losses, returns,
 * slips of the pen on either side, lost webhooks, cut answers and runs that die, with polls at odd hours. `shelf` is what really lies there;
 * both stocks must agree with it when everything has come to rest.
 */
const skus = ['TEE', 'MUG', 'CAP'];
const unitsAtFirst = 20;
const hourMs = 3_600_000;

/** `units`: without those that were cancelled before they left. */
type Sale = { order: StoredOrder; sku: string; units: number; sent: number; returned: number };
/** How often each thing happened: a month in which one never does proves nothing about it. */
export type Happened = Record<'sales' | 'parcels' | 'called back' | 'cancelled' | 'receipts' | 'losses' | 'returns' | 'slips' | 'killed' | 'restocks typed', number>;
export type Month = { leads: StockSettings['leads']; seed: number; happened: Happened; corrections: number; wrong: string[] };

export async function liveMonth(seed: number, { leads, days }: { leads: 'bexio' | 'shopify'; days: number }): Promise<Month> {
  const death = createDeath();
  const stage = await openMonth(leads, seed, death);
  try {
    return await createMonth(stage, { seed, leads, days, death }).live();
  } finally {
    await stage.close();
  }
}

/** A run that loses its lease leaves everything as it is, like the process that is killed at that moment: the next one has to find its way. */
type Death = { aim(moments: number): void; atMoment(moment: string, subject: string): void; happened(): number };

function createDeath(): Death {
  let [left, happened] = [Number.POSITIVE_INFINITY, 0];
  return {
    aim: (moments) => void (left = moments),
    atMoment() {
      left -= 1;
      if (left !== 0) return;
      left = Number.POSITIVE_INFINITY;
      happened += 1;
      throw new LeaseLost();
    },
    happened: () => happened,
  };
}

/** Where Shopify leads, bexio begins with nothing and gets its opening stock from the app. */
async function openMonth(leads: 'bexio' | 'shopify', seed: number, death: Death): Promise<Stage> {
  const articles = skus.map((sku) => ({ intern_code: sku, intern_name: sku, sale_price: '10.00', taxPercent: '8.1', is_stock: true, stock_nr: leads === 'bexio' ? unitsAtFirst : 0 }));
  const stage = await openStage({ bexio: { company: { articles }, readings: { stockNrAfterBooking: seed % 4 < 2 ? 'silent' : '422' } }, app: { atMoment: (moment, subject) => death.atMoment(moment, subject) } });
  // In every third month a part of it lies at a second location, which sends what it has.
  if (seed % 3 === 0) stage.shop.inventory.addLocation('Bern');
  for (const sku of skus) stage.shop.inventory.addProduct({ title: sku, variants: [{ sku, price: '10.00', available: seed % 3 === 0 ? { Hauptlager: unitsAtFirst - 6, Bern: 6 } : unitsAtFirst }] });
  const locationId = stage.shop.inventory.locations[0]?.id.split('/').at(-1) ?? '';
  await stage.decide({ documents: 'order-delivery-invoice', deliver: 'when-fulfilled', articles: 'match', stock: { leads, locationId, places: {} } });
  return stage;
}

function createMonth(stage: Stage, { seed, leads, days, death }: { seed: number; leads: 'bexio' | 'shopify'; days: number; death: Death }) {
  const dice = createDice(seed);
  const { inventory, editor } = stage.shop;
  const { books } = stage.bexio;
  const shelf = new Map(skus.map((sku) => [sku, unitsAtFirst]));
  const sales: Sale[] = [];
  const wrong: string[] = [];
  /** What people typed in bexio, and what Shopify's number changed by without the app, by SKU. */
  const [typedInBexio, changedInShopify] = [new Map<string, number>(), new Map<string, number>()];
  const happened: Happened = { sales: 0, parcels: 0, 'called back': 0, cancelled: 0, receipts: 0, losses: 0, returns: 0, slips: 0, killed: 0, 'restocks typed': 0 };

  const article = (sku: string) => books.articles().find((one) => one.intern_code === sku)!;
  const available = (sku: string) => inventory.locations.reduce((sum, { id }) => sum + (inventory.level(sku, id)?.available ?? 0), 0);
  const add = (to: Map<string, number>, sku: string, units: number) => void to.set(sku, (to.get(sku) ?? 0) + units);
  const promised = (sku: string) => sales.filter((one) => one.sku === sku).reduce((sum, one) => sum + one.units - one.sent, 0);
  const orders = () => sales.map(({ order }) => order);

  function typeInBexio(sku: string, delta: number): void {
    books.typeStock(article(sku).id, delta);
    add(typedInBexio, sku, delta);
  }

  function typeInShopify(sku: string, delta: number): void {
    inventory.adjust(sku, delta);
    add(changedInShopify, sku, delta);
  }

  /** Goods come, or are found to be missing: a person says so where it counts. */
  function count(sku: string, delta: number): void {
    happened[delta > 0 ? 'receipts' : 'losses'] += 1;
    add(shelf, sku, delta);
    if (leads === 'bexio') typeInBexio(sku, delta);
    else typeInShopify(sku, delta);
  }

  /** Somebody types a number where it does not count, and the shelf is as it was. */
  function slip(sku: string): void {
    happened.slips += 1;
    if (leads === 'bexio') typeInShopify(sku, -1);
    else typeInBexio(sku, pick(dice, [2, 3]));
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

  /** A person works through what the app asks for, at a quiet moment: the orders' tasks, and the list of what is to be typed. */
  async function typeWhatIsAsked(): Promise<void> {
    await stage.drain(orders());
    await poll();
    for (const order of orders()) while (await typeRestock(order)) await stage.drain([order]);
    await poll();
    for (const { sku, delta } of await listed()) typeInBexio(sku, delta);
  }

  async function typeRestock(order: StoredOrder): Promise<boolean> {
    const { problem } = ((await stage.record(order)).detail ?? {}) as { problem?: Problem };
    if (problem?.reason !== 'restock-needed') return false;
    for (const { sku, quantity } of problem.items) typeInBexio(sku, quantity);
    happened['restocks typed'] += 1;
    return closeTaskByHand(stage.app.tools, stage.shop.domain, { orderId: order.legacyId, key: problem.refundId }, 'Anna');
  }

  function sell(): void {
    const [sku, units] = [pick(dice, skus), dice.whole(1, 4)];
    if (available(sku) < units) return;
    happened.sales += 1;
    const input = { lines: [{ title: sku, sku, price: '10.00', quantity: units }], payments: [{ gateway: 'shopify_payments' }] };
    sales.push({ order: stage.place(personOrder(`${sku}-${sales.length}@lager.example`, input)), sku, units, sent: 0, returned: 0 });
    add(changedInShopify, sku, -units);
  }

  function ship(one: Sale, units = one.units - one.sent): void {
    happened.parcels += 1;
    editor.fulfil(one.order, { lines: [{ line: 0, quantity: units }] });
    one.sent += units;
    add(shelf, one.sku, -units);
  }

  /** The parcel did not leave. bexio's delivery of it stands, and what is sent again is not delivered again. */
  function callBack(one: Sale): void {
    const last = one.order.fulfilments.findLast(({ status }) => status === 'SUCCESS');
    if (!last || one.returned > 0) return;
    happened['called back'] += 1;
    const units = last.lines.reduce((sum, { quantity }) => sum + quantity, 0);
    editor.cancelFulfilment(one.order, last.id);
    one.sent -= units;
    add(shelf, one.sku, units);
  }

  /** Units that have not left: one of several, or all of an order of which nothing has. */
  function cancel(one: Sale): void {
    const unsent = one.units - one.sent;
    if (unsent === 0) return;
    happened.cancelled += 1;
    const units = one.sent === 0 && chance(dice, 0.5) ? unsent : 1;
    if (units === one.units) editor.cancel(one.order);
    else editor.refund(one.order.id, { lines: [{ line: 0, quantity: units }], restock: 'cancel' });
    one.units -= units;
    add(changedInShopify, one.sku, units);
  }

  /** Goods that came back lie on the shelf again, and Shopify counts them. */
  function takeBack(one: Sale): void {
    if (one.returned > 0 || one.sent === 0) return;
    one.returned = 1;
    happened.returns += 1;
    add(shelf, one.sku, 1);
    editor.refund(one.order.id, { lines: [{ line: 0, quantity: 1 }], restock: 'return' });
    add(changedInShopify, one.sku, 1);
  }

  function disturb(): void {
    stage.shopify.deliveries.drop(chance(dice, 0.2) ? 0.5 : null);
    const kind = pick(dice, ['cut-after', 'cut-before', 'truncated-json'] as const);
    if (chance(dice, 0.2)) stage.shopify.faults.add({ match: { operation: pick(dice, ['SetStock', 'StockBySku', 'OrdersUpdated', 'LevelsChanged', 'Parcels']), nth: 1 }, kind });
    if (chance(dice, 0.15)) stage.bexio.faults.add({ match: { path: pick(dice, [/article$/, /kb_order\/search$/, /kb_order\/\d+\/delivery$/, /kb_delivery\/\d+\/issue$/, /article\/\d+$/]), nth: 1 }, ...(chance(dice, 0.5) ? { kind: 'status' as const, status: 503 } : { kind: 'cut-after' as const }) });
    if (chance(dice, 0.3)) death.aim(dice.whole(1, 20));
  }

  function deal(): void {
    for (let deals = dice.whole(0, 3); deals > 0; deals--) sell();
    for (const one of sales.filter((candidate) => candidate.sent < candidate.units && chance(dice, 0.4))) ship(one, dice.whole(1, one.units - one.sent));
    for (const one of sales.filter((candidate) => candidate.sent < candidate.units && chance(dice, 0.06))) cancel(one);
    for (const one of sales.filter((candidate) => candidate.sent > 0 && chance(dice, 0.02))) callBack(one);
    for (const one of sales.filter((candidate) => candidate.sent > 0 && chance(dice, 0.05))) takeBack(one);
    if (chance(dice, 0.3)) count(pick(dice, skus), dice.whole(1, 8));
    const sku = pick(dice, skus);
    if (chance(dice, 0.1) && shelf.get(sku)! - promised(sku) > 0 && available(sku) > 0) count(sku, -1);
    if (chance(dice, 0.1) && available(sku) > 0) slip(sku);
  }

  async function day(number: number): Promise<void> {
    disturb();
    deal();
    const before = new Map(skus.map((sku) => [sku, available(sku)]));
    await stage.run({ kind: 'poll', subject: 'routine' });
    for (const sku of skus) {
      const free = Math.max(0, shelf.get(sku)! - promised(sku));
      if (available(sku) > before.get(sku)! && available(sku) > free) wrong.push(`day ${number}: the app raised ${sku} to ${available(sku)}, ${free} are free`);
    }
    if (number % 10 === 9) await typeWhatIsAsked();
    stage.clock.jump(dice.whole(6, 30) * hourMs);
    await stage.settled();
  }

  async function rest(): Promise<void> {
    stage.shopify.faults.clear();
    stage.bexio.faults.clear();
    stage.shopify.deliveries.drop(null);
    death.aim(Number.POSITIVE_INFINITY);
    for (const one of sales.filter((candidate) => candidate.sent < candidate.units)) ship(one);
    // What bexio has not been told yet is asked for once more after the last parcel.
    for (let rounds = 0; rounds < 2; rounds++) await typeWhatIsAsked();
    // The app cannot close an order in bexio that reserves what was cancelled, so it counts around it; a person closes it in the end.
    for (const sku of skus) if (available(sku) !== shelf.get(sku)!) wrong.push(`${sku} before the orders were closed: Shopify ${available(sku)}, ${shelf.get(sku)!} on the shelf`);
    for (const { id, status } of books.orders()) if (status === 5 || status === 15) books.cancelOrder(id);
    for (let calm = 0; calm < 26; calm += 13) {
      stage.clock.jump(13 * hourMs);
      await poll();
    }
    await poll();
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
      // Where bexio leads, every change in Shopify is the shop's own or a correction with a reason; elsewhere every one in bexio.
      if (leads === 'bexio' && unitsAtFirst + (changedInShopify.get(sku) ?? 0) + sum(set, sku) !== available(sku)) wrong.push(`${sku}: the journal explains ${sum(set, sku)}, Shopify stands at ${available(sku)}`);
      const delivered = deliveredOf(sku);
      const inBexio = (leads === 'bexio' ? unitsAtFirst : 0) + sum(opened, sku) + (typedInBexio.get(sku) ?? 0) - delivered;
      if (inBexio !== stock_nr) wrong.push(`${sku}: journal, people and deliveries explain ${inBexio}, bexio stands at ${stock_nr}`);
    }
    if (leads === 'shopify' && stage.shopify.requests.of('SetStock').length > 0) wrong.push('Shopify leads, and the app wrote to it');
    const differences = await listed();
    if (differences.length > 0) wrong.push(`still to type: ${JSON.stringify(differences)}`);
    const notes = await stage.app.store.links.all(stage.shop.domain, books.companyId, 'stock-units');
    if (notes.length > 0) wrong.push(`${notes.length} notes are left`);
    wrong.push(...(await stage.violations()).filter((one) => !one.startsWith('I3')));
    return set.length + opened.length;
  }

  function deliveredOf(sku: string): number {
    const { id } = article(sku);
    const positions = books.deliveries().filter(({ status }) => status === 18).flatMap((one) => one.positions);
    return positions.filter((one) => one.article_id === id).reduce((total, one) => total + Number(one.amount), 0);
  }

  return {
    async live(): Promise<Month> {
      await poll();
      await poll();
      for (let number = 0; number < days; number++) await day(number);
      await rest();
      const corrections = await judge();
      happened.killed = death.happened();
      return { leads, seed, happened, corrections, wrong };
    },
  };
}
