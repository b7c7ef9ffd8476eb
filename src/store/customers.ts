import { and, eq, inArray, like, or, type AnyColumn } from 'drizzle-orm';
import { ask, type Statement } from './database.ts';
import { visibleJournal, type JournalLine } from './journal.ts';
import type { Link } from './links.ts';
import { searchTextOf, visibleOrder, type OrderRecord } from './orders.ts';
import { statement, type Tools } from './tools.ts';

/** Shopify names a person by id, mail and orders; any of them may be missing. */
export type Person = { customerId: string | null; mail: string | null; orderIds: readonly string[] };

export type CustomerData = { orders: OrderRecord[]; links: Link[]; journal: JournalLine[] };

export type Customers = ReturnType<typeof createCustomers>;

/** Shopify's compliance topics. What stands in bexio is the merchant's own bookkeeping, which the law makes them keep. */
export function createCustomers(tools: Tools) {
  return {
    /** What we hold about a person. */
    customerData: (shop: string, person: Person): Promise<CustomerData> => customerData(tools, shop, person),
    /** Erases names and the way from the person to a contact, down to the bytes; which order became which invoice stays, without a person in it. */
    redactCustomer: (shop: string, person: Person, also: readonly Statement[] = []): Promise<void> => redactCustomer(tools, shop, person, also),
  };
}

async function customerData(tools: Tools, shop: string, person: Person): Promise<CustomerData> {
  const { database, tables } = tools;
  const { orders, journal, links } = tables;
  const { isOrder, isContact } = belonging(tools, shop, person);
  return {
    orders: await ask(database.select(visibleOrder(tables)).from(orders).where(isOrder(orders))),
    links: await ask(database.select().from(links).where(or(isOrder(links), isContact))),
    journal: await ask(database.select(visibleJournal(tables)).from(journal).where(isOrder(journal))),
  };
}

async function redactCustomer(tools: Tools, shop: string, person: Person, also: readonly Statement[]): Promise<void> {
  const { database, tables, atomically, backend } = tools;
  const { orders, journal, intents, links } = tables;
  const { isOrder, isContact, isContactIntent } = belonging(tools, shop, person);
  const written = await writtenForCompanies(tools, shop, person);
  const named = await ask(database.select().from(orders).where(isOrder(orders)));
  await atomically([
    ...named.map((order) => {
      const anonymous = { customerLabel: null, facts: null, searchText: searchTextOf({ ...order, customerLabel: null }) };
      return statement(database.update(orders).set(anonymous).where(and(eq(orders.shop, shop), eq(orders.orderId, order.orderId))));
    }),
    statement(database.update(journal).set({ detail: null }).where(isOrder(journal))),
    statement(database.update(intents).set({ cause: null }).where(isOrder(intents))),
    statement(database.delete(intents).where(isContactIntent)),
    statement(database.delete(links).where(isContact)),
    // The company stays who it is; that this person bought for it is forgotten, and with it what may be written to its contact.
    ...written.map((link) => statement(database.update(links).set({ detail: { written: null } }).where(and(eq(links.shop, shop), eq(links.companyId, link.companyId), eq(links.kind, 'contact'), eq(links.shopifyId, link.shopifyId))))),
    ...also,
  ]);
  await backend.scrub();
}

/** Contacts of companies keep the mail and the phone of the person who bought. */
async function writtenForCompanies({ database, tables: { links } }: Tools, shop: string, { mail }: Person): Promise<Link[]> {
  if (!mail) return [];
  const companies = await ask(database.select().from(links).where(and(eq(links.shop, shop), eq(links.kind, 'contact'), like(links.shopifyId, 'company%'))));
  return companies.filter(({ detail }) => JSON.stringify(detail).toLowerCase().includes(JSON.stringify(mail.toLowerCase())));
}

function belonging({ tables }: Tools, shop: string, { customerId, mail, orderIds }: Person) {
  const { links, intents } = tables;
  // As `domain/invoice/customer-to-contact.ts` names them: by account, by mail, or by the one order of a buyer with neither.
  const keys = [...(customerId ? [`customer:${customerId}`] : []), ...(mail ? [`mail:${mail.toLowerCase()}`] : []), ...orderIds.map((orderId) => `order:${orderId}`)];
  return {
    isOrder: (table: { shop: AnyColumn; orderId: AnyColumn }) => and(eq(table.shop, shop), inArray(table.orderId, [...orderIds])),
    isContact: and(eq(links.shop, shop), inArray(links.kind, ['contact', 'person']), inArray(links.shopifyId, keys)),
    isContactIntent: and(eq(intents.shop, shop), inArray(intents.kind, ['contact', 'person']), inArray(intents.orderId, keys)),
  };
}
