import { created, found, idParam, ok, success, type Answer, type Call, type Route } from './call.ts';
import { addPosition, findDocument, settle } from './documents.ts';
import { refreshOrder } from './order-progress.ts';
import { listAnswer } from './paging.ts';
import { editPosition, readPosition, type PositionType } from './position-input.ts';
import { printPosition } from './position-print.ts';
import type { DocumentKind, KbDocument, Position } from './records.ts';
import { notAllowed } from './refusal.ts';
import { invoiceStatus, offerStatus, orderStatus } from './statuses.ts';

const typesByPath: Readonly<Record<string, PositionType>> = {
  kb_position_custom: 'KbPositionCustom',
  kb_position_article: 'KbPositionArticle',
  kb_position_text: 'KbPositionText',
  kb_position_subtotal: 'KbPositionSubtotal',
  kb_position_discount: 'KbPositionDiscount',
  kb_position_pagebreak: 'KbPositionPagebreak',
  kb_position_subposition: 'KbPositionSubposition',
};

const kinds = [
  ['kb_offer', 'offers'],
  ['kb_order', 'orders'],
  ['kb_invoice', 'invoices'],
] as const;

/** Here the address says the type, so a `type` in the body is one unknown field too many. */
export const positionRoutes: readonly Route[] = kinds.flatMap(([kind, module]) =>
  Object.entries(typesByPath).flatMap(([segment, type]): Route[] => {
    const path = `/2.0/${kind}/:documentId/${segment}`;
    const show = { scopes: [`${kind}_show`], module, body: 'none' } as const;
    const edit = { scopes: [`${kind}_edit`], module } as const;
    const which = { kind, type };
    return [
      { ...show, method: 'GET', path, answer: (call) => list(call, which) },
      { ...edit, method: 'POST', path, body: 'json', answer: (call) => create(call, which) },
      { ...show, method: 'GET', path: `${path}/:id`, answer: (call) => showPosition(call, which) },
      { ...edit, method: 'POST', path: `${path}/:id`, body: 'json', answer: (call) => editRow(call, which) },
      { ...edit, method: 'DELETE', path: `${path}/:id`, body: 'none', answer: (call) => remove(call, which) },
    ];
  }),
);

type Which = { kind: DocumentKind; type: PositionType };

function list(call: Call, { kind, type }: Which): Answer {
  const { company } = call;
  const document = findDocument(call, kind, 'documentId');
  const rows = document.positions.filter((position) => position.type === type);
  return listAnswer(call, rows, {
    print: (position) => printPosition(company, { document, position, style: 'stored' }),
  });
}

function create(call: Call, { kind, type }: Which): Answer {
  const { company } = call;
  const document = openDocument(call, kind);
  const position = readPosition(company, { kind, type, body: call.body });
  addPosition(company, document, position);
  refresh(call, document);
  return created(printPosition(company, { document, position, style: 'created' }));
}

function showPosition(call: Call, which: Which): Answer {
  const document = findDocument(call, which.kind, 'documentId');
  const position = findPosition(call, document, which.type);
  return ok(printPosition(call.company, { document, position, style: 'stored' }));
}

function editRow(call: Call, which: Which): Answer {
  const document = openDocument(call, which.kind);
  const position = findPosition(call, document, which.type);
  editPosition(call.company, which.kind, position, call.body);
  settle(call.company, document);
  refresh(call, document);
  return ok(printPosition(call.company, { document, position, style: 'edited' }));
}

function remove(call: Call, which: Which): Answer {
  const document = openDocument(call, which.kind);
  const position = findPosition(call, document, which.type);
  document.positions = document.positions.filter((other) => other !== position);
  settle(call.company, document);
  refresh(call, document);
  return success();
}

function findPosition(call: Call, document: KbDocument, type: PositionType): Position {
  const id = idParam(call);
  return found(document.positions.find((position) => position.type === type && position.id === id));
}

const openStatuses: Readonly<Record<DocumentKind, readonly number[]>> = {
  kb_offer: [offerStatus.draft],
  kb_order: [orderStatus.pending, orderStatus.partial],
  kb_invoice: [invoiceStatus.draft],
  kb_delivery: [],
};

function openDocument(call: Call, kind: DocumentKind): KbDocument {
  const document = findDocument(call, kind, 'documentId');
  if (!openStatuses[kind].includes(document.status)) {
    throw notAllowed();
  }
  return document;
}

function refresh(call: Call, document: KbDocument): void {
  refreshOrder(call.company, document.kind === 'kb_order' ? { kind: 'kb_order', id: document.id } : document.source);
}
