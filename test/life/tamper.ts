import type { InvoiceView, ManualEntryView } from '../../src/sandbox/bexio/sandbox.ts';
import { rappen } from './bexio-figures.ts';
import type { Evidence } from './evidence.ts';

/** One thing in the evidence made wrong. `names`: one of these must be said by the auditor, or he has found something else. */
export type Tampering = { what: string; tamper(evidence: Evidence): void; names: string[] };

/** Every document, position, VAT amount, payment, entry and journal line of an order, each made wrong in every way a program could. */
export function tamperings({ invoices, entries, journal, rules }: Evidence): Tampering[] {
  return [
    ...invoices.flatMap((one, index) => [...ofInvoice(one, index), ...ofPositions(one, index, rules), ...ofVat(one, index), ...ofPayments(one, index)]),
    ...entries.flatMap((one, index) => [...ofEntry(one, index), ...ofLines(one, index, rules)]),
    ...journal.flatMap((_line, index) => ofJournal(journal, index)),
  ];
}

const [draft, cancelled] = [7, 19];
const foreignId = 9_001;

function ofInvoice(invoice: InvoiceView, index: number): Tampering[] {
  const { document_nr: number, id } = invoice;
  const change = (what: string, changes: Partial<InvoiceView>, names = [number]): Tampering => ({ what: `invoice ${number} ${what}`, names, tamper: ({ invoices }) => void Object.assign(invoices[index]!, changes) });
  const inForce = invoice.status !== cancelled;
  return [
    { what: `invoice ${number} dropped`, names: [`invoice ${id}`], tamper: ({ invoices }) => void invoices.splice(index, 1) },
    { what: `invoice ${number} doubled`, names: [`invoice ${foreignId}`], tamper: ({ invoices }) => void invoices.push({ ...structuredClone(invoice), id: foreignId, payments: [] }) },
    change('over a rappen more', { total: plus(invoice.total, 1) }),
    change('over a rappen less', { total: plus(invoice.total, -1) }),
    change('under another number', { document_nr: 'RE-99999' }, ['RE-99999']),
    ...(inForce ? [change('is a draft', { status: draft }), change('is cancelled', { status: cancelled }), change('in dollars', { currency: 'USD' }), change('of another day', { is_valid_from: '2026-01-15' })] : [change('in force again', { status: 8 })]),
  ];
}

function ofPositions(invoice: InvoiceView, index: number, { turnover, chart }: Evidence['rules']): Tampering[] {
  if (invoice.status === cancelled) return [];
  return invoice.positions.flatMap((position, at): Tampering[] => {
    if (position.tax_percent === null || position.account_no === null) return [];
    const accounts = [...new Set(turnover.values())].filter((one) => one !== position.account_no);
    const change = (what: string, changes: Partial<typeof position>, names: string[]): Tampering => ({ what: `${invoice.document_nr}, position ${position.position_total} on ${position.account_no} at ${position.tax_percent}: ${what}`, names, tamper: ({ invoices }) => void Object.assign(invoices[index]!.positions[at]!, changes) });
    const itself = [`${invoice.document_nr}, position ${position.id}`];
    const paidTax = [...chart.taxes].find(([, tax]) => !tax.owed && tax.perMille === Math.round(Number(position.tax_percent) * 10))?.[0];
    const otherRate = [...chart.taxes].find(([, tax]) => tax.owed && tax.perMille !== Math.round(Number(position.tax_percent) * 10))?.[0] ?? 0;
    return [
      change('a rappen more', { position_total: plus(position.position_total, 1) }, [`invoice ${invoice.document_nr} says`]),
      change('on an account of money', { account_no: '1020' }, itself),
      ...accounts.map((account) => change(`on ${account}`, { account_no: account }, [`on account ${account}`])),
      change('with the code of another rate', { tax_id: otherRate }, itself),
      change('without a code', { tax_id: null }, itself),
      change('under another rate', { tax_id: otherRate, tax_percent: String((chart.taxes.get(otherRate)?.perMille ?? 0) / 10) }, [`at ${chart.taxes.get(otherRate)?.perMille} ‰`]),
      ...(paidTax === undefined ? [] : [change('with a code for what is bought', { tax_id: paidTax }, itself)]),
    ];
  });
}

function ofVat(invoice: InvoiceView, index: number): Tampering[] {
  if (invoice.status === cancelled) return [];
  return invoice.taxs.filter((one) => Number(one.percentage) > 0).flatMap((tax) => {
    const at = invoice.taxs.indexOf(tax);
    return [1, -1].map((rappenMore): Tampering => ({
      what: `${invoice.document_nr}: VAT of ${tax.percentage} ${rappenMore} rappen off`,
      names: [`VAT of ${Math.round(Number(tax.percentage) * 10)} ‰`],
      tamper: ({ invoices }) => void (invoices[index]!.taxs[at]!.value = plus(tax.value, rappenMore)),
    }));
  });
}

function ofPayments(invoice: InvoiceView, index: number): Tampering[] {
  return invoice.payments.flatMap((payment, at): Tampering[] => {
    const name = `payment ${payment.id}`;
    const change = (what: string, changes: Partial<typeof payment>): Tampering => ({ what: `${name} ${what}`, names: [name], tamper: ({ invoices }) => void Object.assign(invoices[index]!.payments[at]!, changes) });
    return [
      { what: `${name} dropped`, names: [name], tamper: ({ invoices }) => void invoices[index]!.payments.splice(at, 1) },
      { what: `${name} doubled`, names: [`payment ${foreignId}`], tamper: ({ invoices }) => void invoices[index]!.payments.push({ ...payment, id: foreignId }) },
      change('a rappen more', { value: plus(payment.value, 1) }),
      change('a rappen less', { value: plus(payment.value, -1) }),
      change('on another account', { bank_account_id: 9_999 }),
      change('of another day', { date: '2026-01-15' }),
    ];
  });
}

function ofEntry(entry: ManualEntryView, index: number): Tampering[] {
  const name = `entry ${entry.id}`;
  const change = (what: string, changes: Partial<ManualEntryView>): Tampering => ({ what: `${name} ${what}`, names: [name], tamper: ({ entries }) => void Object.assign(entries[index]!, changes) });
  return [
    { what: `${name} dropped`, names: [name], tamper: ({ entries }) => void entries.splice(index, 1) },
    { what: `${name} doubled`, names: [`entry ${foreignId}`], tamper: ({ entries }) => void entries.push({ ...structuredClone(entry), id: foreignId }) },
    change('of another day', { date: '2026-01-15' }),
    change('for another refund', { reference_nr: (entry.reference_nr ?? '').replace(/\d+$/, '1') }),
  ];
}

function ofLines(entry: ManualEntryView, index: number, { chart, accountOf }: Evidence['rules']): Tampering[] {
  return entry.entries.flatMap((line, at): Tampering[] => {
    const name = `entry ${entry.id}`;
    const own = chart.taxes.get(line.tax_id ?? 0);
    const purse = [...accountOf.values()].find((one) => one !== null && one !== '' && one !== line.credit_account_no) ?? '';
    const change = (what: string, changes: Partial<typeof line>, names = [name]): Tampering => ({ what: `${name}, line ${line.debit_account_no}→${line.credit_account_no} ${line.amount}: ${what}`, names, tamper: ({ entries }) => void Object.assign(entries[index]!.entries[at]!, changes) });
    const otherRate = [...chart.taxes].find(([, tax]) => tax.owed && tax.perMille !== (own?.perMille ?? 0));
    const paidTax = [...chart.taxes].find(([, tax]) => !tax.owed && tax.perMille === own?.perMille);
    return [
      { what: `${name}, line ${line.amount} dropped`, names: [name], tamper: ({ entries }) => void entries[index]!.entries.splice(at, 1) },
      { what: `${name}, line ${line.amount} doubled`, names: [name], tamper: ({ entries }) => void entries[index]!.entries.push({ ...line }) },
      change('a rappen more', { amount: plus(line.amount, 1) }),
      change('a rappen less', { amount: plus(line.amount, -1) }),
      change('from another account of money', { credit_account_no: purse }),
      change('the wrong way round', { debit_account_no: line.credit_account_no, credit_account_no: line.debit_account_no }),
      change('at a rate of exchange', { currency_factor: '1.05' }),
      change('in dollars', { currency: 'USD' }),
      ...(otherRate === undefined ? [] : [change('under another rate', { tax_id: otherRate[0] }, [name, `at ${otherRate[1].perMille} ‰`])]),
      ...(own === undefined ? [] : [change('without a code', { tax_id: null }, [name])]),
      ...(paidTax === undefined ? [] : [change('with a code for what is bought', { tax_id: paidTax[0] })]),
    ];
  });
}

/** Lines that say nothing of the books by themselves: who the contact was, what bexio showed, what the order showed before. */
const asides = /^(contact|invoice-changed|order)-/;

function ofJournal(journal: Evidence['journal'], index: number): Tampering[] {
  const { event, detail } = journal[index]!;
  const isLast = journal.findLastIndex((line) => line.event.startsWith('order-')) === index;
  if (asides.test(event) && !isLast) return [];
  if (isLast) return [{ what: `the last ${event} dropped`, names: ['the journal said last'], tamper: (evidence) => void evidence.journal.splice(index, 1) }];
  const about = [detail['invoiceId'], detail['paymentId'], detail['entryId']].flatMap((id) => (id === undefined ? [] : [String(id)]));
  const names = [...about, ...(typeof detail['number'] === 'string' ? [detail['number']] : []), ...(event === 'task-opened' ? ['tasks'] : [])];
  const figures = Object.entries(detail).filter(([, value]) => typeof value === 'number');
  return [
    { what: `${event} ${about.join()} dropped`, names: [...names, 'invoice '], tamper: (evidence) => void evidence.journal.splice(index, 1) },
    { what: `${event} ${about.join()} doubled`, names: [...names, 'invoice '], tamper: (evidence) => void evidence.journal.push(structuredClone(journal[index]!)) },
    ...figures.map(([name, value]): Tampering => ({ what: `${event} ${about.join()}: ${name} one more`, names: [...names, 'invoice '], tamper: (evidence) => void (evidence.journal[index]!.detail[name] = Number(value) + 1) })),
  ];
}

function plus(amount: string, more: number): string {
  const decimals = amount.split('.')[1]?.length ?? 0;
  return decimals > 2 ? (Number(amount) + more / 100).toFixed(decimals) : ((rappen(amount) + more) / 100).toFixed(2);
}
