import { created, found, idParam, ok, success, type Answer, type Call, type Route } from './call.ts';
import type { Company } from './company.ts';
import { asNumber, longDecimal, shortDecimal, type Micro } from './decimal.ts';
import type { Json } from './json.ts';
import { listAnswer, type Ordering } from './paging.ts';
import type { Article } from './records.ts';
import { invalid, notAllowed } from './refusal.ts';
import { indexed, searchRows, type SearchFields } from './search.ts';
import { hasBookings, stockLevels, type StockLevel } from './stock-levels.ts';
import * as check from './validation.ts';

const path = '/2.0/article';

export const articleRoutes: readonly Route[] = [
  { method: 'GET', path, scopes: ['article_show'], body: 'none', answer: list },
  { method: 'POST', path, scopes: ['article_edit'], body: 'json', answer: create },
  { method: 'POST', path: `${path}/search`, scopes: ['article_show'], body: 'json', answer: search },
  { method: 'GET', path: `${path}/:id`, scopes: ['article_show'], body: 'none', answer: show },
  { method: 'POST', path: `${path}/:id`, scopes: ['article_edit'], body: 'json', answer: edit },
  { method: 'DELETE', path: `${path}/:id`, scopes: ['article_edit'], body: 'none', answer: remove },
];

const texts = ['deliverer_code', 'deliverer_name', 'intern_description', 'remarks', 'html_text', 'deliverer_description'] as const;
const decimals = ['purchase_price', 'sale_price', 'purchase_total', 'sale_total', 'delivery_price'] as const;
const sizes = ['width', 'height', 'weight', 'volume'] as const;
const references = [
  'contact_id',
  'currency_id',
  'tax_income_id',
  'tax_expense_id',
  'unit_id',
  'account_id',
  'expense_account_id',
  'article_group_id',
  'stock_id',
  'stock_place_id',
] as const;

/** Sizes are whole numbers, found live: "weight: 154.5 is not an integer". */
const editRules: check.Rules = {
  user_id: check.integer({ required: true }),
  intern_code: check.text({ required: true }),
  intern_name: check.text({ required: true }),
  is_stock: check.flag({ nullable: false }),
  stock_nr: check.decimal(),
  stock_min_nr: check.decimal(),
  ...Object.fromEntries(texts.map((name) => [name, check.longText()])),
  ...Object.fromEntries(decimals.map((name) => [name, check.decimal()])),
  ...Object.fromEntries([...sizes, ...references].map((name) => [name, check.integer()])),
};

/** `article_type_id` is for creating only; on an edit it is one field too many. */
const createRules: check.Rules = {
  ...editRules,
  article_type_id: check.integer({ required: true, oneOf: [1, 2] }),
};

export function blankArticle(company: Company, userId: number): Article {
  return {
    id: 0,
    user_id: userId,
    article_type_id: 1,
    contact_id: null,
    deliverer_code: '',
    deliverer_name: '',
    deliverer_description: '',
    intern_code: '',
    intern_name: '',
    intern_description: '',
    purchase_price: null,
    sale_price: null,
    purchase_total: null,
    sale_total: null,
    delivery_price: null,
    currency_id: null,
    tax_income_id: null,
    tax_expense_id: null,
    unit_id: null,
    account_id: null,
    expense_account_id: null,
    article_group_id: null,
    is_stock: false,
    stock_id: null,
    stock_place_id: null,
    stock_min_nr: 0n,
    openingStock: 0n,
    receivedStock: 0n,
    stockTyped: false,
    width: null,
    height: null,
    weight: null,
    volume: null,
    html_text: '',
    remarks: '',
    createdMs: company.world.now().getTime(),
  };
}

/** Recorded Jun 2026: stock figures are texts in create answers, mixed in edit answers, numbers in reads. */
export function printArticle(article: Article, level: StockLevel, style: 'created' | 'edited' | 'stored'): Json {
  const price = (value: Micro | null) => printOrNull(value, style === 'stored' ? longDecimal : shortDecimal);
  const written = style === 'stored' ? asNumber : shortDecimal;
  const derived = style === 'created' ? shortDecimal : asNumber;
  return {
    id: article.id,
    user_id: article.user_id,
    article_type_id: article.article_type_id,
    contact_id: article.contact_id,
    deliverer_code: article.deliverer_code,
    deliverer_name: article.deliverer_name,
    deliverer_description: article.deliverer_description,
    intern_code: article.intern_code,
    intern_name: article.intern_name,
    intern_description: article.intern_description,
    purchase_price: price(article.purchase_price),
    sale_price: price(article.sale_price),
    purchase_total: printOrNull(article.purchase_total, asNumber),
    sale_total: printOrNull(article.sale_total, asNumber),
    currency_id: article.currency_id,
    tax_income_id: article.tax_income_id,
    tax_id: null,
    tax_expense_id: article.tax_expense_id,
    unit_id: article.unit_id,
    is_stock: article.is_stock,
    stock_id: article.stock_id,
    stock_place_id: article.stock_place_id,
    stock_nr: written(level.onHand),
    stock_min_nr: written(article.stock_min_nr),
    stock_reserved_nr: derived(level.reserved),
    stock_available_nr: asNumber(level.onHand - level.reserved - level.picked),
    stock_picked_nr: derived(level.picked),
    stock_disposed_nr: derived(level.disposed),
    stock_ordered_nr: derived(0n),
    width: article.width,
    height: article.height,
    weight: article.weight,
    volume: article.volume,
    html_text: article.html_text,
    remarks: article.remarks,
    delivery_price: printOrNull(article.delivery_price, asNumber),
    article_group_id: article.article_group_id,
    account_id: article.account_id,
    expense_account_id: article.expense_account_id,
  };
}

function list(call: Call): Answer {
  const level = stockLevels(call.company);
  return listAnswer(call, call.company.articles.all(), {
    print: (row) => printArticle(row, level(row), 'stored'),
    orderBy: ordering,
  });
}

function search(call: Call): Answer {
  const level = stockLevels(call.company);
  const rows = searchRows(call, indexed(call, call.company.articles.all()), searchFields);
  return listAnswer(call, rows, { print: (row) => printArticle(row, level(row), 'stored'), orderBy: ordering });
}

function create(call: Call): Answer {
  const { company } = call;
  const fields = check.readFields(call.body, createRules, 'create');
  const draft = blankArticle(company, call.user.id);
  draft.article_type_id = fields.integer('article_type_id') ?? 1;
  applyArticle(call, draft, fields);
  const article = company.articles.add((id) => ({ ...draft, id }));
  return created(printArticle(article, stockLevels(company)(article), 'created'));
}

function show(call: Call): Answer {
  const article = findArticle(call);
  return ok(printArticle(article, stockLevels(call.company)(article), 'stored'));
}

function edit(call: Call): Answer {
  const article = findArticle(call);
  applyArticle(call, article, check.readFields(call.body, editRules, 'edit'));
  return ok(printArticle(article, stockLevels(call.company)(article), 'edited'));
}

function remove(call: Call): Answer {
  call.company.articles.remove(findArticle(call).id);
  return success();
}

function applyArticle(call: Call, article: Article, fields: check.Fields): void {
  const { company } = call;
  const next = { ...article };
  for (const name of texts) {
    next[name] = fields.has(name) ? fields.text(name) : next[name];
  }
  for (const name of decimals) {
    next[name] = fields.has(name) ? fields.decimal(name) : next[name];
  }
  for (const name of [...sizes, ...references]) {
    next[name] = fields.has(name) ? fields.integer(name) : next[name];
  }
  next.intern_code = fields.text('intern_code') ?? next.intern_code;
  next.intern_name = fields.text('intern_name') ?? next.intern_name;
  next.stock_min_nr = fields.decimal('stock_min_nr') ?? next.stock_min_nr;
  checkReferences(company, next);
  checkCode(company, next);
  applyStock(call, next, fields);
  Object.assign(article, next);
}

/** `is_stock` needs the stock_edit scope and a plan with stock. */
function applyStock(call: Call, article: Article, fields: check.Fields): void {
  const { company } = call;
  if (fields.has('is_stock')) {
    if (!call.scopes.has('stock_edit') || !company.modules.has('stock')) {
      throw notAllowed();
    }
    article.is_stock = fields.flag('is_stock') ?? article.is_stock;
    article.stock_id ??= article.is_stock ? (company.stocks.all()[0]?.id ?? null) : null;
  }
  const wanted = fields.decimal('stock_nr');
  if (wanted === null || !article.is_stock) {
    return;
  }
  if (!hasBookings(company, article)) {
    article.openingStock = wanted;
  } else if (company.world.readings.stockNrAfterBooking === '422') {
    throw invalid('stock_nr: can only be set if no bookings for this product have been made');
  }
}

function checkReferences(company: Company, article: Article): void {
  check.mustExist(company.contacts, article.contact_id, 'contact_id');
  check.mustExist(company.currencies, article.currency_id, 'currency_id');
  check.mustExist(company.taxes, article.tax_income_id, 'tax_income_id');
  check.mustExist(company.taxes, article.tax_expense_id, 'tax_expense_id');
  check.mustExist(company.units, article.unit_id, 'unit_id');
  check.mustExist(company.accounts, article.account_id, 'account_id');
  check.mustExist(company.accounts, article.expense_account_id, 'expense_account_id');
  check.mustExist(company.stocks, article.stock_id, 'stock_id');
  check.mustExist(company.stockPlaces, article.stock_place_id, 'stock_place_id');
}

function checkCode(company: Company, article: Article): void {
  const taken = company.articles
    .all()
    .some((other) => other.id !== article.id && other.intern_code === article.intern_code);
  if (taken && company.world.readings.articleCodeUnique) {
    throw invalid(`intern_code: ${article.intern_code} is already taken`);
  }
}

function findArticle(call: Call): Article {
  return found(call.company.articles.get(idParam(call)));
}

function printOrNull<Printed>(value: Micro | null, print: (value: Micro) => Printed): Printed | null {
  return value === null ? null : print(value);
}

const ordering: Ordering<Article> = {
  id: (row) => row.id,
  intern_name: (row) => row.intern_name.toLocaleLowerCase('de-CH'),
};

/** Nothing else: not the id, not a price, and there is no updated_at. */
const searchFields: SearchFields<Article> = {
  intern_code: (row) => row.intern_code,
  intern_name: (row) => row.intern_name,
};
