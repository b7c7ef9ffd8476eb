import { created, found, idParam, ok, success, type Answer, type Call, type Route } from './call.ts';
import { longDecimal, shortDecimal } from './decimal.ts';
import { findDocument } from './documents.ts';
import { etagOf } from './etag.ts';
import type { Json } from './json.ts';
import { listAnswer } from './paging.ts';
import { moneyOf } from './payment-state.ts';
import { pdfAnswer } from './pdf.ts';
import type { KbDocument, Reminder } from './records.ts';
import { notAllowed, notFound, plain } from './refusal.ts';
import { searchRows } from './search.ts';
import { invoiceStatus } from './statuses.ts';
import { addDays } from './zurich-time.ts';

const path = '/2.0/kb_invoice/:invoiceId/kb_reminder';
const show = { scopes: ['kb_invoice_show'], module: 'invoices' } as const;
const edit = { scopes: ['kb_invoice_edit'], module: 'invoices' } as const;

export const reminderRoutes: readonly Route[] = [
  { ...show, method: 'GET', path, body: 'none', answer: list },
  { ...edit, method: 'POST', path, body: 'none', answer: create },
  { ...show, method: 'POST', path: `${path}/search`, body: 'json', answer: search },
  { ...show, method: 'GET', path: `${path}/:id`, body: 'none', answer: showReminder },
  { ...edit, method: 'DELETE', path: `${path}/:id`, body: 'none', answer: remove },
  { ...edit, method: 'POST', path: `${path}/:id/mark_as_sent`, body: 'none', answer: (call) => mark(call, true) },
  { ...edit, method: 'POST', path: `${path}/:id/mark_as_unsent`, body: 'none', answer: (call) => mark(call, false) },
  { ...edit, method: 'POST', path: `${path}/:id/send`, body: 'json', answer: (call) => mark(call, true) },
  { ...show, method: 'GET', path: `${path}/:id/pdf`, body: 'none', answer: showPdf },
];

const titles = ['Zahlungserinnerung', '1. Mahnung', '2. Mahnung', '3. Mahnung'];

function create(call: Call): Answer {
  const { company } = call;
  const invoice = findInvoice(call);
  const open: number[] = [invoiceStatus.pending, invoiceStatus.partial];
  const level = remindersOf(call, invoice).length + 1;
  const title = titles[level - 1];
  if (!open.includes(invoice.status) || title === undefined) {
    throw plain(400, 'The reminder could not be created.');
  }
  const { remaining, received } = moneyOf(company, invoice);
  const reminder = company.reminders.add((id) => ({
    id,
    kb_invoice_id: invoice.id,
    title,
    is_valid_from: company.today(),
    /* Recorded Jun 2026: 18 June and a period of 14 days end on 1 July. */
    is_valid_to: addDays(company.today(), 13),
    reminder_period_in_days: 14,
    reminder_level: level,
    show_positions: true,
    remaining_price: remaining,
    received_total: received,
    is_sent: false,
    header: 'Guten Tag<br/><br/>Für diese Rechnung ist bis heute keine Zahlung von Ihnen bei uns eingetroffen.',
    footer: 'Freundliche Grüsse',
  }));
  return created(print(reminder, 'created'));
}

function list(call: Call): Answer {
  return listAnswer(call, remindersOf(call, findInvoice(call)), { print: (row) => print(row, 'stored') });
}

function search(call: Call): Answer {
  const rows = searchRows(call, remindersOf(call, findInvoice(call)), {
    title: (row) => row.title,
    reminder_level: (row) => row.reminder_level,
    is_sent: (row) => row.is_sent,
    is_valid_from: (row) => row.is_valid_from,
    is_valid_to: (row) => row.is_valid_to,
  });
  return listAnswer(call, rows, { print: (row) => print(row, 'stored') });
}

function showReminder(call: Call): Answer {
  return ok(print(findReminder(call), 'stored'), etagOf(call.company, ''));
}

/** Only the latest one can go. */
function remove(call: Call): Answer {
  const reminder = findReminder(call);
  if (remindersOf(call, findInvoice(call)).at(-1) !== reminder) {
    throw notAllowed();
  }
  call.company.reminders.remove(reminder.id);
  return success();
}

function mark(call: Call, is_sent: boolean): Answer {
  findReminder(call).is_sent = is_sent;
  return success();
}

function showPdf(call: Call): Answer {
  const reminder = findReminder(call);
  const invoice = findInvoice(call);
  return pdfAnswer(`${reminder.title}-${invoice.document_nr}`.replaceAll(' ', '-'), [
    call.company.name,
    reminder.title,
    invoice.document_nr,
  ]);
}

function findInvoice(call: Call): KbDocument {
  return findDocument(call, 'kb_invoice', 'invoiceId');
}

function findReminder(call: Call): Reminder {
  const reminder = found(call.company.reminders.get(idParam(call)));
  if (reminder.kb_invoice_id !== findInvoice(call).id) {
    throw notFound();
  }
  return reminder;
}

function remindersOf(call: Call, invoice: KbDocument): Reminder[] {
  return call.company.reminders.all().filter((row) => row.kb_invoice_id === invoice.id);
}

function print(row: Reminder, style: 'created' | 'stored'): Json {
  return {
    id: row.id,
    kb_invoice_id: row.kb_invoice_id,
    title: row.title,
    is_valid_from: row.is_valid_from,
    is_valid_to: row.is_valid_to,
    reminder_period_in_days: row.reminder_period_in_days,
    reminder_level: row.reminder_level,
    show_positions: row.show_positions,
    remaining_price: style === 'created' ? shortDecimal(row.remaining_price) : longDecimal(row.remaining_price),
    received_total: longDecimal(row.received_total),
    is_sent: row.is_sent,
    header: row.header,
    footer: row.footer,
  };
}
