import type { Shopify } from '../shopify/platform.ts';
import { bookOrder } from './order/book-order.ts';
import { checkShop } from './check-shop.ts';
import { compareEdited, hearOfProduct } from './products/compare-edited.ts';
import { compareProducts } from './products/compare-products.ts';
import { comply } from './comply.ts';
import { fulfil } from './way-back/fulfil.ts';
import { createImporter } from './past/import-orders.ts';
import { keepStock } from './stock/keep-stock.ts';
import { pollBexio } from './way-back/poll-bexio.ts';
import { reflect } from './way-back/reflect.ts';
import { refreshCompany } from './refresh-company.ts';
import { resume } from './resume.ts';
import { sweepIntents } from './order/sweep-intents.ts';
import { sweepOrders } from './sweep-orders.ts';
import { runUndo } from './order/undo-run.ts';
import { forgetDeliveries, keepAlive, refreshShop, uninstall } from './tend-shop.ts';
import type { Tools } from './tools.ts';
import { writeProducts } from './products/write-products.ts';
import type { JobHandler } from './worker.ts';

/** Every kind of job there is. Web and sweeps ring them; nothing else makes the program act. */
export function createHandlers(tools: Tools, shopify: Shopify): Record<string, JobHandler> {
  const keepTokensAlive = keepAlive(shopify);
  return {
    order: (job) => bookOrder(tools, job),
    poll: (job) => pollBexio(tools, job),
    reflect: (job) => reflect(tools, job),
    fulfil: (job) => fulfil(tools, job),
    stock: (job) => keepStock(tools, job),
    'compare-products': (job) => compareProducts(tools, job),
    product: (job) => hearOfProduct(tools, job),
    'compare-product': (job) => compareEdited(tools, job),
    'write-products': (job) => writeProducts(tools, job),
    import: createImporter(tools),
    sweep: (job) => sweepOrders(tools, job),
    strays: (job) => sweepIntents(tools, job),
    company: (job) => refreshCompany(tools, job),
    resume: (job) => resume(tools, job),
    check: (job) => checkShop(tools, job),
    shop: (job) => refreshShop(tools, job),
    forget: (job) => forgetDeliveries(tools, job),
    'keep-alive': (job) => keepTokensAlive(tools, job),
    uninstall: (job) => uninstall(tools, job),
    'undo-run': (job) => runUndo(tools, job),
    compliance: (job) => comply(tools, job),
  };
}
