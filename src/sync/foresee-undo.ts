import type { Booked, BookedInvoice } from '../domain/booked.ts';
import { foreseeUndo, type ForeseenUndo } from '../domain/foresee-undo.ts';
import type { Problem } from '../domain/problem.ts';
import { seenIn, type InvoiceSeen } from '../domain/way-back.ts';
import { asSeen, readBooked } from './booked.ts';
import { sceneOfThePast } from './import-orders.ts';
import { readScene, type Scene } from './scene.ts';
import type { Tools } from './tools.ts';

/**
 * What undoing this order would do now: read from Shopify and bexio like the act itself, and nothing is written, not even what was seen.
 * @throws what the two systems' clients throw
 */
export async function foreseeUndoOf(tools: Tools, shop: string, orderId: string): Promise<ForeseenUndo> {
  const seen = await readScene(tools, shop);
  if (!seen?.ok) return nothing(seen === null ? { reason: 'not-connected' } : seen.problem);
  const order = await tools.shopify(shop).readOrder(orderId);
  if (order === null) return nothing({ reason: 'order-gone' });
  const scene = await sceneOfThePast(tools, seen.scene, order);
  const booked = await asInBexio(scene, await readBooked(tools, scene, order));
  return foreseeUndo({ order, shop: scene.shop, settings: scene.settings, company: scene.company, booked });
}

/** The act looks at the invoices before it corrects them (`look-at-invoice.ts`); so does the forecast. */
async function asInBexio({ office }: Scene, booked: Booked): Promise<Booked> {
  const now = async (invoice: BookedInvoice) => {
    const found = await office.client.invoices.get(invoice.bexioId);
    return asSeen(invoice, found === null ? goneFrom(invoice) : seenIn(found));
  };
  return { ...booked, invoice: booked.invoice === null ? null : await now(booked.invoice), extras: await Promise.all(booked.extras.map(now)) };
}

function goneFrom({ number, totalMinor }: BookedInvoice): InvoiceSeen {
  return { number, totalMinor, status: 'deleted', receivedMinor: 0, creditedMinor: 0, openMinor: 0 };
}

function nothing(blocked: Problem): ForeseenUndo {
  return { removed: [], cancelled: [], entries: [], tasks: [], removesSalesOrder: false, deliveriesKept: 0, currency: 'CHF', final: false, blocked };
}
