import type { Company } from './company.ts';
import type { Micro } from './decimal.ts';
import { remainingAmount } from './order-progress.ts';
import type { Article, KbDocument } from './records.ts';
import { deliveryStatus, invoiceStatus, orderStatus } from './statuses.ts';
import { isItem } from './totals.ts';

export type StockLevel = { onHand: Micro; reserved: Micro; picked: Micro; disposed: Micro };

/**
 * Stock follows from the documents: an order reserves, a delivery picks, an issued delivery books
 * out, and a deleted document gives back. On hand may become negative.
 */
export function stockLevels(company: Company): (article: Article) => StockLevel {
  const moved = movements(company);
  return (article) => {
    const { reserved, picked, disposed } = moved.get(article.id) ?? { reserved: 0n, picked: 0n, disposed: 0n };
    return article.is_stock
      ? { onHand: article.openingStock + article.receivedStock - disposed, reserved, picked, disposed }
      : { onHand: 0n, reserved: 0n, picked: 0n, disposed: 0n };
  };
}

/** Once goods have moved, stock_nr is closed for writing. */
export function hasBookings(company: Company, article: Article): boolean {
  return article.stockTyped || stockLevels(company)(article).disposed !== 0n;
}

type Movement = { reserved: Micro; picked: Micro; disposed: Micro };

function movements(company: Company): Map<number, Movement> {
  const moved = new Map<number, Movement>();
  const add = (articleId: number | null, name: keyof Movement, amount: Micro) => {
    if (articleId !== null) {
      const row = moved.get(articleId) ?? { reserved: 0n, picked: 0n, disposed: 0n };
      row[name] += amount;
      moved.set(articleId, row);
    }
  };
  for (const order of company.documents.kb_order.all().filter(isOpen)) {
    for (const item of order.positions.filter(isItem)) {
      const rest = remainingAmount(company, order, item, 'kb_delivery');
      add(item.article_id, 'reserved', rest > 0n ? rest : 0n);
    }
  }
  for (const delivery of company.documents.kb_delivery.all()) {
    for (const item of delivery.positions.filter(isItem)) {
      if (delivery.status !== deliveryStatus.cancelled) {
        add(item.article_id, delivery.status === deliveryStatus.done ? 'disposed' : 'picked', item.amount);
      }
    }
  }
  for (const invoice of bookingInvoices(company)) {
    for (const item of invoice.positions.filter(isItem)) {
      add(item.article_id, 'disposed', item.amount);
    }
  }
  return moved;
}

function isOpen(order: KbDocument): boolean {
  return order.status === orderStatus.pending || order.status === orderStatus.partial;
}

/** Under one reading, an issued invoice without any delivery behind it moves goods by itself. */
function bookingInvoices(company: Company): KbDocument[] {
  if (!company.world.readings.invoiceBooksStock) {
    return [];
  }
  const issued: number[] = [invoiceStatus.pending, invoiceStatus.partial, invoiceStatus.paid];
  const delivered = new Set(company.documents.kb_delivery.all().map((row) => row.source?.id));
  return company.documents.kb_invoice
    .all()
    .filter((row) => issued.includes(row.status))
    .filter((row) => row.source?.kind !== 'kb_order' || !delivered.has(row.source.id));
}
