import { exampleNames } from './example-order.ts';
import { toFixed } from './money.ts';
import { paymentFigures } from './payment-figures.ts';
import type { ServerParts } from './server-parts.ts';
import type { Shop } from './shop.ts';
import type { StoredOrder } from './stored-order.ts';

/** One plain page: shops, orders, and a button for everything a merchant or buyer would do. No script; every text is escaped. */
export function controlPage(parts: ServerParts): string {
  const shops = [...parts.shops.values()].map((shop) => shopSection(parts, shop)).join('');
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>Shopify sandbox</title><meta name="viewport" content="width=device-width"><style>${style}</style></head>
<body><h1>Shopify sandbox</h1><p>A stand-in for Shopify stores. Nothing here leaves this machine.</p>${shops}${deliveriesSection(parts)}</body></html>`;
}

const style = 'body{font:15px/1.5 system-ui,sans-serif;margin:2rem;max-width:70rem}table{border-collapse:collapse;width:100%}th,td{text-align:left;padding:.3rem .6rem;border-bottom:1px solid #ddd}form{display:inline}button{font:inherit;margin:.1rem}.num{text-align:right}';

function shopSection(parts: ServerParts, shop: Shop): string {
  const { appUrl } = parts.place;
  const open = appUrl && shop.installed() ? `<p><a href="/_sandbox/open/${escape(shop.domain)}">Open the app in this shop</a></p>` : '';
  const examples = exampleNames.map((name) => button(shop, 'create', `Order: ${name}`, { example: name })).join(' ');
  const orders = shop.orders().toReversed().map((order) => orderRow(shop, order)).join('');
  const installation = shop.installed() ? button(shop, 'uninstall', 'Uninstall the app') : button(shop, 'reinstall', 'Install again');
  const head = '<tr><th>Order</th><th>Date</th><th>State</th><th class="num">Total</th><th class="num">Now</th><th>Do</th></tr>';
  return `<section><h2>${escape(shop.domain)}</h2>${open}${appUrlForm(shop, appUrl)}<p>${examples} ${installation}</p><table>${head}${orders}</table></section>`;
}

function appUrlForm(shop: Shop, appUrl: string | null): string {
  const label = `app-url-${escape(shop.domain)}`;
  const field = `<input id="${label}" name="appUrl" type="url" required size="40" value="${escape(appUrl ?? '')}">`;
  return form({ shop: shop.domain, act: 'app-url' }, `<label for="${label}">App address</label> ${field} <button>Keep</button>`);
}

function orderRow(shop: Shop, order: StoredOrder): string {
  const { shop: currency } = order.currencies;
  const { status } = paymentFigures(order, shop.state.reading);
  const amount = (minor: bigint) => `<td class="num">${escape(`${currency} ${toFixed(minor, currency)}`)}</td>`;
  const acts = ['pay', 'fulfil', 'refund', 'cancel'].map((verb) => button(shop, verb, verb, { order: order.id })).join('');
  const state = order.cancelledAt ? `${status}, cancelled` : status;
  const placed = order.createdAt.toISOString().slice(0, 16).replace('T', ' ');
  const texts = [order.name, placed, state].map((text) => `<td>${escape(text)}</td>`).join('');
  return `<tr>${texts}${amount(order.totals.total.shop)}${amount(order.totals.currentTotal.shop)}<td>${acts}</td></tr>`;
}

function deliveriesSection(parts: ServerParts): string {
  const latest = parts.deliveries.all().slice(-30).toReversed();
  const rows = latest.map((one) => {
    const texts = [one.triggeredAt.toISOString(), one.topic, one.shop, one.state].map((text) => `<td>${escape(text)}</td>`);
    return `<tr>${texts.join('')}<td class="num">${one.attempts.length}</td></tr>`;
  });
  return `<section><h2>Webhooks</h2><table><tr><th>When</th><th>Topic</th><th>Shop</th><th>State</th><th class="num">Attempts</th></tr>${rows.join('')}</table></section>`;
}

function button(shop: Shop, act: string, label: string, more: Record<string, string> = {}): string {
  return form({ shop: shop.domain, act, ...more }, `<button>${escape(label)}</button>`);
}

function form(values: Record<string, string>, inside: string): string {
  const hidden = Object.entries(values).map(([name, value]) => `<input type="hidden" name="${name}" value="${escape(value)}">`);
  return `<form method="post" action="/_sandbox/act">${hidden.join('')}${inside}</form>`;
}

const entities: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };

function escape(text: string): string {
  return text.replaceAll(/[&<>"']/g, (letter) => entities[letter] ?? letter);
}
