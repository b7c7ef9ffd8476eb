import { found, idParam, ok, type Answer, type Call, type Route } from './call.ts';
import type { Company } from './company.ts';
import { etagOf } from './etag.ts';
import type { Json } from './json.ts';
import { countedListAnswer, listAnswer } from './paging.ts';
import { pixelPng } from './pictures.ts';
import type { AccountGroup, BankAccount, ItemSetting, User } from './records.ts';
import { templatesOf } from './documents.ts';
import { searchRows } from './search.ts';

/** What a client reads once at connect time: people, company, settings, accounts, banks, templates. */
export const companyRoutes: readonly Route[] = [
  get('/3.0/users', (call) => countedListAnswer(call, present(call.company), { print: printUser })),
  get('/3.0/users/me', (call) => ok(printUser(call.user))),
  get('/3.0/users/:id', (call) => ok(printUser(found(call.company.users.get(idParam(call)))))),
  get('/3.0/permissions', (call) => ok(permissions(call))),
  get('/2.0/company_profile', (call) => listAnswer(call, [call.company], { print: profile })),
  get('/2.0/company_profile/:id', showProfile),
  get('/2.0/kb_item_setting', (call) => listAnswer(call, call.company.settings, { print: printSetting(call.company) })),
  get('/2.0/accounts', (call) => listAnswer(call, call.company.accounts.all(), { print: (row) => ({ ...row }) })),
  { method: 'POST', path: '/2.0/accounts/search', scopes: [], body: 'json', answer: searchAccounts },
  get('/2.0/account_groups', (call) => listAnswer(call, call.company.groups.all(), { print: printGroup })),
  get('/3.0/document_templates', (call) => ok(templatesOf(call.company).map(printTemplate))),
  {
    method: 'GET',
    path: '/3.0/banking/accounts',
    scopes: ['bank_account_show'],
    body: 'none',
    answer: (call) => countedListAnswer(call, call.company.bankAccounts.all(), { print: printBankAccount }),
  },
  {
    method: 'GET',
    path: '/3.0/banking/accounts/:id',
    scopes: ['bank_account_show'],
    body: 'none',
    answer: (call) =>
      ok(printBankAccount(found(call.company.bankAccounts.get(idParam(call)))), etagOf(call.company, '')),
  },
];

function get(path: string, answer: (call: Call) => Answer): Route {
  return { method: 'GET', path, scopes: [], body: 'none', answer };
}

function present(company: Company): User[] {
  return company.users.all().filter((user) => !user.removed);
}

export function printUser(user: User): Json {
  return {
    id: user.id,
    salutation_type: user.salutation_type,
    firstname: user.firstname,
    lastname: user.lastname,
    email: user.email,
    is_superadmin: user.is_superadmin,
    is_accountant: user.is_accountant,
  };
}

const components = ['contact', 'article', 'stock', 'kb_offer', 'kb_order', 'kb_delivery', 'kb_invoice'] as const;

function permissions({ user }: Call): Json {
  const right = (scope: string) => (user.forbidden.has(scope) ? 'none' : 'all');
  return {
    components: [...components],
    permissions: Object.fromEntries(
      components.map((name) => [
        name,
        { activation: 'enabled', show: right(`${name}_show`), edit: right(`${name}_edit`), download: 'all' },
      ]),
    ),
  };
}

function showProfile(call: Call): Answer {
  found(idParam(call) === call.company.number ? true : undefined);
  return ok(profile(call.company), etagOf(call.company, ''));
}

function profile(company: Company): Json {
  const hidden = ['logo', 'address', 'phone', 'mobile', 'fax', 'mail', 'url', 'skype'];
  return {
    id: company.number,
    name: company.name,
    address: 'Musterstrasse',
    address_nr: '1',
    postcode: '8000',
    city: 'Zürich',
    country_id: company.countries.all()[0]?.id ?? null,
    legal_form: 'corporation',
    country_name: company.countries.all()[0]?.name ?? '',
    mail: company.users.all()[0]?.email ?? null,
    phone_fixed: '0041440000000',
    phone_mobile: null,
    fax: null,
    url: null,
    skype_name: null,
    facebook_name: null,
    twitter_name: null,
    description: null,
    ust_id_nr: 'CHE-123.456.788',
    mwst_nr: 'CHE-123.456.788 MWST',
    trade_register_nr: null,
    has_own_logo: false,
    is_public_profile: false,
    ...Object.fromEntries(hidden.map((name) => [`is_${name}_public`, false])),
    logo_base64: pixelPng,
  };
}

/** Recorded Jun 2026: next_nr stays 1 while documents are numbered on, so it tells nothing. */
function printSetting(company: Company): (setting: ItemSetting) => Json {
  return (setting) => ({
    id: setting.id,
    text: setting.text,
    kb_item_class: setting.kb_item_class,
    enumeration_format: setting.enumeration_format,
    use_automatic_enumeration: setting.use_automatic_enumeration,
    use_yearly_enumeration: false,
    next_nr: 1,
    nr_min_length: 5,
    default_time_period_in_days: 14,
    default_logopaper_id: 1,
    default_language_id: 1,
    default_client_bank_account_new_id: setting.default_client_bank_account_new_id,
    default_currency_id: company.currencies.all()[0]?.id ?? null,
    default_mwst_type: setting.default_mwst_type,
    default_mwst_is_net: setting.default_mwst_is_net,
    default_nb_decimals_amount: 2,
    default_nb_decimals_price: 2,
    default_show_position_taxes: false,
    default_title: setting.kb_item_class === 'KbBill' ? 'Ausgabe' : setting.text,
    default_show_esr_on_same_page: false,
    default_payment_type_id: setting.default_payment_type_id,
    kb_terms_of_payment_template_id: 1,
    default_show_total: true,
  });
}

function searchAccounts(call: Call): Answer {
  const rows = searchRows(call, call.company.accounts.all(), {
    account_no: (row) => row.account_no,
    fibu_account_group_id: (row) => row.fibu_account_group_id,
    name: (row) => row.name,
    account_type: (row) => row.account_type,
  });
  return listAnswer(call, rows, { print: (row) => ({ ...row }) });
}

function printGroup(row: AccountGroup): Json {
  return { ...row };
}

/** The live field is `template_slug`, the documentation calls it `slug`. */
function printTemplate({ slug, name }: { slug: string; name: string }, index: number): Json {
  const documents = ['offer', 'order', 'invoice', 'delivery'];
  return { template_slug: slug, name, is_default: index === 0, default_for_document_types: index === 0 ? documents : [] };
}

function printBankAccount(row: BankAccount): Json {
  return {
    id: row.id,
    uuid: row.uuid,
    name: row.name,
    owner: row.owner,
    owner_address: 'Musterstrasse',
    owner_house_number: '1',
    owner_zip: '8000',
    owner_city: 'Zürich',
    owner_country_code: 'CH',
    bc_nr: row.iban_nr.slice(4, 9),
    bank_name: row.bank_name,
    bank_account_nr: row.iban_nr.slice(9),
    iban_nr: row.iban_nr,
    currency_id: row.currency_id,
    account_id: row.account_id,
    remarks: '',
    is_esr: false,
    esr_besr_id: '',
    esr_bottom_line_include_amount: true,
    esr_post_account_nr: '',
    esr_payment_for_text: '',
    esr_in_favour_of_text: '',
    invoice_mode: row.invoice_mode,
    qr_invoice_iban: row.qr_invoice_iban,
    type: row.type,
    bank_nr: '',
  };
}
