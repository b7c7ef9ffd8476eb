import type { ImportPlan, ImportStep } from '../../src/domain/past/history-import.ts';
import type { MoneySide } from '../../src/domain/order.ts';
import { usualPatterns } from '../../src/domain/past/recognise-invoice.ts';
import type { OrderInput, StoredOrder } from '../../src/sandbox/shopify/sandbox.ts';
import type { ImportRecord } from '../../src/store/imports.ts';
import { beginImport, directImport } from '../../src/sync/past/direct-import.ts';
import type { OpenShop } from './open-shop.ts';
import { personOrder } from './buyers.ts';
import type { Stage } from './stage.ts';

export const march: ImportPlan = { from: '2026-03-01T00:00:00.000Z', until: '2026-04-01T00:00:00.000Z', patterns: usualPatterns, recognised: 'adopt' };

/** Orders of which the app has never heard: nothing of them is delivered. */
export function placeUnheard({ shop, shopify }: Pick<OpenShop, 'shop' | 'shopify'>, inputs: readonly OrderInput[]): StoredOrder[] {
  shopify.deliveries.drop(() => true);
  const orders = inputs.map((input) => shop.editor.create(input));
  shopify.deliveries.drop(null);
  return orders;
}

/** Of last March, one an hour, paid by card; every seventh buyer comes back. */
export function oldOrders(count: number, { from = march.from, everyMs = 3_600_000, buyers = 7 } = {}): OrderInput[] {
  return Array.from({ length: count }, (_, index) => {
    const createdAt = new Date(Date.parse(from) + 8 * 3_600_000 + index * everyMs);
    return personOrder(`alt-${index % buyers}@past.example`, { payments: [{ gateway: 'shopify_payments' }], createdAt, processedAt: createdAt });
  });
}

/** From today on orders are booked, and the app may look back as far as it likes. */
export async function openToThePast(stage: Stage): Promise<void> {
  await stage.decide({ goLiveAt: new Date(stage.clock.now().getTime() - 60_000).toISOString() });
  stage.shop.setScopes([...stage.shop.scopes(), 'read_all_orders']);
  await stage.run({ kind: 'shop', subject: 'routine' });
}

/** An invoice that another program made over bexio's API, or a person: its own words, nothing of ours. */
export async function foreignInvoice({ bexio }: Pick<OpenShop, 'bexio'>, of: StoredOrder, words: { title?: string; reference?: string; apiReference?: string; total?: string; /** In which of the order's currencies. */ side?: MoneySide }): Promise<number> {
  const side = words.side ?? 'shop';
  const { books } = bexio;
  const contact_id = books.addContact({ contact_type_id: 2, name_1: 'Anders', name_2: 'Woher' });
  const total = words.total ?? (Number(of.totals.currentTotal[side]) / 100).toFixed(2);
  const position = { type: 'KbPositionCustom', amount: '1', unit_price: total, account_id: books.accountId('3200'), tax_id: books.taxId('UN81'), text: 'Ware' };
  const body = { title: words.title ?? 'Rechnung', contact_id, user_id: books.ownerId(), currency_id: books.currencyId(of.currencies[side]), mwst_type: 0, mwst_is_net: false, positions: [position], ...(words.apiReference === undefined ? {} : { api_reference: words.apiReference }) };
  const headers = { accept: 'application/json', 'content-type': 'application/json', authorization: `Bearer ${await bexio.accessToken()}` };
  const answer = await fetch(`${bexio.apiUrl}/2.0/kb_invoice`, { method: 'POST', headers, body: JSON.stringify(body) });
  if (answer.status !== 201) throw new Error(`bexio refuses the foreign invoice: ${await answer.text()}`);
  const { id } = (await answer.json()) as { id: number };
  if (words.reference !== undefined) books.editInvoice(id, { reference: words.reference });
  books.issueInvoice(id);
  return id;
}

export type PastRun = {
  id: string;
  run(): Promise<ImportRecord>;
  direct(step: ImportStep): Promise<boolean>;
  /** Lets time pass until the run is in this phase. */
  until(phase: ImportRecord['phase']): Promise<ImportRecord>;
  /** Orders by what was found about them and what became of them: `book booked`. */
  tally(): Promise<Record<string, number>>;
};

export async function beginPastRun(stage: Stage, plan: Partial<ImportPlan> = {}): Promise<PastRun> {
  const { app, shop, clock } = stage;
  const { store } = app;
  const begun = await beginImport(app.tools, shop.domain, { ...march, ...plan }, 'merchant');
  if (!begun.ok) throw new Error(`the import is refused: ${begun.why}`);
  const key = { shop: shop.domain, id: begun.id };
  const run = async () => {
    const record = await store.imports.get(key);
    if (!record) throw new Error('the run is not on record');
    return record;
  };
  return {
    id: begun.id,
    run,
    direct: (step) => directImport(app.tools, key, step),
    async until(phase) {
      for (let rounds = 0; rounds < 2_000; rounds++) {
        await stage.settled();
        const record = await run();
        if (record.phase === phase) return record;
        const dueAt = await store.jobs.nextDueAt();
        clock.jump(Math.max(0, (dueAt?.getTime() ?? clock.now().getTime()) - clock.now().getTime()));
      }
      throw new Error(`the run does not come to ${phase}, it is ${JSON.stringify(await run())}`);
    },
    async tally() {
      const counts = await store.imports.counts(key);
      const sums: Record<string, number> = {};
      for (const { finding, outcome, orders } of counts) sums[`${finding} ${outcome ?? 'open'}`] = (sums[`${finding} ${outcome ?? 'open'}`] ?? 0) + orders;
      return sums;
    },
  };
}
