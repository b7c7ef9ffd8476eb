import * as Turbo from './turbo.js';

// Links and form posts inside the Shopify admin carry the session token explicitly: whether App Bridge has wrapped `fetch`
// by then depends on load order, and a visit without a token would bounce.
document.addEventListener('turbo:before-fetch-request', (event) => {
  const bridge = window.shopify;
  if (!bridge?.idToken) return;
  event.preventDefault();
  void sendWithToken(bridge, event.detail);
});

async function sendWithToken(bridge, { fetchOptions, resume }) {
  try {
    fetchOptions.headers.Authorization = `Bearer ${await bridge.idToken()}`;
  } finally {
    resume();
  }
}

// The admin's frame cannot show bexio's sign-in: such links leave it.
document.addEventListener('turbo:click', (event) => {
  if (event.target.closest?.('[target], [download], [data-turbo="false"]')) event.preventDefault();
});

// One click, one request: a second one while the first is under way would only confuse.
document.addEventListener('turbo:submit-start', (event) => busy(event.target, true));
document.addEventListener('turbo:submit-end', (event) => {
  busy(event.target, false);
});
function busy(form, on) {
  form.setAttribute('aria-busy', String(on));
  for (const button of form.querySelectorAll('button')) button.toggleAttribute('disabled', on);
}

// After a visit the reader of the page stands at its heading, as after a full page load; errors come first.
let typed = false;
document.addEventListener('turbo:load', () => {
  typed = false;
  const errors = document.querySelector('[data-focus]');
  if (errors) errors.focus();
  else if (!firstLoad) document.querySelector('main')?.focus({ preventScroll: true });
  firstLoad = false;
  window.shopify?.loading?.(false);
  poll();
});
// A form that came back with errors is rendered without a load.
document.addEventListener('turbo:render', () => {
  document.querySelector('[data-focus]')?.focus();
  poll();
});
let firstLoad = true;

// Pages on which something is still moving refresh themselves; never while somebody is typing or has picked rows.
let timer = 0;
function poll() {
  clearTimeout(timer);
  const every = Number(document.querySelector('main')?.dataset.poll);
  if (!every) return;
  timer = setTimeout(() => {
    const picked = document.querySelector('[data-pick]:checked');
    const reading = document.querySelector('iframe.pdf:not([hidden])');
    if (typed || picked || reading || document.hidden || !navigator.onLine) return poll();
    Turbo.session.refresh(location.href);
    poll();
  }, every);
}
// What the reader has unfolded stays unfolded when the page refreshes itself.
document.addEventListener('turbo:before-morph-attribute', (event) => {
  if (event.target.tagName === 'DETAILS' && event.detail.attributeName === 'open') event.preventDefault();
});
document.addEventListener('input', (event) => {
  if (event.target.matches('[data-pick], [data-pick-all]')) return;
  typed = true;
});

// Picking rows for a bulk action.
document.addEventListener('change', (event) => {
  const form = event.target.closest?.('form');
  if (event.target.matches('[data-pick-all]')) for (const box of document.querySelectorAll('[data-pick]')) box.checked = event.target.checked;
  if (event.target.matches('[data-pick], [data-pick-all]')) {
    const count = document.querySelectorAll('[data-pick]:checked').length;
    for (const place of document.querySelectorAll('[data-picked]')) place.textContent = count ? place.dataset.picked.replace('{n}', String(count)) : place.dataset.nothing;
  }
  if (event.target.matches('[data-submit]')) form?.requestSubmit();
});

// What a decision needs beyond the installation is asked for when it is taken; Shopify shows the merchant what it is.
document.addEventListener('change', (event) => {
  const { scopes } = event.target.dataset ?? {};
  if (scopes && event.target.checked) void window.shopify?.scopes?.request(scopes.split(' ')).catch(() => {});
});

// A right that is only needed for one setting is asked for by the admin itself; what was granted is read when the form goes out.
addEventListener(
  'submit',
  (event) => {
    const form = event.target;
    const ask = window.shopify?.scopes?.request;
    if (!form.dataset.scopes || form.dataset.asked || !ask) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    void askThenSubmit(form, ask);
  },
  true,
);
async function askThenSubmit(form, ask) {
  // Shopify refuses to ask for what the app does not declare, or was not approved for; the page then says what can be done.
  const answer = await ask(form.dataset.scopes.split(' ')).catch(() => null);
  const field = form.elements.namedItem('answer');
  if (field) field.value = answer?.result ?? 'not-available';
  form.dataset.asked = 'yes';
  form.requestSubmit();
  delete form.dataset.asked;
}

// Unsaved changes are not lost without a question; inside the admin the contextual save bar asks it.
const unsaved = () => (typed && !window.shopify ? document.querySelector('form[data-guard]') : null);
addEventListener('beforeunload', (event) => {
  if (unsaved()) event.preventDefault();
});
document.addEventListener('turbo:before-visit', (event) => {
  const form = unsaved();
  if (form && !confirm(form.dataset.guard)) event.preventDefault();
});
document.addEventListener('submit', () => (typed = false), true);

// A PDF or a file is fetched with the session token, which a plain link in the admin's frame would not carry.
document.addEventListener('click', async (event) => {
  const link = event.target.closest?.('a[data-pdf], a[data-download]');
  if (!link || event.ctrlKey || event.metaKey) return;
  event.preventDefault();
  const headers = window.shopify?.idToken ? { Authorization: `Bearer ${await window.shopify.idToken()}` } : {};
  const answer = await fetch(link.href, { headers }).catch(() => null);
  const address = answer?.ok ? URL.createObjectURL(await answer.blob()) : null;
  if (link.dataset.pdf) showPdf(document.getElementById(link.dataset.pdf), address);
  else if (address) Object.assign(document.createElement('a'), { href: address, download: link.dataset.download }).click();
});
function showPdf(place, address) {
  place.hidden = false;
  place.querySelector('[data-failed]').hidden = address !== null;
  const frame = place.querySelector('iframe');
  frame.hidden = address === null;
  if (address) frame.src = address;
}

// A chosen settings file is read into the field that is posted.
document.addEventListener('change', async (event) => {
  const field = document.getElementById(event.target.dataset?.into ?? '');
  const file = event.target.files?.[0];
  if (field && file) field.value = await file.text();
});

for (const state of ['online', 'offline']) addEventListener(state, showConnection);
document.addEventListener('turbo:load', showConnection);
function showConnection() {
  const note = document.getElementById('offline');
  if (note) note.hidden = navigator.onLine;
}
document.addEventListener('turbo:fetch-request-error', () => {
  const note = document.getElementById('offline');
  if (note) note.hidden = false;
});

// A click on the app's menu in the admin arrives as this event.
document.addEventListener('shopify:navigate', (event) => {
  const href = event.target?.getAttribute?.('href');
  if (href) Turbo.visit(href);
});
