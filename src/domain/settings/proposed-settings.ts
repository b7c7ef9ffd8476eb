import type { Account, BankAccount, Company } from '../company.ts';
import { addedLater } from './complete-settings.ts';
import type { Shop } from '../order.ts';
import { proposedTexts } from './proposed-texts.ts';
import type { AccountRole, GatewayRule, Settings } from '../settings.ts';
import { proposedZeroTaxes } from '../invoice/zero-tax.ts';

export type ProposalInput = {
  company: Company;
  shop: Shop;
  /** Handles seen on the shop's orders, in any case. */
  seenGateways: readonly string[];
  /** Orders created from this instant on are booked. */
  goLiveAt: string;
};

/**
 * Settings that work as they are, made from what the company has: a merchant who submits them unchanged has a shop that books orders.
 * Accounts are found by their number in the Swiss SME chart, then by name, then by kind; nothing is found by id.
 */
export function proposeSettings({ company, shop, seenGateways, goLiveAt }: ProposalInput): Settings {
  const accounts = proposedAccounts(company);
  const keepsStock = company.keepsStock && company.modules.stock && company.modules.deliveries && company.automaticNumbering.order;
  return {
    goLiveAt,
    bookWhen: 'created',
    finish: 'issued',
    presentation: 'gross',
    documents: keepsStock ? 'order-delivery-invoice' : 'invoice',
    deliver: 'when-fulfilled',
    articles: 'match',
    testOrders: false,
    accounts,
    gateways: proposedGateways(company, accounts, { seenGateways, currency: shop.currency }),
    bankAccountByCurrency: proposedBankAccounts(company, shop.currency),
    collectiveContactId: null,
    contactUpdates: 'untouched-fields',
    unitId: (company.units.find(({ name }) => /^(stk|stück|pce|pcs|pc|pièce|pezz)/i.test(name)) ?? company.units[0])?.id ?? null,
    daysToPay: 30,
    language: 'customer',
    texts: proposedTexts,
    ...addedLater,
    zeroTaxes: proposedZeroTaxes(company),
  };
}

export type GatewayInput = { company: Company; accounts: Settings['accounts']; currency: string };

/** The rule for a gateway the merchant has not decided about, for example one that appears for the first time. */
export function proposeGateway(gateway: string, { company, accounts, currency }: GatewayInput): GatewayRule {
  const kind = gatewayKinds.find(({ handle }) => handle.test(gateway));
  const paymentTypeId = company.paymentTypes.find(({ name }) => (kind?.paymentType ?? cardName).test(name))?.id ?? null;
  if (kind?.open === true) return { settle: 'open', paymentTypeId };
  const bankAccount = bankAccountFor(gateway, kind, { company, accounts }) ?? mainBankAccount(company, currency);
  return bankAccount === null ? { settle: 'open', paymentTypeId } : { settle: 'account', bankAccountId: bankAccount.id, paymentTypeId };
}

type Wish = { numbers: readonly string[]; name: RegExp; kind: Account['kind'] };

const wishes: Record<AccountRole, Wish> = {
  sales: { numbers: ['3200', '3000', '3400'], name: /handel|vente|vendit|sales|erlös|produit|ricav/i, kind: 'earnings' },
  shipping: { numbers: [], name: /versand|porto|lieferung|livraison|frais de port|spedizion|shipping|delivery/i, kind: 'earnings' },
  'gift-cards': { numbers: ['2030'], name: /gutschein|geschenk|bons? cadeau|voucher|gift|buon[oi]/i, kind: 'passive' },
  tips: { numbers: ['3600'], name: /trinkgeld|pourboire|mance|mancia|\btips?\b/i, kind: 'earnings' },
  duties: { numbers: [], name: /zoll|douane|dogana|dut(y|ies)/i, kind: 'earnings' },
  fees: { numbers: ['3600'], name: /gebühr|nebenerlös|übrige|autres|altri|other/i, kind: 'earnings' },
  rounding: { numbers: ['6945'], name: /rundung|arrondi|arrotond|rounding/i, kind: 'expenditures' },
};

function proposedAccounts(company: Company): Settings['accounts'] {
  const sales = accountFor(company, wishes.sales) ?? company.accounts.find((one) => one.usable && one.kind === 'earnings')?.id ?? null;
  const or = (role: AccountRole, otherwise: number | null) => accountFor(company, wishes[role]) ?? otherwise;
  const liability = company.accounts.find((one) => one.usable && one.kind === 'passive' && /^2[03]/.test(one.number))?.id ?? null;
  const tips = or('tips', sales);
  return {
    sales,
    shipping: or('shipping', sales),
    'gift-cards': or('gift-cards', liability),
    tips,
    duties: or('duties', sales),
    fees: or('fees', sales),
    rounding: or('rounding', tips),
  };
}

/** By name within the kind (a merchant's own account says it best), unless the chart has a number for exactly this. */
function accountFor({ accounts }: Company, { numbers, name, kind }: Wish): number | null {
  const usable = accounts.filter((one) => one.usable);
  const byNumber = numbers.map((number) => usable.find((one) => one.number === number)).find((one) => one !== undefined);
  const byName = usable.find((one) => one.kind === kind && name.test(one.name));
  return (byNumber ?? byName)?.id ?? null;
}

type GatewayKind = { handle: RegExp; open?: true; ledger?: readonly string[]; name?: RegExp; giftCards?: true; paymentType?: RegExp };

const transferName =
  /^manual$|bank|deposit|überweisung|ueberweisung|vorauskasse|vorkasse|rechnung|invoice|facture|fattura|virement|bonifico|money order|on delivery|nachnahme/i;
const cardName = /kredit|carte|carta|card/i;

/** The first that fits counts. Money that reaches bexio by itself (QR-bill, transfer) is not booked by us: it would be there twice. */
const gatewayKinds: readonly GatewayKind[] = [
  { handle: /gift.?card|store.?credit/i, giftCards: true, name: /gutschein|geschenk|voucher|gift|bons? cadeau|buon[oi]/i },
  { handle: transferName, open: true, paymentType: /rechnung|facture|fattura|invoice/i },
  { handle: /^cash$|^bar$/i, ledger: ['1000'], name: /kasse|caisse|cassa|cash/i, paymentType: /bar|comptant|contant|cash/i },
  { handle: /shopify_payments/i, ledger: ['1105'], name: /shopify/i },
  { handle: /twint/i, ledger: ['1107'], name: /twint/i },
];

type Seen = { seenGateways: readonly string[]; currency: string };

function proposedGateways(company: Company, accounts: Settings['accounts'], { seenGateways, currency }: Seen): Settings['gateways'] {
  const usual = ['shopify_payments', 'paypal', 'twint', 'gift_card', 'shopify_store_credit', 'cash', 'manual'];
  const handles = new Set([...usual, ...seenGateways.map((gateway) => gateway.toLowerCase())]);
  return Object.fromEntries([...handles].map((gateway) => [gateway, proposeGateway(gateway, { company, accounts, currency })]));
}

/** An account that bears the gateway's name, or whose ledger account is the usual one for it. */
function bankAccountFor(gateway: string, kind: GatewayKind | undefined, { company, accounts }: Pick<GatewayInput, 'company' | 'accounts'>): BankAccount | null {
  const ledgerOf = (one: BankAccount) => company.accounts.find(({ id }) => id === one.accountId);
  const behindGiftCards = kind?.giftCards === true ? company.bankAccounts.find((one) => one.accountId !== null && one.accountId === accounts['gift-cards']) : undefined;
  const word = gateway.split(/[^\p{L}\d]+/u).find((part) => part.length >= 4)?.toLowerCase();
  const named = (text: string) => kind?.name?.test(text) ?? (word !== undefined && text.toLowerCase().includes(word));
  return (
    behindGiftCards ??
    company.bankAccounts.find((one) => named(one.name)) ??
    company.bankAccounts.find((one) => named(ledgerOf(one)?.name ?? '')) ??
    company.bankAccounts.find((one) => kind?.ledger?.includes(ledgerOf(one)?.number ?? '') === true) ??
    null
  );
}

/** Where money arrives when nothing better is known: the bank of the shop's currency, with an IBAN. */
function mainBankAccount({ bankAccounts, currencies, accounts }: Company, currency: string): BankAccount | null {
  const currencyId = currencies.find(({ code }) => code === currency)?.id ?? null;
  const isBank = (one: BankAccount) => accounts.find(({ id }) => id === one.accountId)?.number === '1020';
  const rank = (one: BankAccount) => Number(one.currencyId === currencyId) * 4 + Number(one.iban !== null) * 2 + Number(isBank(one));
  return bankAccounts.toSorted((a, b) => rank(b) - rank(a))[0] ?? null;
}

function proposedBankAccounts(company: Company, shopCurrency: string): Settings['bankAccountByCurrency'] {
  const withIban = company.currencies.flatMap(({ id, code }) => {
    const account = code === shopCurrency ? mainBankAccount(company, code) : (company.bankAccounts.find((one) => one.currencyId === id && one.iban !== null) ?? null);
    return account === null ? [] : [[code, account.id] as const];
  });
  return Object.fromEntries(withIban);
}
