import { formatDecimal, parseDecimal } from '../../src/domain/money.ts';
import type { BexioSandbox, Books, InvoiceView, LoggedRequest } from '../../src/sandbox/bexio/sandbox.ts';
import type { Shop, ShopifySandbox, StoredOrder } from '../../src/sandbox/shopify/sandbox.ts';
import type { Intent } from '../../src/store/intents.ts';
import type { OrderRecord } from '../../src/store/orders.ts';
import type { Store } from '../../src/store/store.ts';

/**
 * What must hold after any fault, seen from outside: the store, the books in bexio, bexio's own log of requests. The numbers are those of
 * the fault catalogue: I1 no loss, I2 no double, I3 exact, I4 tenant, I7 intent first, I8 order. (I5, quiet, is `betrayed`; I6, live, is
 * that a flow comes to its end at all.)
 */
/** `shopify` left out: what was asked of it is not counted. */
export type World = { store: Store; bexio: BexioSandbox; shopify?: ShopifySandbox; tenants: Tenant[] };
export type Tenant = { shop: Shop; books: Books; contactKeys?: string[] };

/** Everything that is wrong, in words; empty when nothing is. */
export async function violations(world: World): Promise<string[]> {
  const perTenant = await Promise.all(world.tenants.map((tenant) => tenantViolations(world, tenant)));
  return [...perTenant.flat(), ...(await intentViolations(world)), ...tenancyViolations(world)];
}

async function tenantViolations({ store }: World, tenant: Tenant): Promise<string[]> {
  const found: string[] = [];
  const invoices = tenant.books.invoices();
  let expectedInvoices = 0;
  for (const order of tenant.shop.orders()) {
    const record = await store.orders.get(tenant.shop.domain, order.legacyId);
    if (record?.invoiceId) expectedInvoices += 1;
    found.push(...orderViolations(order, record, invoices.filter((one) => one.api_reference === referenceOf(tenant.shop, order))));
  }
  // Converted drafts that nobody completed carry no reference, so all invoices are counted too; nobody else makes any in these books.
  if (world1Tenant(tenant) && invoices.length !== expectedInvoices) found.push(`I2 ${invoices.length} invoices in the books, ${expectedInvoices} on record`);
  return [...found, ...contactViolations(tenant.books), ...salesOrderViolations(tenant.books)];
}

/** Books shared by two shops are counted by neither. */
function world1Tenant({ contactKeys }: Tenant): boolean {
  return contactKeys === undefined;
}

export function referenceOf(shop: Shop, order: StoredOrder): string {
  return `shopify:${shop.id}:order:${order.legacyId}`;
}

const draft = 7;
const cancelled = 19;

function orderViolations(order: StoredOrder, record: OrderRecord | null, invoices: InvoiceView[]): string[] {
  if (record === null) return [`I1 ${order.name} is lost`];
  const found: string[] = [];
  if (record.state === 'working' || record.state === 'retrying') found.push(`I1 ${order.name} is still ${record.state}`);
  if (record.state === 'problem' && record.detail === null) found.push(`I1 ${order.name} has a problem without a reason`);
  if (record.shopifyUpdatedAt.getTime() !== order.updatedAt.getTime()) found.push(`I8 ${order.name} was last read at another version`);
  const live = invoices.filter((one) => one.status !== cancelled);
  const issued = live.filter((one) => one.status !== draft);
  if (issued.length > 1) found.push(`I2 ${order.name} has ${issued.length} issued invoices`);
  if (live.length > issued.length) found.push(`I2 ${order.name} has ${live.length - issued.length} stray drafts`);
  if (record.state === 'booked' && issued.length !== 1) found.push(`I2 ${order.name} is booked with ${issued.length} invoices`);
  const [invoice] = issued;
  return record.state === 'booked' && invoice ? [...found, ...amountViolations(order, record, invoice)] : found;
}

function amountViolations(order: StoredOrder, record: OrderRecord, invoice: InvoiceView): string[] {
  const found: string[] = [];
  const { shop: currency } = order.currencies;
  const totalMinor = Number(order.totals.currentTotal.shop);
  if (invoice.currency !== currency) found.push(`I3 ${order.name} is in ${invoice.currency}`);
  if (parseDecimal(invoice.total, currency) !== totalMinor) found.push(`I3 ${order.name} is ${formatDecimal(totalMinor, currency)}, its invoice ${invoice.total}`);
  const paid = order.transactions.filter((one) => one.status === 'SUCCESS' && (one.kind === 'SALE' || one.kind === 'CAPTURE'));
  const wanted = paid.map((one) => formatDecimal(Number(one.amount.shop), currency)).toSorted();
  const booked = invoice.payments.map((one) => one.value).toSorted();
  if (wanted.join() !== booked.join()) found.push(`I3 ${order.name} was paid ${wanted.join(' + ')}, in bexio ${booked.join(' + ')}`);
  const bookedMinor = booked.reduce((sum, value) => sum + parseDecimal(value, currency), 0);
  if (record.paidMinor !== bookedMinor) found.push(`I3 ${order.name} shows ${String(record.paidMinor)} as paid, bexio has ${bookedMinor}`);
  return found;
}

function contactViolations(books: Books): string[] {
  const named = books.contacts().filter((one) => one.mail !== null && one.mail !== '');
  return doubled(named, (one) => `${one.contact_type_id} ${String(one.mail).toLowerCase()}`).map((key) => `I2 two contacts for ${key}`);
}

/** In these flows every sales order has its own title, and no unit is delivered twice. */
function salesOrderViolations(books: Books): string[] {
  const twice = doubled(books.orders(), (one) => String(one.title)).map((title) => `I2 two sales orders "${title}"`);
  const tooMuch = books.orders().flatMap((order) => {
    const deliveries = books.deliveries().filter((one) => one.source?.id === order.id);
    return unitsOf([order]) < unitsOf(deliveries) ? [`I2 "${String(order.title)}" delivered more than ordered`] : [];
  });
  return [...twice, ...tooMuch];
}

function unitsOf(documents: { positions: { article_id: number | null; amount: string | null }[] }[]): number {
  return documents.flatMap((one) => one.positions).reduce((sum, position) => sum + (position.article_id === null ? 0 : Number(position.amount)), 0);
}

function doubled<T>(rows: readonly T[], keyOf: (row: T) => string): string[] {
  const seen = new Set<string>();
  return rows.flatMap((row) => {
    const key = keyOf(row);
    if (seen.has(key)) return [key];
    seen.add(key);
    return [];
  });
}

/** Which request makes what, and under which intent it must stand. */
const creations: { path: RegExp; kind: RegExp }[] = [
  { path: /^\/2\.0\/contact$/, kind: /^contact$/ },
  { path: /^\/2\.0\/contact\/\d+\/additional_address$/, kind: /^person$/ },
  { path: /^\/2\.0\/article$/, kind: /^article$/ },
  { path: /^\/2\.0\/kb_invoice$/, kind: /^(?:extra-)?invoice$/ },
  { path: /^\/2\.0\/kb_invoice\/\d+\/cancel$/, kind: /^cancel:/ },
  { path: /^\/3\.0\/accounting\/manual_entries$/, kind: /^refund:/ },
  { path: /^\/2\.0\/kb_invoice\/\d+\/payment$/, kind: /^payment:/ },
  { path: /^\/2\.0\/kb_order$/, kind: /^sales-order$/ },
  { path: /^\/2\.0\/kb_order\/\d+\/delivery$/, kind: /^delivery$/ },
  { path: /^\/2\.0\/kb_order\/\d+\/invoice$/, kind: /^conversion$/ },
];

/** What Shopify carries out once more when it is asked once more, where nothing else stands in the way. */
const deedsInShopify: { operation: string; kind: RegExp }[] = [
  { operation: 'Fulfil', kind: /^fulfilment$/ },
  { operation: 'NotePayment', kind: /^mark-paid$/ },
  { operation: 'MarkPaid', kind: /^mark-paid$/ },
];

/** I7: no more was ever asked of either side than had been announced, and nothing before its announcement. */
async function intentViolations({ store, bexio, shopify, tenants }: World): Promise<string[]> {
  const intents = (await Promise.all(tenants.map((tenant) => intentsOf(store, tenant)))).flat();
  const attemptsOf = (kind: RegExp) => intents.filter((one) => kind.test(one.kind)).reduce((sum, one) => sum + one.attempt, 0);
  const deeds = deedsInShopify.flatMap(({ operation, kind }) => {
    const requests = shopify?.requests.of(operation).length ?? 0;
    return requests > attemptsOf(kind) ? [`I7 ${requests} requests ${operation}, ${attemptsOf(kind)} announced`] : [];
  });
  return [...deeds, ...creations.flatMap(({ path, kind }) => {
    // A 401 was not looked at by bexio; the same announcement covers the repetition with a fresh token.
    const requests = bexio.requests.all({ method: 'POST', path }).filter((one) => one.status !== 401);
    return requests.length > attemptsOf(kind) ? [`I7 ${requests.length} requests ${String(path)}, ${attemptsOf(kind)} announced`] : [];
  })];
}


async function intentsOf(store: Store, { shop, books, contactKeys = [] }: Tenant): Promise<Intent[]> {
  const contacts = await store.links.all(shop.domain, books.companyId, 'contact');
  const articles = await store.links.all(shop.domain, books.companyId, 'article');
  const keys = [...contacts.map((one) => one.shopifyId), ...contactKeys, ...articles.map((one) => `sku:${one.shopifyId}`), ...shop.orders().map((one) => one.legacyId)];
  return (await Promise.all([...new Set(keys)].map((key) => store.intents.of(shop.domain, books.companyId, key)))).flat();
}

/** I4: what carries a shop's reference was written into the books of that shop's company, by a token of that company. */
function tenancyViolations({ bexio, tenants }: World): string[] {
  return bexio.requests.all({ method: 'POST' }).flatMap((request) => {
    const reference = referenceIn(request);
    const tenant = tenants.find(({ shop }) => reference?.startsWith(`shopify:${shop.id}:`));
    // Without a company the token was good for nobody's books.
    const strange = tenant && request.companyId !== undefined && request.companyId !== tenant.books.companyId;
    return strange ? [`I4 ${reference} was sent to company ${String(request.companyId)}`] : [];
  });
}

function referenceIn({ body }: LoggedRequest): string | null {
  const text = JSON.stringify(body ?? null);
  return /shopify:\d+:order:\d+/.exec(text)?.[0] ?? null;
}

/** I5: the lines that say one of the words. */
export function betrayed(lines: readonly string[], words: readonly string[]): string[] {
  return words.flatMap((word) => lines.filter((line) => line.includes(word)).map((line) => `I5 ${word} in ${line.slice(0, 300)}`));
}

/** Everything bexio holds about one order, without the numbers that differ from run to run: for comparing a disturbed run with a quiet one. */
export async function bookedOf(bexio: BexioSandbox, order: { invoiceId: number | null; mail: string }): Promise<unknown> {
  const { books } = bexio;
  const contact = books.contacts().find((one) => one.mail === order.mail);
  const invoice = order.invoiceId === null ? undefined : books.invoice(order.invoiceId);
  const orders = books.orders().filter((one) => one.contact_id === contact?.id);
  const deliveries = books.deliveries().filter((one) => one.contact_id === contact?.id);
  const lines = (document: { positions: { text: string; amount: string | null; position_total: string }[] }) => document.positions.map(({ text, amount, position_total }) => [text, amount, position_total]);
  return {
    contact: contact && [contact.contact_type_id, contact.name_1, contact.name_2, contact.address, await personsAt(bexio, contact.id)],
    invoice: invoice && { total: invoice.total, taxes: invoice.taxs, status: invoice.status, lines: lines(invoice), payments: invoice.payments.map(({ value, date }) => [value, date]) },
    orders: orders.map((one) => ({ total: one.total, status: one.status, lines: lines(one) })),
    deliveries: deliveries.map((one) => ({ status: one.status, lines: lines(one) })),
  };
}

/** The books do not show additional addresses, so they are asked for as anybody would. */
async function personsAt(bexio: BexioSandbox, contactId: number): Promise<string[]> {
  const headers = { accept: 'application/json', authorization: `Bearer ${await bexio.accessToken()}` };
  const answer = await fetch(`${bexio.apiUrl}/2.0/contact/${contactId}/additional_address`, { headers });
  const rows = (await answer.json()) as { name: string }[];
  return rows.map((one) => one.name);
}
