import { pino, type DestinationStream, type Logger } from 'pino';

export type Log = Logger;

/**
 * One structured logger for the program. Paths that could carry a credential or a person are removed before a line is written;
 * errors keep type, message and stack, never their attached requests or responses.
 */
export function createLog(level: string, destination?: DestinationStream): Log {
  const options = {
    level,
    redact: {
      paths: ['authorization', 'cookie', 'accessToken', 'refreshToken', 'token', 'secret', 'email', '*.authorization', '*.cookie', '*.accessToken', '*.refreshToken', '*.token', '*.secret', '*.email', 'req.headers', 'res.headers'],
      remove: true,
    },
    serializers: { err: bareError },
  };
  return destination ? pino(options, destination) : pino(options);
}

function bareError(error: unknown): unknown {
  if (!(error instanceof Error)) return { type: typeof error };
  return { type: error.name, message: error.message, stack: error.stack, ...(error.cause instanceof Error ? { cause: bareError(error.cause) } : {}) };
}
