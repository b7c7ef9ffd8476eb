import { eq, lte } from 'drizzle-orm';
import { ask } from './database.ts';
import type { Tools } from './tools.ts';

/** A sign-in at bexio on its way: what must come back, and to which browser. */
export type SignIn = { state: string; shop: string; codeVerifier: string; nonce: string; browserHash: string; returnTo: string; expiresAt: Date };

export type SignIns = ReturnType<typeof createSignIns>;

export function createSignIns(tools: Tools) {
  const { database, tables, keys, clock } = tools;
  const { signIns } = tables;
  return {
    async begin({ codeVerifier, ...signIn }: SignIn): Promise<void> {
      await ask(database.insert(signIns).values({ ...signIn, sealedVerifier: keys.seal(codeVerifier, { shop: signIn.shop, field }) }));
    },
    /** Once only: reading deletes, in one statement, so of two callbacks with one state only one gets it. Null: unknown, used or too late. */
    async take(state: string): Promise<SignIn | null> {
      const [row] = await ask(database.delete(signIns).where(eq(signIns.state, state)).returning());
      if (!row || row.expiresAt <= clock.now()) return null;
      const { sealedVerifier, ...signIn } = row;
      return { ...signIn, codeVerifier: keys.open(sealedVerifier, { shop: row.shop, field }) };
    },
    /** Removes those that nobody came back for. */
    async sweep(): Promise<number> {
      return (await ask(database.delete(signIns).where(lte(signIns.expiresAt, clock.now())).returning({ state: signIns.state }))).length;
    },
  };
}

const field = 'code verifier';
