import { toDecimal, type Currencies, type Money } from './money.ts';

export type MoneyView = { amount: string; currencyCode: string };
export type MoneyBagView = { shopMoney: MoneyView; presentmentMoney: MoneyView };

/** An amount as `MoneyBag` answers it. */
export function bag(of: { currencies: Currencies }, money: Money): MoneyBagView {
  const { shop, presentment } = of.currencies;
  return { shopMoney: moneyView(money.shop, shop), presentmentMoney: moneyView(money.presentment, presentment) };
}

export function optionalBag(of: { currencies: Currencies }, money: Money | null): MoneyBagView | null {
  return money === null ? null : bag(of, money);
}

export function moneyView(minor: bigint, currency: string): MoneyView {
  return { amount: toDecimal(minor, currency), currencyCode: currency };
}
