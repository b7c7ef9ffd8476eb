import { z } from 'zod';
import type { Args, Context, Fields } from './context.ts';
import type { StoredMetafieldDefinition } from './shop-state.ts';

export const metafieldDefinitionMutations: Fields<unknown> = {
  metafieldDefinitionCreate: (_root, args, context) => create(args, context),
};

export const metafieldDefinitionFields: Fields<StoredMetafieldDefinition> = {
  type: (definition) => ({ name: definition.type, category: 'TEXT', supportedValidations: [], supportsDefinitionMigrations: false }),
};

const input = z.object({
  ownerType: z.string(),
  namespace: z.string(),
  key: z.string(),
  name: z.string(),
  description: z.string().nullish(),
  type: z.string(),
  pin: z.boolean().nullish(),
});

/** The admin shows at most so many pinned fields per kind of thing. */
const mostPinned = 20;

function create(args: Args, { shop }: Context) {
  const wanted = input.parse(args['definition']);
  const refused = (code: string, field: string, message: string) => ({ createdDefinition: null, userErrors: [{ code, field: ['definition', field], message }] });
  const { metafieldDefinitions: all } = shop;
  const alike = all.filter((one) => one.ownerType === wanted.ownerType);
  if (!/^[\w-]{2,64}$/.test(wanted.key)) return refused('INVALID_CHARACTER', 'key', 'Key is invalid.');
  if (alike.some((one) => one.namespace === wanted.namespace && one.key === wanted.key)) return refused('TAKEN', 'key', 'Key is in use for Order metafields on the namespace.');
  const pinned = alike.filter((one) => one.pinnedPosition !== null).length;
  if (wanted.pin === true && pinned >= mostPinned) return refused('PINNED_LIMIT_REACHED', 'pin', 'Limit of 20 pinned definitions has been reached.');
  const { ownerType, namespace, key, name, type } = wanted;
  const made: StoredMetafieldDefinition = { id: shop.ids.next('MetafieldDefinition'), ownerType, namespace, key, name, type, description: wanted.description ?? null, pinnedPosition: wanted.pin === true ? pinned + 1 : null };
  all.push(made);
  return { createdDefinition: made, userErrors: [] };
}
