import type { AccountRole } from '../settings.ts';

/** One thing that was looked at and how it stands. The pages say what it means and where it is mended. */
export type Finding = { level: 'critical' | 'caution' | 'success' } & (
  | { id: 'connection' | 'settings' | 'go-live' | 'modules' | 'collective-contact' | 'contacts-seen' }
  /** Chosen for these and not there or locked. Left out by findings that an earlier version kept. */
  | { id: 'accounts'; roles?: AccountRole[] }
  /** Left out = invoices. */
  | { id: 'numbering'; document?: 'order' }
  | { id: 'currency'; currency: string }
  | { id: 'bexio-scopes' | 'shopify-scopes'; missing: string[] }
  /** bexio's modules in which the connected person may not write. */
  | { id: 'bexio-rights'; denied: BexioModule[] }
  | { id: 'tax-rate'; ratePpm: number }
  | { id: 'bank-accounts'; count: number }
  | { id: 'rounding'; currency: string; roundFactorMinor: number }
  | { id: 'gateway'; gateway: string }
  /** Times are ISO texts: findings are kept. */
  | { id: 'webhooks'; lastHeardAt: string | null }
  | { id: 'webhooks-missed'; missedAt: string }
  | { id: 'memory-gap'; since: string | null }
  | { id: 'bexio-silent' | 'shopify-silent'; since: string }
);

export type FindingId = Finding['id'];

export const bexioModules = ['contact', 'article', 'kb_invoice', 'kb_order', 'kb_delivery'] as const;
export type BexioModule = (typeof bexioModules)[number];
