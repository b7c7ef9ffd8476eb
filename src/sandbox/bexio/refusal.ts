import type { JsonObject } from './json.ts';

/** An answer that ends the request. Thrown by whoever finds the fault, written by the server. */
export class Refusal extends Error {
  readonly status: number;
  readonly body: JsonObject;

  constructor(status: number, body: JsonObject) {
    super(`${status} ${JSON.stringify(body)}`);
    this.status = status;
    this.body = body;
  }
}

/** The 2.0 shape of a failed validation. */
export function invalid(...errors: string[]): Refusal {
  return new Refusal(422, {
    error_code: 422,
    message: 'The form could not be saved due to the following errors:',
    errors,
  });
}

/** The 3.0 shape of a failed validation (recorded Nov 2025 for a duplicate currency). */
export function invalidField(field: string, type: string, message: string): Refusal {
  return new Refusal(422, {
    error_code: 422,
    message: 'validation failed',
    errors: { [field]: { type, message } },
  });
}

/** 3.0 also answers rule violations with the bare sentence (recorded Jan 2024: "business year is closed"). */
export function ruleBroken(message: string): Refusal {
  return new Refusal(422, { error_code: 422, message });
}

/** One body for scope, right, plan and state (recorded Oct 2024 for deleting an issued invoice). */
export function notAllowed(): Refusal {
  return plain(403, 'You are not allowed to access this resource.');
}

export function notFound(): Refusal {
  return plain(404, 'Page not found');
}

export function plain(status: number, message: string): Refusal {
  return new Refusal(status, { error_code: status, message });
}

/** The gateway answers unknown addresses itself, without rate limit headers (recorded Nov 2025). */
export function gatewayNotFound(): Refusal {
  return new Refusal(404, { status: 404, error: 'Not Found', message: 'Not Found' });
}
