import { randomUUID } from 'node:crypto';
import { Pool } from 'pg';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { StoredOrder } from '../../src/sandbox/shopify/sandbox.ts';
import { firmOrder, personOrder } from './buyers.ts';
import { openCrashRun, type CrashRun, type Life } from './crash-run.ts';
import { violations } from './oracle.ts';

// Two app processes on one PostgreSQL server, bexio and Shopify in this one. Needs a server: the variable is set where one is at hand.

const server = process.env['TEST_POSTGRES_URL'];

describe.skipIf(server === undefined)('two processes on one database', () => {
  let run: CrashRun;
  let lives: Life[];
  beforeAll(async () => {
    run = await openCrashRun({ databaseUrl: await aDatabase(server ?? ''), settings: { articles: 'create' } });
    lives = [await run.life(), await run.life({ environment: { PORT: '0' } })];
  });
  afterAll(async () => {
    for (const life of lives ?? []) life.kill();
    await run.close();
  });

  test('sixty orders of few buyers, tokens that ran out, one renewal: no article, contact or order is fought over', async () => {
    const { shop, bexio } = run.open;
    const store = await run.store();
    const connection = (await store.connections.get(shop.domain))!;
    await store.connections.replaceTokens(shop.domain, { ...connection.tokens, expiresAt: new Date(0) }, connection.companyId);
    const renewals = () => bexio.signInRequests.all({ method: 'POST', path: /token$/ }).filter(({ status }) => status === 200).length;
    const before = renewals();
    const orders = place(60);
    await finished(orders);
    expect(renewals()).toBe(before + 1);
    const shares = lives.map((life) => new Set(life.moments.map(({ subject }) => subject)).size);
    // Both had their part: a doorbell that only one hears would leave the other to what it finds by looking.
    expect(Math.min(...shares)).toBeGreaterThan(5);
    expect(await wrong()).toEqual([]);
    expect(bexio.books.invoices()).toHaveLength(60);
    expect(bexio.books.articles().map((one) => one.intern_code).filter((code) => code?.startsWith('TEIL')).toSorted()).toEqual(['TEIL-0', 'TEIL-1', 'TEIL-2']);
  });

  test('one of them is killed in the middle: the other takes over what it held', async () => {
    const orders = place(30);
    await expect.poll(() => lives[1]!.moments.length, { interval: 5 }).toBeGreaterThan(lives[1]!.moments.length + 10);
    lives[1]!.kill();
    await lives[1]!.death();
    await finished(orders, lives[0]!);
    expect(await wrong()).toEqual([]);
    expect(run.open.bexio.books.invoices()).toHaveLength(90);
  });

  function place(count: number): StoredOrder[] {
    const { editor } = run.open.shop;
    return Array.from({ length: count }, (_, index) => {
      const lines = [{ title: 'Teil', sku: `TEIL-${index % 3}`, price: '12.35', quantity: 2 }];
      return editor.create(index % 4 === 0 ? firmOrder(`firma-${index % 3}@flow.example`, { lines }) : personOrder(`kunde-${index % 6}@flow.example`, { lines }));
    });
  }

  async function finished(orders: StoredOrder[], life: Life = lives[0]!): Promise<void> {
    await run.open.shopify.deliveries.idle();
    await run.open.shopify.deliveries.retryDue({ all: true });
    await life.finish(orders.map((order) => order.legacyId));
  }

  async function wrong(): Promise<string[]> {
    return violations({ store: await run.store(), bexio: run.open.bexio, tenants: [{ shop: run.open.shop, books: run.open.bexio.books }] });
  }
});

async function aDatabase(base: string): Promise<string> {
  const name = `flow_${randomUUID().replaceAll('-', '')}`;
  const pool = new Pool({ connectionString: base });
  await pool.query(`create database ${name}`);
  await pool.end();
  return Object.assign(new URL(base), { pathname: `/${name}` }).href;
}
