import { divideRounded, micro, roundTo, total, type Micro } from './decimal.ts';
import type { Readings } from './readings.ts';
import type { DiscountPosition, ItemPosition, Position, TaxSum, Totals } from './records.ts';

export type TotalsInput = {
  positions: readonly Position[];
  mwst_type: number;
  mwst_is_net: boolean;
  roundFactor: Micro;
  taxPercent(taxId: number): Micro;
  readings: Readings;
};

/**
 * VAT is computed per rate on the sum of the positions with four decimals, then the document total
 * is rounded to the currency's round factor. Recorded: 74.25 at 8.1 % gives 6.0143 and 80.25 (-0.01).
 */
export function totalsOf(input: TotalsInput): Totals {
  const items = input.positions.filter(isCountedItem);
  const gross = total(items.map((item) => item.position_total));
  const net = gross - total(input.positions.filter(isDiscount).map((row) => row.discount_total));
  const withVat = input.mwst_type === 0;
  const perRate = withVat ? vatPerRate(basePerRate(items, gross, net, input), input.mwst_is_net) : [];
  const taxes = total(perRate.map((rate) => rate.value));
  const exact = withVat && input.mwst_is_net ? net + taxes : net;
  const rounded = roundTo(exact, input.roundFactor);
  const contained = withVat && !input.mwst_is_net && input.readings.grossTotals === 'without-vat';
  return {
    gross: contained ? gross - taxes : gross,
    net: contained ? net - taxes : net,
    taxes,
    total: rounded,
    roundingDifference: roundTo(rounded - exact, micro('0.01')),
    perRate,
  };
}

/** amount × unit price × (1 − discount), rounded once. */
export function positionTotal(
  item: { amount: Micro; unit_price: Micro; discount_in_percent: Micro },
  decimals: 2 | 6,
): Micro {
  const whole = micro('100');
  const exact = item.amount * item.unit_price * (whole - item.discount_in_percent);
  const step = decimals === 2 ? micro('0.01') : 1n;
  return divideRounded(exact, micro('1') * whole * step) * step;
}

/** Fills in what subtotals, discounts and subpositions derive from the items around them. */
export function settlePositions(positions: readonly Position[]): void {
  let running = 0n;
  for (const position of positions) {
    if (isItem(position)) {
      running += isCountedItem(position) ? position.position_total : 0n;
    } else if (position.type === 'KbPositionSubtotal') {
      position.value = running;
    } else if (position.type === 'KbPositionDiscount') {
      position.discount_total = discountOf(position, running);
      running -= position.discount_total;
    } else if (position.type === 'KbPositionSubposition') {
      const inside = positions.filter((child) => child.parent_id === position.id).filter(isCountedItem);
      position.total_sum = total(inside.map((child) => child.position_total));
    }
  }
}

export function isItem(position: Position): position is ItemPosition {
  return position.type === 'KbPositionCustom' || position.type === 'KbPositionArticle';
}

/** An optional position is offered, not sold. */
function isCountedItem(position: Position): position is ItemPosition {
  return isItem(position) && !position.is_optional;
}

function isDiscount(position: Position): position is DiscountPosition {
  return position.type === 'KbPositionDiscount';
}

/** A discount row takes its share of everything above it. */
function discountOf(position: DiscountPosition, above: Micro): Micro {
  return position.is_percentual ? divideRounded(above * position.value, micro('100')) : position.value;
}

type Base = { percent: Micro; amount: Micro };

/** A discount row has no tax of its own: it lowers all rates in proportion, the last one takes the rest. */
function basePerRate(items: readonly ItemPosition[], gross: Micro, net: Micro, input: TotalsInput): Base[] {
  const sums = new Map<Micro, Micro>();
  for (const item of items) {
    const percent = input.taxPercent(item.tax_id);
    sums.set(percent, (sums.get(percent) ?? 0n) + item.position_total);
  }
  if (net === gross || gross === 0n) {
    return [...sums].map(([percent, amount]) => ({ percent, amount }));
  }
  let left = net;
  return [...sums].map(([percent, sum], index) => {
    const amount = index === sums.size - 1 ? left : divideRounded(sum * net, gross);
    left -= amount;
    return { percent, amount };
  });
}

function vatPerRate(bases: readonly Base[], isNet: boolean): TaxSum[] {
  return bases
    .filter(({ percent }) => percent > 0n)
    .map(({ percent, amount }) => {
      const share = isNet ? micro('100') : micro('100') + percent;
      return { percent, value: fourDecimals(amount * percent, share) };
    });
}

/** Rounds once, straight to four decimals. */
function fourDecimals(numerator: bigint, denominator: bigint): Micro {
  return divideRounded(numerator, denominator * 100n) * 100n;
}
