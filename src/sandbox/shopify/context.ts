import type { DocumentNode, GraphQLResolveInfo } from 'graphql';
import type { OrderEditor } from './order-input.ts';
import type { SearchWarning } from './search-syntax.ts';
import type { ShopState } from './shop-state.ts';

/** What one GraphQL request may see and do. */
export type Context = {
  shop: ShopState;
  editor: OrderEditor;
  scopes: ReadonlySet<string>;
  /** Places (`Order.customer`) that are refused whatever the scopes say. */
  refused: ReadonlySet<string>;
  app: { apiKey: string; handle: string };
  /** Where the sandbox serves files (bulk results). */
  origin: string;
  searchWarnings: SearchWarning[];
  /** Executes another document with the same rights, as bulk operations do. */
  execute(document: DocumentNode): Promise<{ data?: Record<string, unknown> | null | undefined; errors?: readonly { message: string }[] | undefined }>;
};

export type Args = Record<string, unknown>;
/** Written as a method, so that the map of all types can hold resolvers of every source: GraphQL itself pairs them with theirs. */
export type Resolver<Source> = { resolve(source: Source, args: Args, context: Context, info: GraphQLResolveInfo): unknown }['resolve'];
export type Fields<Source> = Record<string, Resolver<Source>>;

export function textArg(args: Args, name: string): string {
  const value = args[name];
  return typeof value === 'string' ? value : '';
}

export function optionalText(args: Args, name: string): string | null {
  const value = args[name];
  return typeof value === 'string' ? value : null;
}
