import { sql } from 'drizzle-orm';
import type { ProductField } from '../domain/products/compare-product.ts';
import type { ProductFinding, ProductLine } from '../domain/products/match-products.ts';
import type { RuleFacts } from '../domain/settings/rules.ts';
import type { Choice, Finding, FindingDetail, ImportOutcome, ImportPhase, ImportPlan, Requests, ShopifyNeed } from '../domain/past/history-import.ts';
import type { Settings } from '../domain/settings.ts';
import type { Columns } from './columns.sqlite.ts';

/**
 * Every table, described once for both dialects. `shop` is the myshopify domain; Shopify ids are text, because they can exceed 2^53.
 * Keys are made of what a row is about, so a second row about the same thing cannot exist, whoever writes it.
 */
export function defineTables(c: Columns) {
  return { ...intakeTables(c), ...tenantTables(c), ...bookTables(c), ...importTables(c), ...sharedTables(c) };
}

export type Tables = ReturnType<typeof defineTables>;

function intakeTables(c: Columns) {
  /** One row per delivery of Shopify, kept as long as a repetition may come. No payload: a webhook is a nudge. */
  const inbox = c.table(
    'inbox',
    {
      shop: c.string('shop').notNull(),
      webhookId: c.string('webhook_id').notNull(),
      eventId: c.string('event_id'),
      topic: c.string('topic').notNull(),
      subject: c.string('subject'),
      triggeredAt: c.instant('triggered_at'),
      receivedAt: c.instant('received_at').notNull(),
    },
    (t) => [c.primaryKey({ columns: [t.shop, t.webhookId] }), c.index('inbox_received').on(t.shop, t.receivedAt)],
  );
  /** What is to be done. `dueAt` null = nothing; `leaseUntil` set = somebody is at it. The indexes hold only rows that wait or run. */
  const jobs = c.table(
    'jobs',
    {
      shop: c.string('shop').notNull(),
      kind: c.string('kind').notNull(),
      subject: c.string('subject').notNull(),
      wanted: c.count('wanted').notNull(),
      done: c.count('done').notNull(),
      dueAt: c.instant('due_at'),
      leaseUntil: c.instant('lease_until'),
      fence: c.count('fence').notNull(),
      attempts: c.count('attempts').notNull(),
      heldBy: c.string('held_by'),
      lastCause: c.string('last_cause'),
    },
    (t) => [
      c.primaryKey({ columns: [t.shop, t.kind, t.subject] }),
      c.index('jobs_due').on(t.dueAt).where(sql`due_at is not null`),
      c.index('jobs_leased').on(t.leaseUntil).where(sql`lease_until is not null`),
    ],
  );
  return { inbox, jobs };
}

function tenantTables(c: Columns) {
  const shops = c.table(
    'shops',
    {
      domain: c.string('domain').primaryKey(),
      id: c.string('id').notNull(),
      name: c.string('name').notNull(),
      currency: c.string('currency').notNull(),
      timeZone: c.string('time_zone').notNull(),
      countryCode: c.string('country_code').notNull(),
      taxesIncluded: c.flag('taxes_included').notNull(),
      scopes: c.json<string[]>('scopes').notNull(),
      sealedTokens: c.string('sealed_tokens'),
      installedAt: c.instant('installed_at').notNull(),
      uninstalledAt: c.instant('uninstalled_at'),
    },
    (t) => [c.index('shops_id').on(t.id)],
  );
  const connections = c.table(
    'connections',
    {
      shop: c.string('shop').primaryKey(),
      companyId: c.string('company_id').notNull(),
      companyName: c.string('company_name').notNull(),
      userId: c.count('user_id').notNull(),
      scopes: c.json<string[]>('scopes').notNull(),
      sealedTokens: c.string('sealed_tokens').notNull(),
      connectedAt: c.instant('connected_at').notNull(),
      brokenAt: c.instant('broken_at'),
      brokenCause: c.string('broken_cause'),
    },
    (t) => [c.index('connections_company').on(t.companyId)],
  );
  const signIns = c.table(
    'sign_ins',
    {
      state: c.string('state').primaryKey(),
      shop: c.string('shop').notNull(),
      sealedVerifier: c.string('sealed_verifier').notNull(),
      nonce: c.string('nonce').notNull(),
      browserHash: c.string('browser_hash').notNull(),
      returnTo: c.string('return_to').notNull(),
      expiresAt: c.instant('expires_at').notNull(),
    },
    (t) => [c.index('sign_ins_expires').on(t.expiresAt)],
  );
  /** Every version ever saved; the highest is in force. */
  const settings = c.table(
    'settings',
    {
      shop: c.string('shop').notNull(),
      version: c.count('version').notNull(),
      settings: c.json<Settings>('settings').notNull(),
      author: c.string('author').notNull(),
      savedAt: c.instant('saved_at').notNull(),
    },
    (t) => [c.primaryKey({ columns: [t.shop, t.version] })],
  );
  /** What a routine carries from one run to the next: how far it has come, what it has seen. The names are in `cursors.ts`. */
  const cursors = c.table(
    'cursors',
    {
      shop: c.string('shop').notNull(),
      name: c.string('name').notNull(),
      value: c.json<unknown>('value').notNull(),
      at: c.instant('at').notNull(),
    },
    (t) => [c.primaryKey({ columns: [t.shop, t.name] })],
  );
  return { shops, connections, signIns, settings, cursors };
}

function bookTables(c: Columns) {
  return { orders: ordersTable(c), products: productsTable(c), ...effectTables(c) };
}

/** What the last comparison of products and articles says of each: also the memory of which variant was paired with which article. */
function productsTable(c: Columns) {
  return c.table(
    'products',
    {
      shop: c.string('shop').notNull(),
      key: c.string('key').notNull(),
      companyId: c.string('company_id').notNull(),
      finding: c.string('finding').$type<ProductFinding>().notNull(),
      state: c.string('state').$type<ProductState>().notNull(),
      sku: c.string('sku').notNull(),
      variantId: c.string('variant_id'),
      articleId: c.count('article_id'),
      line: c.json<ProductLine>('line').notNull(),
      /** Tells two states of the line apart: approved is what was shown. */
      print: c.string('print').notNull(),
      /** Null: all of them. */
      approvedFields: c.json<ProductField[]>('approved_fields'),
      cause: c.string('cause'),
      searchText: c.string('search_text').notNull(),
      changedAt: c.instant('changed_at').notNull(),
    },
    (t) => [
      c.primaryKey({ columns: [t.shop, t.key] }),
      c.index('products_by_finding').on(t.shop, t.finding, t.sku, t.key),
      c.index('products_approved').on(t.shop, t.key).where(sql`state = 'approved'`),
    ],
  );
}

/** `moved`: it was approved, and a side has changed since. `refused`: the other system would not have it (`cause`). */
export type ProductState = 'open' | 'moved' | 'approved' | 'refused';

/** What the merchant sees of an order. */
function ordersTable(c: Columns) {
  return c.table(
    'orders',
    {
      shop: c.string('shop').notNull(),
      orderId: c.string('order_id').notNull(),
      name: c.string('name').notNull(),
      state: c.string('state').$type<OrderState>().notNull(),
      detail: c.json<unknown>('detail'),
      /** The reason within `detail`, while the state is `problem`: what the list is filtered by. */
      problem: c.string('problem'),
      currency: c.string('currency').notNull(),
      totalMinor: c.cents('total_minor').notNull(),
      invoiceId: c.count('invoice_id'),
      invoiceNumber: c.string('invoice_number'),
      invoiceTotalMinor: c.cents('invoice_total_minor'),
      vatMinor: c.cents('vat_minor'),
      paidMinor: c.cents('paid_minor'),
      processedAt: c.instant('processed_at').notNull(),
      shopifyUpdatedAt: c.instant('shopify_updated_at').notNull(),
      customerLabel: c.string('customer_label'),
      gateways: c.string('gateways').notNull(),
      facts: c.json<RuleFacts>('facts'),
      /** Name, buyer, invoice number in lower case: what the list is searched in. */
      searchText: c.string('search_text').notNull(),
      changedAt: c.instant('changed_at').notNull(),
    },
    (t) => [
      c.primaryKey({ columns: [t.shop, t.orderId] }),
      c.index('orders_newest').on(t.shop, t.processedAt, t.orderId),
      c.index('orders_by_state').on(t.shop, t.state, t.processedAt, t.orderId),
      c.index('orders_by_problem').on(t.shop, t.problem, t.processedAt, t.orderId).where(sql`problem is not null`),
      c.index('orders_by_gateways').on(t.shop, t.gateways, t.processedAt, t.orderId),
      c.index('orders_by_total').on(t.shop, t.totalMinor),
      c.index('orders_by_invoice_total').on(t.shop, t.invoiceTotalMinor).where(sql`invoice_total_minor is not null`),
    ],
  );
}

/** `retrying` passes by itself, `problem` needs a person. */
export type OrderState = 'working' | 'waiting' | 'booked' | 'skipped' | 'problem' | 'retrying';

function effectTables(c: Columns) {
  /** What we are about to do in bexio, committed before it is asked for. */
  const intents = c.table(
    'intents',
    {
      shop: c.string('shop').notNull(),
      companyId: c.string('company_id').notNull(),
      orderId: c.string('order_id').notNull(),
      kind: c.string('kind').notNull(),
      seq: c.count('seq').notNull(),
      state: c.string('state').$type<IntentState>().notNull(),
      ref: c.string('ref').notNull(),
      requestHash: c.string('request_hash').notNull(),
      attempt: c.count('attempt').notNull(),
      sentAt: c.instant('sent_at'),
      remoteId: c.count('remote_id'),
      cause: c.string('cause'),
      /** Stays true for ever: the sweep looks for surplus drafts of these. */
      everUnknown: c.flag('ever_unknown').notNull(),
      nextCheckAt: c.instant('next_check_at'),
      createdAt: c.instant('created_at').notNull(),
    },
    (t) => [
      c.primaryKey({ columns: [t.shop, t.companyId, t.orderId, t.kind, t.seq] }),
      c.index('intents_check').on(t.shop, t.nextCheckAt).where(sql`next_check_at is not null`),
    ],
  );
  /** Shopify id ↔ bexio id. `orderId` is null for what outlives an order (contacts, articles). */
  const links = c.table(
    'links',
    {
      shop: c.string('shop').notNull(),
      companyId: c.string('company_id').notNull(),
      kind: c.string('kind').$type<LinkKind>().notNull(),
      shopifyId: c.string('shopify_id').notNull(),
      orderId: c.string('order_id'),
      bexioId: c.count('bexio_id').notNull(),
      detail: c.json<Record<string, unknown>>('detail').notNull(),
      createdAt: c.instant('created_at').notNull(),
    },
    (t) => [
      c.primaryKey({ columns: [t.shop, t.companyId, t.kind, t.shopifyId] }),
      c.index('links_order').on(t.shop, t.companyId, t.orderId),
      c.index('links_bexio').on(t.companyId, t.kind, t.bexioId),
    ],
  );
  const journal = c.table(
    'journal',
    {
      /** Sorts by time; made by us (`journal.ts`). */
      id: c.string('id').primaryKey(),
      shop: c.string('shop').notNull(),
      orderId: c.string('order_id'),
      at: c.instant('at').notNull(),
      event: c.string('event').notNull(),
      detail: c.json<unknown>('detail'),
      actor: c.string('actor').notNull(),
    },
    (t) => [c.index('journal_order').on(t.shop, t.orderId, t.id), c.index('journal_shop').on(t.shop, t.id)],
  );
  return { intents, links, journal };
}

export type IntentState = 'prepared' | 'sent' | 'unknown' | 'settled' | 'refused';
export type LinkKind = 'contact' | 'person' | 'article' | 'sales-order' | 'delivery' | 'invoice' | 'extra-invoice' | 'former-invoice' | 'payment' | 'refund' | 'entry-sent' | 'task' | 'restock' | 'decision' | 'invoice-seen' | 'reflected' | 'mark-paid' | 'stock-units' | 'stock-seen' | 'stock-attempt' | 'stock-opening' | 'imported' | 'undo-run' | 'undo-order' | 'recollected';

function importTables(c: Columns) {
  /** Runs of a history import. `paused` is the merchant's, `phase` the run's: neither writes over the other. */
  const imports = c.table(
    'imports',
    {
      shop: c.string('shop').notNull(),
      id: c.string('id').notNull(),
      companyId: c.string('company_id').notNull(),
      phase: c.string('phase').$type<ImportPhase>().notNull(),
      paused: c.flag('paused').notNull(),
      plan: c.json<ImportPlan>('plan').notNull(),
      progress: c.json<ImportProgress>('progress').notNull(),
      author: c.string('author').notNull(),
      createdAt: c.instant('created_at').notNull(),
      startedAt: c.instant('started_at'),
      endedAt: c.instant('ended_at'),
    },
    (t) => [c.primaryKey({ columns: [t.shop, t.id] }), c.index('imports_newest').on(t.shop, t.createdAt, t.id)],
  );
  /** The orders of a run: what was found about each, what was chosen, what became of it. */
  const importRows = c.table(
    'import_rows',
    {
      shop: c.string('shop').notNull(),
      importId: c.string('import_id').notNull(),
      orderId: c.string('order_id').notNull(),
      name: c.string('name').notNull(),
      number: c.count('number').notNull(),
      orderedAt: c.instant('ordered_at').notNull(),
      currency: c.string('currency').notNull(),
      totalMinor: c.cents('total_minor').notNull(),
      finding: c.string('finding').$type<Finding>().notNull(),
      detail: c.json<FindingDetail>('detail').notNull(),
      choice: c.string('choice').$type<Choice>(),
      outcome: c.string('outcome').$type<ImportOutcome>(),
    },
    (t) => [
      c.primaryKey({ columns: [t.shop, t.importId, t.orderId] }),
      c.index('import_rows_oldest').on(t.shop, t.importId, t.orderedAt, t.orderId),
      c.index('import_rows_by_finding').on(t.shop, t.importId, t.finding, t.orderedAt, t.orderId),
      c.index('import_rows_open').on(t.shop, t.importId, t.orderedAt, t.orderId).where(sql`outcome is null`),
      c.index('import_rows_under_way').on(t.shop, t.orderId).where(sql`outcome = 'rung'`),
    ],
  );
  return { imports, importRows };
}

/**
 * How far a run is. `shopify`: what the booking will ask of Shopify, and how many a second its plan gives back; absent in older runs. `exportId`: Shopify's bulk query, null = read by pages, from `cursor` on. `requests`: what the booking will ask of bexio.
 * `invoicesTo`: bexio's invoices up to that id were looked through; `lookedAgain`: the younger ones too, when the booking began. `stopped`: why the run cannot go on by itself.
 */
export type ImportProgress = { exportId: string | null; byPages: boolean; cursor: string | null; expected: number | null; requests: Requests; invoices: number; invoicesTo: number; lookedAgain: boolean; stopped: string | null; shopify?: ShopifyNeed };

function sharedTables(c: Columns) {
  const companies = c.table(
    'companies',
    {
      companyId: c.string('company_id').notNull(),
      kind: c.string('kind').notNull(),
      value: c.json<unknown>('value'),
      fetchedAt: c.instant('fetched_at').notNull(),
    },
    (t) => [c.primaryKey({ columns: [t.companyId, t.kind] })],
  );
  const leases = c.table('leases', {
    name: c.string('name').primaryKey(),
    holder: c.string('holder').notNull(),
    fence: c.count('fence').notNull(),
    until: c.instant('until').notNull(),
  });
  const paces = c.table(
    'paces',
    {
      companyId: c.string('company_id').notNull(),
      bucket: c.string('bucket').notNull(),
      quota: c.count('quota').notNull(),
      remaining: c.count('remaining').notNull(),
      resetAt: c.instant('reset_at').notNull(),
    },
    (t) => [c.primaryKey({ columns: [t.companyId, t.bucket] })],
  );
  return { companies, leases, paces };
}
