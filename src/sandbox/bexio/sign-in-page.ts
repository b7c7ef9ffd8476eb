import type { Company } from './company.ts';
import { escapeHtml, htmlPage } from './html.ts';

/** Sign-in and consent in one: pick who you are in which company, or cancel. */
export function signInPage(options: {
  action: string;
  clientId: string;
  scopes: readonly string[];
  companies: readonly Company[];
}): string {
  const choices = options.companies.map((company) => companyChoices(company)).join('\n');
  return htmlPage(
    'Bei bexio anmelden (Sandbox)',
    `<h1>Bei bexio anmelden</h1>
<p>Sandbox. Die App <strong>${escapeHtml(options.clientId)}</strong> möchte auf Ihre Daten zugreifen.
Mit der Wahl einer Person melden Sie sich an und stimmen zu.</p>
<p><small>Berechtigungen: <code>${escapeHtml(options.scopes.join(' '))}</code></small></p>
<form method="post" action="${escapeHtml(options.action)}">
${choices}
<button class="quiet" name="choice" value="cancel">Abbrechen</button>
</form>`,
  );
}

function companyChoices(company: Company): string {
  const people = company.users.all().filter((user) => !user.removed);
  const buttons = people.map(
    (user) =>
      `<button name="choice" value="${escapeHtml(user.sub)}">${escapeHtml(`${user.firstname} ${user.lastname}`)}` +
      ` · ${escapeHtml(user.email)}</button>`,
  );
  return `<h2>${escapeHtml(company.name)}</h2>\n${buttons.join('\n')}`;
}
