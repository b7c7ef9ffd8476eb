import type { Company } from '../../../domain/company.ts';
import { ledgerCurrency } from '../../../domain/payment/exchange-rate.ts';
import { languages, zeroTaxes } from '../../../domain/settings.ts';
import { standardRatePpm } from '../../../domain/invoice/voucher-tax.ts';
import { ChoiceField, SelectField, TextArea, TextField, TickField, type FormState, type Option } from '../../fields.tsx';
import type { Frame } from '../../layout.tsx';
import { ShopText } from '../../ui.tsx';
import { currentTaxes } from './current-taxes.ts';
import { ProductFields } from '../products/product-fields.tsx';
import { methodName, paymentMethod } from '../payment-methods.ts';
import { accountRoles } from './settings-form.ts';

/** One topic of the settings each, used on its own page and together in the first set-up. */
export const topics = ['booking', 'payments', 'accounts', 'documents', 'customers', 'stock', 'products', 'changes', 'vouchers', 'closing'] as const;
export type Topic = (typeof topics)[number];

export type TopicProps = {
  frame: Frame;
  form: FormState;
  company: Company;
  /** Payment methods to decide on: those of the settings and those seen in the shop's orders. */
  gateways: string[];
  /** Shopify's stock locations; none when they are not known. */
  locations: { id: string; name: string }[];
};

export function TopicFields(props: TopicProps & { topic: Topic }) {
  const Fields = { booking: BookingFields, payments: PaymentFields, accounts: AccountFields, documents: DocumentFields, customers: CustomerFields, stock: StockFields, products: ProductFields, changes: ChangesFields, vouchers: VoucherFields, closing: ClosingFields }[props.topic];
  return <Fields {...props} />;
}

function BookingFields({ frame, form }: TopicProps) {
  const w = frame.words.settings;
  const option = <T extends string>(value: T, words: Record<T, { label: string; effect: string }>) => ({ value, ...words[value] });
  return (
    <div class="stack loose">
      <TextField form={form} name="goLive" label={w.goLive.label} hint={w.goLive.hint} type="date" />
      <ChoiceField form={form} name="bookWhen" label={w.bookWhen.label} options={[option('paid', w.bookWhen.options), option('created', w.bookWhen.options), option('fulfilled', w.bookWhen.options)]} />
      <ChoiceField form={form} name="finish" label={w.finish.label} options={[option('issued', w.finish.options), option('draft', w.finish.options), option('sent', w.finish.options)]} />
      <TickField form={form} name="testOrders" label={w.testOrders.label} hint={w.testOrders.hint} />
    </div>
  );
}

function PaymentFields({ frame, form, company, gateways }: TopicProps) {
  const w = frame.words.settings;
  const settlements: Option[] = [
    { value: '', label: w.gateway.undecided },
    ...company.bankAccounts.map((account) => ({ value: `account:${account.id}`, label: w.gateway.onAccount(account.name) })),
    { value: 'open', label: w.gateway.open },
  ];
  const types = [{ value: '', label: w.gateway.noType }, ...company.paymentTypes.map(optionOf)];
  const accounts = [{ value: '', label: w.currency.companyDefault }, ...company.bankAccounts.map(optionOf)];
  return (
    <div class="stack loose">
      <p class="muted">{w.gateway.intro}</p>
      {gateways.map((handle) => {
        const method = paymentMethod(handle);
        return (
          <fieldset key={handle}>
            <legend>
              <ShopText text={methodName(frame.words, handle)} max={80} />
            </legend>
            <p class="hint">{w.gateway.kinds[method.kind]}</p>
            <div class="columns">
              <SelectField form={form} name={`gateway:${handle}`} label={w.gateway.settle} options={settlements} />
              <SelectField form={form} name={`gatewayType:${handle}`} label={w.gateway.type} options={types} />
              {foreignAccounts(company).map(({ code, accounts: own }) => (
                <SelectField form={form} name={`gatewayCurrency:${code}:${handle}`} label={w.gateway.inCurrency(code)} options={[{ value: '', label: w.gateway.sameAccount }, ...own.map(optionOf)]} key={code} />
              ))}
            </div>
          </fieldset>
        );
      })}
      <details>
        <summary>{w.gateway.add}</summary>
        <div class="columns">
          <TextField form={form} name="newGateway" label={w.gateway.newName} hint={w.gateway.newHint} maxLength={100} />
          <SelectField form={form} name="newGatewaySettle" label={w.gateway.settle} options={settlements} />
        </div>
      </details>
      <ChoiceField form={form} name="bookIn" label={w.bookIn.label} options={(['shop', 'presentment'] as const).map((value) => ({ value, ...w.bookIn.options[value] }))} />
      <fieldset>
        <legend>{w.currency.label}</legend>
        <p class="hint">{w.currency.hint}</p>
        <div class="columns">
          {company.currencies.map((currency) => (
            <SelectField form={form} name={`currency:${currency.code}`} label={currency.code} options={accounts} key={currency.id} />
          ))}
        </div>
      </fieldset>
      <TextField form={form} name="daysToPay" label={w.daysToPay.label} hint={w.daysToPay.hint} type="number" min={0} max={365} />
    </div>
  );
}

/** Currencies other than the ledger's for which the company has accounts. */
function foreignAccounts({ currencies, bankAccounts }: Company): { code: string; accounts: Company['bankAccounts'] }[] {
  const all = currencies.filter(({ code }) => code !== ledgerCurrency).map(({ id, code }) => ({ code, accounts: bankAccounts.filter(({ currencyId }) => currencyId === id) }));
  return all.filter(({ accounts }) => accounts.length > 0);
}

function AccountFields({ frame, form, company }: TopicProps) {
  const w = frame.words.settings.accounts;
  const usable = company.accounts.filter((account) => account.usable).toSorted((a, b) => a.number.localeCompare(b.number, 'en'));
  const free = company.taxes.filter((tax) => tax.active && tax.ratePpm === 0);
  const withoutVat = [{ value: '', label: frame.words.settings.zeroTax.any }, ...free.map(({ id, code }) => ({ value: String(id), label: code }))];
  const options = [{ value: '', label: w.none }, ...usable.map((account) => ({ value: String(account.id), label: `${account.number} ${account.name}` }))];
  return (
    <div class="stack loose">
      <p class="muted">{w.intro}</p>
      {accountRoles.map((role) => (
        <SelectField form={form} name={`account:${role}`} label={w.roles[role].label} hint={w.roles[role].hint} options={role === 'sales' ? options.slice(1) : options} key={role} />
      ))}
      <fieldset>
        <legend>{frame.words.settings.zeroTax.label}</legend>
        <p class="hint">{frame.words.settings.zeroTax.hint}</p>
        <div class="columns">
          {zeroTaxes.map((reason) => (
            <SelectField form={form} name={`zeroTax:${reason}`} label={frame.words.settings.zeroTax.reasons[reason]} options={withoutVat} key={reason} />
          ))}
        </div>
      </fieldset>
      <TaxTable frame={frame} company={company} />
    </div>
  );
}

/** Taxes are not a setting: the rate of the order decides. Showing the active ones answers the fiduciary's first question. */
function TaxTable({ frame, company }: { frame: Frame; company: Company }) {
  const w = frame.words.settings.taxes;
  const active = currentTaxes(company, frame.now).toSorted((a, b) => b.ratePpm - a.ratePpm);
  return (
    <details>
      <summary>{w.title(frame.format.list([...new Set(active.map((tax) => tax.ratePpm))].map(frame.format.rate)))}</summary>
      <p class="hint">{w.hint}</p>
      <table>
        <thead>
          <tr>
            <th scope="col">{w.code}</th>
            <th scope="col" class="end">{w.rate}</th>
          </tr>
        </thead>
        <tbody>
          {active.map((tax) => (
            <tr key={tax.id}>
              <th scope="row">{tax.code}</th>
              <td class="end number">{frame.format.rate(tax.ratePpm)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </details>
  );
}

function DocumentFields({ frame, form, company }: TopicProps) {
  const w = frame.words.settings;
  const languageOptions = [{ value: 'customer', label: w.language.customer }, ...languages.map((one) => ({ value: one, label: w.language.names[one] }))];
  const templates = company.documentTemplates ?? [];
  const units = [{ value: '', label: w.unit.none }, ...company.units.map(optionOf)];
  return (
    <div class="stack loose">
      <ChoiceField
        form={form}
        name="presentation"
        label={w.presentation.label}
        options={[
          { value: 'gross', ...w.presentation.options.gross },
          { value: 'net', ...w.presentation.options.net },
        ]}
      />
      <div class="columns">
        <SelectField form={form} name="language" label={w.language.label} hint={w.language.hint} options={languageOptions} />
        <SelectField form={form} name="unitId" label={w.unit.label} hint={w.unit.hint} options={units} />
        {templates.length > 1 && <SelectField form={form} name="templateSlug" label={w.template.label} hint={w.template.hint} options={[{ value: '', label: w.template.companyDefault }, ...templates.map(({ slug, name }) => ({ value: slug, label: name }))]} />}
      </div>
      <p class="hint">{w.texts.hint}</p>
      {languages.map((language) => (
        <details key={language} open={hasErrorIn(form, `text:${language}:`)}>
          <summary>{w.texts.summary(w.language.names[language])}</summary>
          <div class="stack">
            <TextField form={form} name={`text:${language}:title`} label={w.texts.title} maxLength={80} />
            <TextArea form={form} name={`text:${language}:header`} label={w.texts.header} lang={language} />
            <TextArea form={form} name={`text:${language}:footer`} label={w.texts.footer} lang={language} />
          </div>
        </details>
      ))}
    </div>
  );
}

function CustomerFields({ frame, form }: TopicProps) {
  const w = frame.words.settings;
  return (
    <div class="stack loose">
      <ChoiceField
        form={form}
        name="contactUpdates"
        label={w.contactUpdates.label}
        options={[
          { value: 'never', ...w.contactUpdates.options.never },
          { value: 'untouched-fields', ...w.contactUpdates.options['untouched-fields'] },
        ]}
      />
      <TextField form={form} name="collectiveContactId" label={w.collectiveContact.label} hint={w.collectiveContact.hint} type="number" min={1} />
    </div>
  );
}

function StockFields({ frame, form, company, locations }: TopicProps) {
  const w = frame.words.settings;
  const possible = company.modules.stock && company.modules.deliveries;
  return (
    <div class="stack loose">
      {!possible && <p class="muted">{w.documents.notInPlan}</p>}
      <ChoiceField
        form={form}
        name="articles"
        label={w.articles.label}
        options={[
          { value: 'match', ...w.articles.options.match },
          { value: 'create', ...w.articles.options.create },
          { value: 'text', ...w.articles.options.text },
        ]}
      />
      <ChoiceField
        form={form}
        name="documents"
        label={w.documents.label}
        options={[
          { value: 'invoice', ...w.documents.options.invoice },
          { value: 'order-delivery-invoice', ...w.documents.options['order-delivery-invoice'], disabled: !possible && form.values['documents'] !== 'order-delivery-invoice' },
        ]}
      />
      <ChoiceField
        form={form}
        name="deliver"
        label={w.deliver.label}
        hint={w.deliver.hint}
        options={[
          { value: 'when-fulfilled', ...w.deliver.options['when-fulfilled'] },
          { value: 'at-once', ...w.deliver.options['at-once'] },
        ]}
      />
      {locations.length > 0 && possible && <StockLevelFields frame={frame} form={form} locations={locations} company={company} />}
      {possible && <TickField form={form} name="fulfil" label={w.fulfil.label} hint={w.fulfil.hint} scopes="write_merchant_managed_fulfillment_orders" />}
    </div>
  );
}

function StockLevelFields({ frame, form, locations, company }: Pick<TopicProps, 'frame' | 'form' | 'locations' | 'company'>) {
  const w = frame.words.settings;
  const places = locations.map((one) => ({ value: one.id, label: one.name }));
  return (
    <>
      <ChoiceField
        form={form}
        name="stockLeads"
        label={w.stockLeads.label}
        options={[
          { value: 'off', ...w.stockLeads.options.off },
          { value: 'bexio', ...w.stockLeads.options.bexio },
          { value: 'shopify', ...w.stockLeads.options.shopify },
        ]}
      />
      <SelectField form={form} name="stockLocation" label={w.stockLocation.label} hint={w.stockLocation.hint} options={[{ value: '', label: w.stockLocation.none }, ...places]} />
      {locations.length > 1 && company.stockPlaces.length > 0 && (
        <fieldset>
          <legend>{w.stockPlace.legend}</legend>
          <p class="hint">{w.stockPlace.intro}</p>
          <div class="columns">
            {company.stockPlaces.map(({ placeId, name }) => (
              <SelectField form={form} name={`stockPlace:${placeId}`} label={w.stockPlace.label(name)} options={[{ value: '', label: w.stockPlace.asMain }, ...places]} key={placeId} />
            ))}
          </div>
        </fieldset>
      )}
    </>
  );
}

function ChangesFields({ frame, form }: TopicProps) {
  const w = frame.words.settings;
  return (
    <div class="stack loose">
      <ChoiceField
        form={form}
        name="refunds"
        label={w.refunds.label}
        options={[
          { value: 'entry', ...w.refunds.options.entry },
          { value: 'credit-note-task', ...w.refunds.options['credit-note-task'] },
        ]}
      />
      <ChoiceField
        form={form}
        name="textChanges"
        label={w.edits.label}
        options={[
          { value: 'ignore', ...w.edits.options.ignore },
          { value: 'replace', ...w.edits.options.replace },
        ]}
      />
      <TickField form={form} name="markPaid" label={w.markPaid.label} hint={w.markPaid.hint} />
      <TextField form={form} name="tag" label={w.tag.label} hint={w.tag.hint} maxLength={40} />
    </div>
  );
}

function VoucherFields({ frame, form, company }: TopicProps) {
  const w = frame.words.settings;
  const usable = company.accounts.filter((account) => account.usable).toSorted((a, b) => a.number.localeCompare(b.number, 'en'));
  const named = (id: string) => usable.find((account) => String(account.id) === id);
  const role = w.accounts.roles['gift-cards'];
  const redeemed = company.bankAccounts.find((bank) => form.values['gateway:gift_card'] === `account:${bank.id}`);
  const liability = named(form.values['account:gift-cards'] ?? '');
  const differs = redeemed !== undefined && liability !== undefined && redeemed.accountId !== liability.id;
  return (
    <div class="stack loose">
      <ChoiceField form={form} name="giftCards" label={w.giftCards.label} hint={w.vouchers.tax(frame.format.rate(standardRatePpm(company, frame.now.toISOString())))} options={[{ value: 'value', ...w.giftCards.options.value }, { value: 'service', ...w.giftCards.options.service }]} />
      <SelectField form={form} name="account:gift-cards" label={role.label} hint={role.hint} options={[{ value: '', label: w.accounts.none }, ...usable.map((account) => ({ value: String(account.id), label: `${account.number} ${account.name}` }))]} />
      <p class={redeemed === undefined || differs ? undefined : 'muted'}>
        {redeemed === undefined ? w.vouchers.undecided : differs ? w.vouchers.differs(redeemed.name, `${liability.number} ${liability.name}`) : w.vouchers.redeemed(redeemed.name)}{' '}
        <a href={frame.link('/settings/payments')}>{w.vouchers.toPayments}</a>
      </p>
    </div>
  );
}

function ClosingFields({ frame, form }: TopicProps) {
  const { lockDate, closed } = frame.words.settings;
  return (
    <div class="stack">
      <TextField form={form} name="lockDate" label={lockDate.label} hint={lockDate.hint} type="date" />
      <p>
        <button class="button" type="submit" formMethod="get" formAction="/settings/closing" name="show" value="yes">{closed.show}</button>
      </p>
    </div>
  );
}

export function hasErrorIn(form: FormState, prefix: string): boolean {
  return Object.keys(form.errors).some((name) => name.startsWith(prefix));
}

function optionOf(row: { id: number; name: string }): Option {
  return { value: String(row.id), label: row.name };
}
