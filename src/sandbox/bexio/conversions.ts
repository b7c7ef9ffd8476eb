import { created, type Answer, type Call } from './call.ts';
import { parseMicro, type Micro } from './decimal.ts';
import { derivedDocument } from './document-actions.ts';
import { addDocument, findDocument } from './documents.ts';
import { printDocument } from './document-print.ts';
import { etagOf } from './etag.ts';
import { isJsonObject, type Json } from './json.ts';
import { positionKey, refreshOrder, remainingAmount } from './order-progress.ts';
import type { DocumentKind, ItemPosition, KbDocument, Position } from './records.ts';
import { invalid, plain } from './refusal.ts';
import { isItem, positionTotal } from './totals.ts';
import * as check from './validation.ts';

/**
 * Order → delivery or invoice, offer → order or invoice. The documentation says 200; recorded was
 * 201. The new document has `reference null` and `api_reference null`.
 */
export function convertDocument(call: Call, from: DocumentKind, to: DocumentKind): Answer {
  const { company } = call;
  const source = findDocument(call, from);
  const positions = call.body === undefined ? everything(call, source, to) : chosen(call, source, to);
  if (!positions.some(isItem)) {
    throw plain(422, 'There are no open positions left to convert.');
  }
  const document = addDocument(company, {
    ...derivedDocument(call, to, source),
    reference: null,
    source: { kind: from, id: source.id },
    positions,
  });
  refreshOrder(company, document.source);
  return created(printDocument(company, document, 'created'), etagOf(company, document.updated_at));
}

/** Without a body, whatever is still open is converted, texts and discounts included. */
function everything(call: Call, source: KbDocument, to: DocumentKind): Position[] {
  return source.positions.flatMap((position): Position[] => {
    if (!isItem(position)) {
      return [{ ...position, id: 0 }];
    }
    const amount = openAmount(call, source, { item: position, to });
    return amount > 0n ? [taken(call, source, { item: position, amount })] : [];
  });
}

const requestRules: check.Rules = { positions: check.list({ nullable: false }) };

function chosen(call: Call, source: KbDocument, to: DocumentKind): Position[] {
  const list = check.readFields(call.body, requestRules, 'create').list('positions');
  if (list === null) {
    return everything(call, source, to);
  }
  if (list.length === 0) {
    throw invalid('positions: must not be empty, leave it out to convert everything');
  }
  return list.map((entry) => chosenPosition(call, source, { entry, to }));
}

function chosenPosition(
  call: Call,
  source: KbDocument,
  { entry, to }: { entry: Json; to: DocumentKind },
): Position {
  if (!isJsonObject(entry)) {
    throw invalid('positions: every entry must be an object');
  }
  const unknown = Object.keys(entry).filter((name) => !['id', 'type', 'amount'].includes(name));
  if (unknown.length > 0) {
    throw invalid(check.unknownFields(unknown));
  }
  const position = source.positions.find((row) => row.id === entry['id'] && row.type === entry['type']);
  if (position === undefined) {
    throw invalid(`positions: there is no ${String(entry['type'])} with id ${String(entry['id'])}`);
  }
  if (!isItem(position)) {
    return { ...position, id: 0 };
  }
  const amount = readAmount(entry['amount']);
  if (amount > openAmount(call, source, { item: position, to })) {
    throw invalid(`positions: more than the open amount of position ${position.id}`);
  }
  return taken(call, source, { item: position, amount });
}

/** The documentation gives amount as a number here, unlike everywhere else. */
function readAmount(value: Json | undefined): Micro {
  const amount = typeof value === 'number' ? parseMicro(value) : undefined;
  if (amount === undefined || amount <= 0n) {
    throw invalid(`positions: amount ${String(value)} is not a positive number`);
  }
  return amount;
}

function openAmount(
  call: Call,
  source: KbDocument,
  { item, to }: { item: ItemPosition; to: DocumentKind },
): Micro {
  return source.kind === 'kb_order' ? remainingAmount(call.company, source, item, to) : item.amount;
}

function taken(
  call: Call,
  source: KbDocument,
  { item, amount }: { item: ItemPosition; amount: Micro },
): ItemPosition {
  const part = { ...item, id: 0, amount, source: { documentId: source.id, positionKey: positionKey(item) } };
  part.position_total = positionTotal(part, call.company.world.readings.positionDecimals);
  return part;
}
