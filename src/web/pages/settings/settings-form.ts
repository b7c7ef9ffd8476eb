import type { Company } from '../../../domain/company.ts';
import { completeSettings } from '../../../domain/settings/complete-settings.ts';
import type { Settings } from '../../../domain/settings.ts';
import { accountValues, readAccounts } from './topics/account-form.ts';
import { bookingValues, readBooking } from './topics/booking-form.ts';
import { changesValues, readChanges } from './topics/changes-form.ts';
import { closingValues, readClosing } from './topics/closing-form.ts';
import { customerValues, readCustomers } from './topics/customer-form.ts';
import { documentValues, readDocuments } from './topics/document-form.ts';
import { paymentValues, readPayments } from './topics/payment-form.ts';
import { choice, type Body, type SettingsFault } from './topics/posted-form.ts';
import { productValues, readProducts } from './topics/product-form.ts';
import { readGoodsAndStock, stockValues } from './topics/stock-form.ts';

/** The settings as the fields of a form, and back. A field that was not posted keeps its value, so one reader serves every page. */
export function valuesOf(saved: Settings, timeZone: string): Record<string, string> {
  const settings = completeSettings(saved);
  return {
    ...bookingValues(settings, timeZone),
    ...paymentValues(settings),
    ...accountValues(settings),
    ...documentValues(settings),
    ...customerValues(settings),
    ...stockValues(settings),
    ...productValues(settings),
    ...changesValues(settings),
    ...closingValues(settings),
    giftCards: settings.giftCards,
  };
}

export type Reading = { settings: Settings; errors: Record<string, SettingsFault> };

export function readSettings(body: Body, base: Settings, company: Company, timeZone: string): Reading {
  const errors: Record<string, SettingsFault> = {};
  const form = { body, errors };
  const settings: Settings = {
    // What no form asks for stays as it was decided.
    ...base,
    ...readBooking(form, base, timeZone),
    ...readPayments(form, base, company),
    ...readAccounts(form, base, company),
    ...readDocuments(form, base, company),
    ...readCustomers(form, base),
    ...readGoodsAndStock(form, base, company),
    ...readProducts(form, base, company),
    ...readChanges(form, base),
    giftCards: choice(form, 'giftCards', ['value', 'service'], base.giftCards),
    ...readClosing(form, base),
  };
  return { settings, errors };
}
