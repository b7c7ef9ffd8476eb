import type { Words } from '../words/words.ts';

/** Who asks, as the sign-in established it. A page never learns the shop from the address. */
export type Visitor = {
  /** `….myshopify.com` */
  shop: string;
  /** For the history of changes, for example the Shopify user's number. */
  author: string;
  /** Whether the page stands in the Shopify admin's frame. */
  embedded: boolean;
};

/** Shopify tells the number of a user and no name. */
export function authorName(words: Words, author: string): string {
  return /^\d+$/.test(author) ? words.history.user(author) : author;
}
