import type { Company } from './company.ts';
import { accountByNumber } from './chart-of-accounts.ts';
import { micro, roundTo, type Micro } from './decimal.ts';
import { isJsonObject, type Json } from './json.ts';
import type * as rows from './records.ts';
import { invalid } from './refusal.ts';
import { positionTotal } from './totals.ts';
import * as check from './validation.ts';

export type PositionType = rows.Position['type'];

/** Reads `positions` of a create request. Subpositions have an endpoint of their own only. */
export function readPositions(company: Company, kind: rows.DocumentKind, list: readonly Json[]): rows.Position[] {
  return list.map((entry, index) => {
    if (!isJsonObject(entry)) {
      throw invalid(`positions[${index}]: must be an object`);
    }
    const { type, ...body } = entry;
    if (!isInlineType(type)) {
      throw invalid(`positions[${index}].type: ${String(type)} is not a position type`);
    }
    return readPosition(company, { kind, type, body });
  });
}

export function readPosition(
  company: Company,
  input: { kind: rows.DocumentKind; type: PositionType; body: Json | undefined },
): rows.Position {
  const fields = check.readFields(input.body, rulesOf(input.type, input.kind, 'create'), 'create');
  const place = {
    id: 0,
    internal_pos: 0,
    parent_id: null,
    is_optional: fields.flag('is_optional') ?? false,
  };
  switch (input.type) {
    case 'KbPositionCustom':
    case 'KbPositionArticle':
      return readItem(company, input.type, fields, place);
    case 'KbPositionText':
      return { ...place, type: input.type, text: fields.text('text') ?? '', show_pos_nr: fields.flag('show_pos_nr') ?? false };
    case 'KbPositionSubtotal':
      return { ...place, type: input.type, text: fields.text('text') ?? '', value: 0n };
    case 'KbPositionPagebreak':
      return { ...place, type: input.type, pagebreak: fields.flag('pagebreak') ?? true };
    case 'KbPositionDiscount':
      return readDiscount(fields, place);
    case 'KbPositionSubposition':
      return {
        ...place,
        type: input.type,
        text: fields.text('text') ?? '',
        show_pos_nr: fields.flag('show_pos_nr') ?? true,
        total_sum: 0n,
      };
  }
}

/** Applies a partial edit in place. */
export function editPosition(company: Company, kind: rows.DocumentKind, position: rows.Position, body: Json | undefined): void {
  const fields = check.readFields(body, rulesOf(position.type, kind, 'edit'), 'edit');
  if (position.type === 'KbPositionCustom' || position.type === 'KbPositionArticle') {
    editItem(company, position, fields);
    return;
  }
  if ('text' in position) {
    position.text = fields.text('text') ?? position.text;
  }
  if ('show_pos_nr' in position) {
    position.show_pos_nr = fields.flag('show_pos_nr') ?? position.show_pos_nr;
  }
  if (position.type === 'KbPositionDiscount') {
    position.is_percentual = fields.flag('is_percentual') ?? position.is_percentual;
    position.value = fields.decimal('value') ?? position.value;
    checkDiscount(position);
  }
}

const inlineTypes: ReadonlySet<unknown> = new Set<PositionType>([
  'KbPositionCustom',
  'KbPositionArticle',
  'KbPositionText',
  'KbPositionSubtotal',
  'KbPositionPagebreak',
  'KbPositionDiscount',
]);

function isInlineType(type: Json | undefined): type is PositionType {
  return inlineTypes.has(type);
}

const itemRules: check.Rules = {
  amount: check.decimal({ required: true }),
  unit_id: check.integer(),
  account_id: check.integer(),
  tax_id: check.integer(),
  text: check.longText(),
  unit_price: check.decimal(),
  discount_in_percent: check.decimal(),
};

const typeRules: Readonly<Record<PositionType, check.Rules>> = {
  KbPositionCustom: { ...itemRules, unit_price: check.decimal({ required: true }) },
  KbPositionArticle: { ...itemRules, article_id: check.integer({ required: true }) },
  KbPositionText: { text: check.longText(), show_pos_nr: check.flag() },
  KbPositionSubtotal: { text: check.longText() },
  KbPositionPagebreak: { pagebreak: check.flag() },
  KbPositionDiscount: {
    text: check.longText(),
    is_percentual: check.flag({ required: true }),
    value: check.decimal({ required: true }),
  },
  KbPositionSubposition: { text: check.longText(), show_pos_nr: check.flag() },
};

/** `article_id` is for creating only; `is_optional` exists on offers and orders, invoices reject it. */
function rulesOf(type: PositionType, kind: rows.DocumentKind, mode: 'create' | 'edit'): check.Rules {
  const { article_id, ...rules } = typeRules[type];
  return {
    ...rules,
    ...(article_id !== undefined && mode === 'create' ? { article_id } : {}),
    ...(kind === 'kb_offer' || kind === 'kb_order' ? { is_optional: check.flag() } : {}),
  };
}

type Place = Pick<rows.ItemPosition, 'id' | 'internal_pos' | 'parent_id' | 'is_optional'>;

function readItem(
  company: Company,
  type: rows.ItemPosition['type'],
  fields: check.Fields,
  place: Place,
): rows.ItemPosition {
  const articleId = fields.integer('article_id');
  check.mustExist(company.articles, articleId, 'article_id');
  const article = articleId === null ? undefined : company.articles.get(articleId);
  const item: rows.ItemPosition = {
    ...place,
    type,
    article_id: articleId,
    amount: fields.decimal('amount') ?? 0n,
    unit_id: fields.integer('unit_id') ?? article?.unit_id ?? null,
    account_id: fields.integer('account_id') ?? article?.account_id ?? defaultAccount(company),
    tax_id: fields.integer('tax_id') ?? article?.tax_income_id ?? defaultTax(company),
    text: fields.text('text') ?? article?.intern_name ?? '',
    unit_price: unitPrice(company, fields.decimal('unit_price') ?? article?.sale_price ?? 0n),
    discount_in_percent: fields.decimal('discount_in_percent') ?? 0n,
    position_total: 0n,
    source: null,
  };
  finishItem(company, item);
  return item;
}

function editItem(company: Company, item: rows.ItemPosition, fields: check.Fields): void {
  const next = { ...item };
  next.amount = fields.decimal('amount') ?? next.amount;
  next.unit_id = fields.has('unit_id') ? fields.integer('unit_id') : next.unit_id;
  next.account_id = fields.integer('account_id') ?? next.account_id;
  next.tax_id = fields.integer('tax_id') ?? next.tax_id;
  next.text = fields.text('text') ?? next.text;
  next.unit_price = unitPrice(company, fields.decimal('unit_price') ?? next.unit_price);
  next.discount_in_percent = fields.decimal('discount_in_percent') ?? next.discount_in_percent;
  next.is_optional = fields.flag('is_optional') ?? next.is_optional;
  finishItem(company, next);
  Object.assign(item, next);
}

function finishItem(company: Company, item: rows.ItemPosition): void {
  check.mustExist(company.units, item.unit_id, 'unit_id');
  checkAccount(company, item.account_id);
  checkSalesTax(company, item.tax_id);
  if (item.discount_in_percent < 0n || item.discount_in_percent > micro('100')) {
    throw invalid('discount_in_percent: must be between 0 and 100');
  }
  if (item.unit_price < 0n && company.world.readings.negativeUnitPrice === '422') {
    throw invalid('unit_price: must not be negative');
  }
  item.position_total = positionTotal(item, company.world.readings.positionDecimals);
}

/** Recorded Jun 2026: a position on the locked account 6999 is accepted, so a lock alone refuses nothing. */
function checkAccount(company: Company, accountId: number): void {
  const account = company.accounts.get(accountId);
  const closed = account?.is_locked === true && company.world.readings.lockedAccount === '422';
  if (account === undefined || !account.is_active || closed) {
    throw invalid(`account_id: ${accountId} is not a usable account`);
  }
}

const salesSide: ReadonlySet<string> = new Set([
  'sales_tax',
  'opted_sales_tax',
  'not_taxable_turnover',
  'non_consideration_sales_tax',
]);

function checkSalesTax(company: Company, taxId: number): void {
  const tax = company.taxes.get(taxId);
  if (tax === undefined || !tax.is_active || !salesSide.has(tax.type)) {
    throw invalid(`tax_id: ${taxId} is not an active sales tax`);
  }
}

function defaultAccount(company: Company): number {
  if (company.world.readings.positionAccountMissing === '422') {
    throw invalid('account_id: this field is required');
  }
  return accountByNumber(company.accounts, '3200').id;
}

function defaultTax(company: Company): number {
  const usual = company.taxes.all().find((tax) => tax.code === 'UN81' && tax.is_active);
  if (company.world.readings.positionTaxMissing === '422' || usual === undefined) {
    throw invalid('tax_id: this field is required');
  }
  return usual.id;
}

function unitPrice(company: Company, price: Micro): Micro {
  return company.world.readings.unitPriceDecimals === 2 ? roundTo(price, micro('0.01')) : price;
}

function readDiscount(fields: check.Fields, place: Place): rows.DiscountPosition {
  const discount: rows.DiscountPosition = {
    ...place,
    type: 'KbPositionDiscount',
    text: fields.text('text') ?? '',
    is_percentual: fields.flag('is_percentual') ?? false,
    value: fields.decimal('value') ?? 0n,
    discount_total: 0n,
  };
  checkDiscount(discount);
  return discount;
}

/** The value is a magnitude: a discount of 10 is written 10, not -10. */
function checkDiscount({ value, is_percentual }: rows.DiscountPosition): void {
  if (value < 0n || (is_percentual && value > micro('100'))) {
    throw invalid('value: must be positive, and not above 100 for a percentage');
  }
}
