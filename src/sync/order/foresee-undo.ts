import type { Booked, BookedInvoice } from '../../domain/booked.ts';
import { rateToFind } from '../../domain/payment/exchange-rate.ts';
import { foreseeUndo, type ForeseenUndo } from '../../domain/plan/foresee-undo.ts';
import type { Situation } from '../../domain/plan/next-step.ts';
import type { Problem } from '../../domain/problem.ts';
import { seenIn, type InvoiceSeen } from '../../domain/plan/way-back.ts';
import { asSeen, readBooked } from './booked.ts';
import { moneySideOf } from '../money-side.ts';
import { readScene, type Scene } from '../scene.ts';
import { sceneOfThePast } from '../past/scene-of-the-past.ts';
import type { Tools } from '../tools.ts';

/**
 * What undoing this order would do now: read from Shopify and bexio like the act itself, and nothing is written, not even what was seen.
 * @throws what the two systems' clients throw
 */
export async function foreseeUndoOf(tools: Tools, shop: string, orderId: string): Promise<ForeseenUndo> {
  const seen = await readScene(tools, shop);
  if (!seen?.ok) return nothing(seen === null ? { reason: 'not-connected' } : seen.problem);
  const order = await tools.shopify(shop).readOrder(orderId, await moneySideOf(tools, seen.scene, orderId));
  if (order === null) return nothing({ reason: 'order-gone' });
  const scene = await sceneOfThePast(tools, seen.scene, order);
  const booked = await asInBexio(scene, await readBooked(tools, scene, order));
  const situation = { order, shop: scene.shop, settings: scene.settings, company: scene.company, booked };
  return foreseeUndo({ ...situation, booked: await withRates(scene, situation) });
}

/** The act looks at the invoices before it corrects them (`look-at-invoice.ts`); so does the forecast. */
async function asInBexio({ office }: Scene, booked: Booked): Promise<Booked> {
  const now = async (invoice: BookedInvoice) => {
    const found = await office.client.invoices.get(invoice.bexioId);
    return asSeen(invoice, found === null ? goneFrom(invoice) : seenIn(found));
  };
  return { ...booked, invoice: booked.invoice === null ? null : await now(booked.invoice), extras: await Promise.all(booked.extras.map(now)) };
}

/** The rate that the planner would ask for, known before it is asked. */
async function withRates({ office }: Scene, situation: Situation): Promise<Booked> {
  const rated = async (invoice: BookedInvoice) => {
    const wanted = rateToFind(situation, invoice, { money: true });
    if (wanted?.kind !== 'step' || wanted.step.do !== 'find-rate') return invoice;
    return { ...invoice, rate: await office.client.company.rateOf(wanted.step) };
  };
  const { booked } = situation;
  return { ...booked, invoice: booked.invoice === null ? null : await rated(booked.invoice), extras: await Promise.all(booked.extras.map(rated)) };
}

function goneFrom({ number, totalMinor }: BookedInvoice): InvoiceSeen {
  return { number, totalMinor, status: 'deleted', receivedMinor: 0, creditedMinor: 0, openMinor: 0 };
}

function nothing(blocked: Problem): ForeseenUndo {
  return { removed: [], cancelled: [], entries: [], tasks: [], removesSalesOrder: false, deliveriesKept: 0, currency: 'CHF', final: false, blocked };
}
