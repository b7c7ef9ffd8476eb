/**
 * The permanent domain of a shop, or null. Anchored and exact on purpose: the domain becomes the host of outgoing requests and part of
 * the page's security policy, so nothing is normalised, trimmed or lower-cased into shape (`a.myshopify.com.evil.com`,
 * `a.myshopify.com@evil`, a port, upper case and international names are all refused).
 */
export function shopDomainOf(value: unknown): string | null {
  return typeof value === 'string' && value.length <= 100 && shopDomain.test(value) ? value : null;
}

const shopDomain = /^[a-z0-9][a-z0-9-]*\.myshopify\.com$/;
