import { readFileSync } from 'node:fs';
import nock from 'nock';
import { afterAll, afterEach, beforeAll, expect } from 'vitest';
import { createBexioClient, type BexioClientOptions } from '../../src/bexio/client.ts';
import { BexioError, type BexioFailure } from '../../src/bexio/outcome.ts';
import { createPace } from '../../src/bexio/pace.ts';
import { manualClock } from '../../src/clock.ts';
import type { ArticlePlan, ContactFields, InvoicePlan, Position } from '../../src/domain/documents.ts';
import { createLog } from '../../src/log.ts';

export const apiUrl = 'https://api.bexio.test';

/** What bexio really answered (June 2026, and an older company of 2024 and 2025), with its status and headers. */
export function recorded(name: string): { status: number; headers: Record<string, string>; body: nock.Body } {
  return JSON.parse(readFileSync(new URL(`recorded/${name}.json`, import.meta.url), 'utf8'));
}

/** Nothing leaves the machine in this file's tests, and every answer that was prepared must have been asked for. */
export function noNetwork(): void {
  beforeAll(() => nock.disableNetConnect());
  afterEach(() => {
    const unasked = nock.pendingMocks();
    nock.cleanAll();
    expect(unasked).toEqual([]);
  });
  afterAll(() => {
    nock.restore();
    nock.enableNetConnect();
  });
}

/** A call that bexio answers as it was recorded. */
export function answers(method: 'get' | 'post' | 'delete', path: string, name: string, body?: nock.RequestBodyMatcher): nock.Scope {
  const { status, body: answer, headers } = recorded(name);
  return nock(apiUrl)[method](path, body).reply(status, answer, headers);
}

export const chf = { id: 1, code: 'CHF' };

/** A client with a clock that stands still and a token that needs no refresh; currencies known, so that each test sees its own call only. */
export function aClient(overrides: Partial<BexioClientOptions> = {}) {
  const clock = manualClock(new Date('2026-06-18T12:55:00Z'));
  const pace = createPace(clock);
  const options = { apiUrl, accessToken: async () => 'token-1', pace, clock, log: createLog('silent'), currencies: [chf, { id: 2, code: 'EUR' }, { id: 3, code: 'JPY' }], ...overrides };
  return { client: createBexioClient(options), clock, pace };
}

/** The failure a call ends in; fails the test when there is none, or when something else than `BexioError` is thrown. */
export async function failureOf(call: Promise<unknown>): Promise<BexioFailure> {
  const error = await call.then(() => null, (reason: unknown) => reason);
  if (error instanceof BexioError) return error.failure;
  throw error ?? new Error('the call succeeded');
}

export function aPosition(overrides: Partial<Extract<Position, { kind: 'item' }>> = {}): Position {
  return { kind: 'item', role: 'sales', lineId: '1', sku: null, html: 'Tee', quantity: 2, unitPriceMinor: 2495, accountId: 101, taxId: 14, ratePpm: 81_000, ...overrides };
}

export function aPlan(overrides: Partial<InvoicePlan> = {}): InvoicePlan {
  return {
    apiReference: 'shopify:42:order:1001', title: 'Shopify #1001', header: 'Thank you', footer: 'Bye', currency: 'CHF', currencyId: 1,
    languageId: 1, bankAccountId: 1, paymentTypeId: 4, unitId: 1, templateSlug: null, net: false, date: '2026-06-18', dueDate: '2026-07-18',
    addressLines: ['Ada Lovelace', 'Seestrasse 1', '8000 Zürich'], positions: [aPosition()], totalMinor: 4990, taxes: [{ ratePpm: 81_000, amountMinor: 374 }],
    ...overrides,
  };
}

export const ids = { contactId: 7, contactPersonId: null, articleIds: {}, userId: 1 };

export function contactFields(overrides: Partial<ContactFields> = {}): ContactFields {
  return {
    type: 'person', name1: 'Lovelace', name2: 'Ada', mail: 'ada@example.com', phone: null, street: 'Seestrasse', houseNumber: '1', addressAddition: null,
    postcode: '8000', city: 'Zürich', countryId: 1, languageId: 1, salutationId: null, ...overrides,
  };
}

export function articlePlan(overrides: Partial<ArticlePlan> = {}): ArticlePlan {
  return { sku: 'TEE-1', name: 'Tee', salePriceMinor: 2495, currencyId: 1, taxId: 14, accountId: 101, unitId: 1, ...overrides };
}
