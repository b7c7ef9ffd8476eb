/** A valid 1×1 PNG stands in for the pictures bexio puts into single answers. */
export const pixelPng =
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==';

/** About 4 kB, the size recorded for a contact's picture: it makes reading contacts one by one expensive. */
export const profileImage = Buffer.concat([
  Buffer.from(pixelPng, 'base64'),
  Buffer.alloc(2800, 0x20),
]).toString('base64');
