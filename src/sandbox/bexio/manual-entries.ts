import { created, found, idParam, ok, success, type Answer, type Call, type Route } from './call.ts';
import type { Company } from './company.ts';
import { asNumber, multiply } from './decimal.ts';
import { readEntry, type EntryInput, type LineInput } from './manual-entry-input.ts';
import { fileRow, printFile } from './files.ts';
import type { Json } from './json.ts';
import { countedListAnswer } from './paging.ts';
import type { ManualEntry, ManualEntryLine } from './records.ts';
import { notFound, ruleBroken } from './refusal.ts';

const path = '/3.0/accounting/manual_entries';
const rights = { scopes: ['accounting'], module: 'accounting' } as const;

export const manualEntryRoutes: readonly Route[] = [
  { ...rights, method: 'GET', path, body: 'none', answer: list },
  { ...rights, method: 'POST', path, body: 'json', answer: create },
  { ...rights, method: 'GET', path: `${path}/next_ref_nr`, body: 'none', answer: nextReference },
  { ...rights, method: 'PUT', path: `${path}/:id`, body: 'json', answer: replace },
  { ...rights, method: 'DELETE', path: `${path}/:id`, body: 'none', answer: remove },
  ...fileRoutes(`${path}/:id/files`),
  ...fileRoutes(`${path}/:id/entries/:lineId/files`),
];

/** Entry and lines both carry files, under the same four addresses. */
function fileRoutes(base: string): Route[] {
  return [
    { ...rights, method: 'GET', path: base, body: 'none', answer: listFiles },
    { ...rights, method: 'POST', path: base, body: 'multipart', answer: addFiles },
    { ...rights, method: 'GET', path: `${base}/:fileId`, body: 'none', answer: showFile },
    { ...rights, method: 'DELETE', path: `${base}/:fileId`, body: 'none', answer: removeFile },
  ];
}

function list(call: Call): Answer {
  const print = (entry: ManualEntry) => printEntry(call.company, entry);
  return countedListAnswer(call, call.company.manualEntries.all(), { print, limit: 2000 });
}

function create(call: Call): Answer {
  const { company } = call;
  const input = readEntry(company, call.body);
  const entry = company.manualEntries.add((id) => buildEntry(call, id, input));
  return created(printEntry(company, entry));
}

/** PUT replaces the whole entry, lines included. */
function replace(call: Call): Answer {
  const { company } = call;
  const entry = findEntry(call);
  checkOpen(company, entry.date);
  const input = readEntry(company, call.body);
  const { created_by_user_id, fileIds } = entry;
  Object.assign(entry, buildEntry(call, entry.id, input), { created_by_user_id, fileIds });
  return ok(printEntry(company, entry));
}

function remove(call: Call): Answer {
  const entry = findEntry(call);
  checkOpen(call.company, entry.date);
  call.company.manualEntries.remove(entry.id);
  return success();
}

function nextReference(call: Call): Answer {
  const used = call.company.manualEntries.all().map(({ reference_nr }) => Number(reference_nr));
  return ok({ next_ref_nr: String(Math.max(0, ...used.filter(Number.isSafeInteger)) + 1) });
}

function buildEntry(call: Call, id: number, input: EntryInput): ManualEntry {
  checkOpen(call.company, input.date);
  return {
    id,
    type: input.type,
    date: input.date,
    reference_nr: input.reference_nr,
    entries: input.lines.map((line) => buildLine(call, input.date, line)),
    created_by_user_id: call.user.id,
    edited_by_user_id: call.user.id,
    fileIds: [],
  };
}

function buildLine(call: Call, date: string, line: LineInput): ManualEntryLine {
  return {
    id: call.company.manualEntryLineIds(),
    date,
    ...line,
    created_by_user_id: call.user.id,
    edited_by_user_id: call.user.id,
    fileIds: [],
  };
}

/** Recorded Jan 2024: 422 with this very sentence and no `errors`. */
function checkOpen(company: Company, date: string): void {
  const year = company.businessYears.all().find(({ start, end }) => start <= date && date <= end);
  if (year === undefined) {
    throw ruleBroken('business year does not exist');
  }
  if (year.closed_at !== null) {
    throw ruleBroken('business year is closed');
  }
}

function findEntry(call: Call): ManualEntry {
  return found(call.company.manualEntries.get(idParam(call)));
}

function printEntry(company: Company, entry: ManualEntry): Json {
  const base = company.currencies.all()[0]?.id ?? 0;
  return {
    id: entry.id,
    type: entry.type,
    booking_type: 'manual_entry',
    date: entry.date,
    reference_nr: entry.reference_nr,
    created_by_user_id: entry.created_by_user_id,
    edited_by_user_id: entry.edited_by_user_id,
    entries: entry.entries.map((line) => ({
      id: line.id,
      date: line.date,
      debit_account_id: line.debit_account_id,
      credit_account_id: line.credit_account_id,
      tax_id: line.tax_id,
      tax_account_id: line.tax_account_id,
      description: line.description,
      amount: asNumber(line.amount),
      currency_id: line.currency_id,
      base_currency_id: base,
      currency_factor: asNumber(line.currency_factor),
      base_currency_amount: asNumber(multiply(line.amount, line.currency_factor)),
      created_by_user_id: line.created_by_user_id,
      edited_by_user_id: line.edited_by_user_id,
    })),
    is_locked: false,
    locked_info: null,
  };
}

function fileOwner(call: Call): { fileIds: number[] } {
  const entry = findEntry(call);
  if (call.params['lineId'] === undefined) {
    return entry;
  }
  const lineId = idParam(call, 'lineId');
  return found(entry.entries.find((line) => line.id === lineId));
}

function listFiles(call: Call): Answer {
  const files = fileOwner(call).fileIds.flatMap((id) => call.company.files.get(id) ?? []);
  return countedListAnswer(call, files, { print: (file) => printFile(call.company, file), limit: 2000 });
}

function addFiles(call: Call): Answer {
  const owner = fileOwner(call);
  const files = call.uploads.map((upload) => call.company.files.add((id) => fileRow(call, id, upload)));
  owner.fileIds.push(...files.map((file) => file.id));
  return created(files.map((file) => printFile(call.company, file)));
}

function showFile(call: Call): Answer {
  return ok(printFile(call.company, found(call.company.files.get(attachedId(call)))));
}

function removeFile(call: Call): Answer {
  const owner = fileOwner(call);
  const id = attachedId(call);
  owner.fileIds.splice(owner.fileIds.indexOf(id), 1);
  return success();
}

function attachedId(call: Call): number {
  const id = idParam(call, 'fileId');
  if (!fileOwner(call).fileIds.includes(id)) {
    throw notFound();
  }
  return id;
}
