import { describe, expect, test } from 'vitest';
import { planFulfilment, unitsToFulfil, type FulfilmentOrder } from '../../src/domain/stock/fulfil.ts';

const order = (id: string, remaining: Record<string, number>, over: Partial<FulfilmentOrder> = {}): FulfilmentOrder => ({ id, state: 'ready', holds: [], locationId: '1', lines: Object.entries(remaining).map(([lineId, units]) => ({ id: `${id}-${lineId}`, lineId, remaining: units })), ...over });
const due = (units: Record<string, number>) => new Map(Object.entries(units));
const plan = (units: Record<string, number>, orders: FulfilmentOrder[], place = '1') => planFulfilment(due(units), orders, () => place);
const sent = (units: Record<string, number>, orders: FulfilmentOrder[], place?: string) => {
  const { send } = plan(units, orders, place);
  return send && [send.fulfilmentOrderId, ...send.units.map(({ lineId, quantity }) => `${lineId}×${quantity}`)];
};

describe('what is due', () => {
  test.each<[string, number, { sent: number; unsent: number }, number]>([
    ['delivered, nothing sent', 3, { sent: 0, unsent: 5 }, 3],
    ['as much as was sent', 3, { sent: 3, unsent: 2 }, 0],
    ['what came back was sent all the same', 2, { sent: 2, unsent: 3 }, 0],
    ['never more than Shopify waits for', 5, { sent: 0, unsent: 3 }, 3],
  ])('%s', (_name, delivered, line, expected) => {
    expect([...unitsToFulfil([{ units: { A: delivered } }], [{ lineId: 'A', ...line }]).values()]).toEqual(expected === 0 ? [] : [expected]);
  });
});

describe('who sends it', () => {
  test('the location of the stock place first, another only what that one has not', () => {
    const orders = [order('bern', { A: 4 }, { locationId: '2' }), order('main', { A: 1 })];
    expect(sent({ A: 3 }, orders)).toEqual(['main', 'A×1']);
    expect(sent({ A: 2 }, [orders[0]!])).toEqual(['bern', 'A×2']);
    expect(sent({ A: 3 }, orders, '2')).toEqual(['bern', 'A×3']);
  });

  test('one parcel at a time, with all that its location has', () => {
    expect(sent({ A: 2, B: 1 }, [order('main', { A: 3, B: 1 }), order('bern', { C: 1 }, { locationId: '2' })])).toEqual(['main', 'A×2', 'B×1']);
  });

  test('a hold is respected and said, and so is what nobody may send from here', () => {
    const held = order('held', { A: 2 }, { state: 'held', holds: ['Incorrect address'] });
    expect(plan({ A: 3 }, [held, order('main', { A: 1 })])).toMatchObject({ send: { fulfilmentOrderId: 'main' }, held: { units: 2, reasons: ['Incorrect address'] }, elsewhere: 0 });
    expect(plan({ A: 2 }, [held])).toEqual({ send: null, held: { units: 2, reasons: ['Incorrect address'] }, elsewhere: 0 });
    expect(plan({ A: 2 }, [order('later', { A: 1 }, { state: 'later' })])).toEqual({ send: null, held: { units: 1, reasons: [] }, elsewhere: 1 });
    expect(plan({}, [held])).toEqual({ send: null, held: { units: 0, reasons: [] }, elsewhere: 0 });
  });

  test('a line that stands twice in one fulfilment order is sent from both', () => {
    const twice: FulfilmentOrder = { ...order('main', {}), lines: [{ id: 'a', lineId: 'A', remaining: 1 }, { id: 'b', lineId: 'A', remaining: 2 }] };
    expect(planFulfilment(due({ A: 3 }), [twice], () => null).send?.units).toEqual([{ id: 'a', lineId: 'A', quantity: 1 }, { id: 'b', lineId: 'A', quantity: 2 }]);
  });
});
