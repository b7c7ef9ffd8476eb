import type { Company } from './company.ts';
import { longDecimal, shortDecimal, type Micro } from './decimal.ts';
import type { Json, JsonObject } from './json.ts';
import type { ItemPosition, KbDocument, Position } from './records.ts';
import { orderProgress } from './order-progress.ts';

/**
 * Recorded Jun 2026: a create answer is short ("1") with null progress, a read is long ("1.000000"),
 * a copy mixes both, and a position's own edit answer is short with long progress.
 */
export type PositionStyle = 'created' | 'copied' | 'edited' | 'stored';

export function printPositions(company: Company, document: KbDocument, style: PositionStyle): Json[] {
  return document.positions.map((position) => printPosition(company, { document, position, style }));
}

export function printPosition(
  company: Company,
  { document, position, style }: { document: KbDocument; position: Position; style: PositionStyle },
): JsonObject {
  const place = {
    pos: positionNumber(document, position),
    internal_pos: position.internal_pos,
    parent_id: position.parent_id,
    is_optional: position.is_optional,
  };
  const head = { id: position.id, type: position.type };
  const decimals = style === 'created' || style === 'edited' ? shortDecimal : longDecimal;
  switch (position.type) {
    case 'KbPositionCustom':
      return { ...head, ...itemFields(company, { document, item: position, style }), ...place };
    case 'KbPositionArticle':
      return {
        ...head,
        ...itemFields(company, { document, item: position, style }),
        ...place,
        article_id: position.article_id,
      };
    case 'KbPositionText':
      return { ...head, text: position.text, show_pos_nr: position.show_pos_nr, ...place };
    case 'KbPositionSubtotal':
      return { ...head, text: position.text, value: decimals(position.value), ...place };
    case 'KbPositionPagebreak':
      return { ...head, pagebreak: position.pagebreak, ...place };
    case 'KbPositionDiscount':
      return {
        ...head,
        text: position.text,
        is_percentual: position.is_percentual,
        value: decimals(position.value),
        discount_total: decimals(position.discount_total),
        ...place,
      };
    case 'KbPositionSubposition':
      return {
        ...head,
        text: position.text,
        show_pos_nr: position.show_pos_nr,
        total_sum: decimals(position.total_sum),
        show_pos_prices: true,
        ...place,
      };
  }
}

function itemFields(
  company: Company,
  { document, item, style }: { document: KbDocument; item: ItemPosition; style: PositionStyle },
): JsonObject {
  const short = style === 'created' || style === 'edited';
  const decimals = short ? shortDecimal : longDecimal;
  const unit = item.unit_id === null ? undefined : company.units.get(item.unit_id);
  const tax = company.taxes.get(item.tax_id);
  return {
    amount: decimals(item.amount),
    ...progressFields(company, document, item, style),
    unit_id: item.unit_id,
    account_id: item.account_id,
    unit_name: unit?.name ?? null,
    tax_id: item.tax_id,
    tax_value: tax === undefined ? null : longDecimal(tax.percent, 2),
    text: item.text,
    unit_price: decimals(item.unit_price),
    discount_in_percent: short ? shortDecimal(item.discount_in_percent) : longDecimal(item.discount_in_percent, 4),
    position_total: style === 'stored' ? longDecimal(item.position_total) : shortDecimal(item.position_total),
  };
}

function progressFields(
  company: Company,
  document: KbDocument,
  item: ItemPosition,
  style: PositionStyle,
): JsonObject {
  if (style === 'created' || style === 'copied') {
    return { amount_reserved: null, amount_open: null, amount_completed: null };
  }
  const none: Micro = 0n;
  const progress =
    document.kind === 'kb_order'
      ? orderProgress(company, document, item)
      : { reserved: none, open: none, completed: none };
  return {
    amount_reserved: longDecimal(progress.reserved),
    amount_open: longDecimal(progress.open),
    amount_completed: longDecimal(progress.completed),
  };
}

/** "1", "2", and "2.1" inside a subposition. Rows without a number of their own have null. */
function positionNumber(document: KbDocument, position: Position): string | null {
  const siblings = document.positions.filter((other) => other.parent_id === position.parent_id);
  const numbered = siblings.filter(isNumbered);
  const index = numbered.indexOf(position);
  if (index < 0) {
    return null;
  }
  const parent = document.positions.find(
    (other) => other.type === 'KbPositionSubposition' && other.id === position.parent_id,
  );
  const own = String(index + 1);
  return parent === undefined ? own : `${positionNumber(document, parent) ?? ''}.${own}`;
}

function isNumbered(position: Position): boolean {
  return position.type === 'KbPositionCustom' || position.type === 'KbPositionArticle'
    ? true
    : 'show_pos_nr' in position && position.show_pos_nr;
}
