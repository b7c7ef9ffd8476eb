import type { Books } from './books.ts';
import { escapeHtml, htmlPage } from './html.ts';

export function overviewPage(companies: readonly Books[]): string {
  const content = companies.map(companySection).join('\n');
  return htmlPage(
    'bexio Sandbox',
    `<h1>bexio Sandbox</h1>
<p>Ein Stand-in für bexio: Anmeldung unter <code>/realms/bexio</code>, API unter <code>/2.0</code> und <code>/3.0</code>,
Störungen unter <code>/_sandbox/faults</code>, alles als JSON unter <code>/_sandbox/state</code>.</p>
${content}`,
  );
}

function companySection(books: Books): string {
  return `<h2>${escapeHtml(books.companyName)} <small><code>${escapeHtml(books.companyId)}</code></small></h2>
${table('Rechnungen', ['Nr.', 'Titel', 'Status', 'api_reference', 'Total', 'Offen'], invoiceRows(books))}
${table('Kontakte', ['Nr.', 'Name', 'E-Mail', 'Ort'], contactRows(books))}
${table('Artikel', ['Code', 'Name', 'Preis', 'Lager'], articleRows(books))}`;
}

function invoiceRows(books: Books): string[][] {
  return books.invoices().map((invoice) => [
    invoice.document_nr,
    invoice.title ?? '',
    statusNames[invoice.status] ?? String(invoice.status),
    invoice.api_reference ?? '',
    `${invoice.currency} ${invoice.total}`,
    invoice.total_remaining_payments,
  ]);
}

function contactRows(books: Books): string[][] {
  return books.contacts().map((contact) => [
    contact.nr,
    [contact.name_2, contact.name_1].filter(Boolean).join(' '),
    contact.mail ?? '',
    [contact.postcode, contact.city].filter(Boolean).join(' '),
  ]);
}

function articleRows(books: Books): string[][] {
  return books
    .articles()
    .map((article) => [
      article.intern_code,
      article.intern_name,
      article.sale_price ?? '',
      article.is_stock ? String(article.stock_available_nr) : '–',
    ]);
}

const statusNames: Readonly<Record<number, string>> = {
  7: 'Entwurf',
  8: 'Ausstehend',
  9: 'Bezahlt',
  16: 'Teilweise bezahlt',
  19: 'Storniert',
  31: 'Unbezahlt',
};

function table(title: string, heads: readonly string[], rows: readonly (readonly string[])[]): string {
  if (rows.length === 0) {
    return `<h3>${escapeHtml(title)}</h3><p>Noch nichts da.</p>`;
  }
  const head = heads.map((name) => `<th scope="col">${escapeHtml(name)}</th>`).join('');
  const body = rows.map((row) => `<tr>${row.map((cell) => `<td>${escapeHtml(cell)}</td>`).join('')}</tr>`).join('\n');
  return `<h3>${escapeHtml(title)}</h3><table><thead><tr>${head}</tr></thead><tbody>${body}</tbody></table>`;
}
