import { createCipheriv, createDecipheriv, createHash, randomBytes } from 'node:crypto';

/** Where a secret belongs. It is authenticated with the secret, so a sealed text moved to another shop or field does not open. */
export type SealedPlace = { shop: string; field: string };

export type KeyRing = {
  seal(plain: string, place: SealedPlace): string;
  /** Throws when the text was changed, belongs elsewhere, or its key is gone. */
  open(sealed: string, place: SealedPlace): string;
  /** False: sealed with a key that is no longer the first one. */
  isCurrent(sealed: string): boolean;
};

/** AES-256-GCM. Seals with the first key, opens with any of them: put a new key in front, reseal, then drop the old one. */
export function createKeyRing(base64Keys: readonly string[]): KeyRing {
  const keys = base64Keys.map(readKey);
  const first = keys[0];
  if (!first) throw new TypeError('At least one encryption key is needed.');
  const byId = new Map(keys.map((key) => [key.id, key]));
  return {
    seal(plain, place) {
      // 96 random bits per text: the size GCM is specified for, far from colliding at the number of tokens a shop ever has.
      const nonce = randomBytes(12);
      const cipher = createCipheriv('aes-256-gcm', first.secret, nonce).setAAD(associated(first.id, place));
      const body = Buffer.concat([cipher.update(plain, 'utf8'), cipher.final(), cipher.getAuthTag()]);
      return ['v1', first.id, nonce.toString('base64url'), body.toString('base64url')].join('.');
    },
    open(sealed, place) {
      const [version, id, nonce, body] = sealed.split('.');
      const key = byId.get(id ?? '');
      if (version !== 'v1' || !nonce || !body) throw new Error('A sealed text is damaged.');
      if (!key) throw new Error(`A sealed text needs the encryption key ${id}, which is not configured.`);
      const bytes = Buffer.from(body, 'base64url');
      const decipher = createDecipheriv('aes-256-gcm', key.secret, Buffer.from(nonce, 'base64url'), { authTagLength: tagBytes });
      decipher.setAAD(associated(key.id, place)).setAuthTag(bytes.subarray(-tagBytes));
      return Buffer.concat([decipher.update(bytes.subarray(0, -tagBytes)), decipher.final()]).toString('utf8');
    },
    isCurrent: (sealed) => sealed.startsWith(`v1.${first.id}.`),
  };
}

const tagBytes = 16;

function readKey(base64: string): { id: string; secret: Buffer } {
  const secret = Buffer.from(base64, 'base64');
  if (secret.length !== 32) throw new TypeError('An encryption key must be 32 bytes in base64.');
  // A name for the key that says nothing about it.
  return { id: createHash('sha256').update('key id').update(secret).digest('hex').slice(0, 12), secret };
}

function associated(keyId: string, { shop, field }: SealedPlace): Buffer {
  return Buffer.from(JSON.stringify([keyId, shop, field]), 'utf8');
}
