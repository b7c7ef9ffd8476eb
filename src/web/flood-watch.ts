import { isIPv6 } from 'node:net';
import type { Request, Response } from 'express';
import type { Clock } from '../clock.ts';

/** Who sends one request after the other that proves nothing. */
export type FloodWatch = {
  /** Counts a request that failed to prove where it comes from. True: it is the one with which the flood begins, worth a line in the log. */
  failed(request: Request): boolean;
  isFlooding(request: Request): boolean;
};

const windowMs = 60_000;

/**
 * Failures per address and minute. Only failures count and only failures are made cheaper: whoever proves who they are is served however much
 * others send from the same address, so a proxy that hides its clients cannot be made to shut genuine ones out. Bounded, per process, and
 * forgotten within a minute.
 */
export function createFloodWatch({ clock, failuresMax = 120, addressesMax = 10_000 }: { clock: Clock; failuresMax?: number; addressesMax?: number }): FloodWatch {
  const counts = new Map<string, { sinceMs: number; failures: number }>();
  const current = (address: string) => {
    const count = counts.get(address);
    return count && clock.now().getTime() - count.sinceMs < windowMs ? count : null;
  };
  return {
    failed(request) {
      const address = networkOf(request.ip);
      const count = current(address) ?? { sinceMs: clock.now().getTime(), failures: 0 };
      count.failures += 1;
      // A Map keeps its order of insertion: the first is the oldest.
      counts.delete(address);
      const oldest = counts.size >= addressesMax ? counts.keys().next().value : undefined;
      if (oldest !== undefined) counts.delete(oldest);
      counts.set(address, count);
      return count.failures === failuresMax;
    },
    isFlooding: (request) => (current(networkOf(request.ip))?.failures ?? 0) >= failuresMax,
  };
}

/** A bare answer: no page is drawn, no store is asked. */
export function refuseFlood(response: Response): void {
  response.status(429).set({ 'Retry-After': '60', 'Cache-Control': 'no-store', Connection: 'close' }).end();
}

/** One host has a whole /64 of IPv6 addresses to choose from. An IPv4 address written as IPv6 is that IPv4 address. */
function networkOf(ip: string | undefined): string {
  if (ip === undefined) return '';
  if (!isIPv6(ip)) return ip;
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(ip)?.[1];
  if (mapped) return mapped;
  const [head = '', tail] = ip.split('%')[0]?.split('::') ?? [];
  const left = head === '' ? [] : head.split(':');
  const right = tail === undefined || tail === '' ? [] : tail.split(':');
  const middle = Array.from({ length: Math.max(0, 8 - left.length - right.length) }, () => '0');
  return [...left, ...middle, ...right].slice(0, 4).map((group) => group.toLowerCase().replace(/^0+(?=.)/, '')).join(':');
}
