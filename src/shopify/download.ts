import type { Clock } from '../clock.ts';
import { startDeadline } from './deadline.ts';
import { fromStatus, noAnswer, ShopifyError, strangeAnswer } from './outcome.ts';

/** Where Shopify keeps the results of bulk queries (`storage.googleapis.com/shopify-tiers-assets-prod-…`, signed). */
const resultOrigin = 'https://storage.googleapis.com';
/** Many megabytes may come, so it is not the whole that is timed but the silence between two pieces. */
const silenceMs = 60_000;
const operation = 'bulk result';

/** The lines of a file, as they arrive. `origin`: the sandbox or proxy that stands in for Shopify; nothing else can be addressed. */
export async function* download({ clock, origin }: { clock: Clock; origin: string | null }, shop: string, address: string): AsyncIterable<string> {
  const url = new URL(address);
  if (url.origin !== resultOrigin && url.origin !== origin) throw new ShopifyError({ kind: 'refused', code: 'RESULT_ADDRESS', cause: `${operation}: not where results of ${shop} are kept` });
  const silence = silenceAlarm(clock);
  try {
    // Without a token: the address itself is the permission, and it is not the shop that is asked.
    const answer = await fetch(url, { redirect: 'manual', signal: silence.signal });
    if (answer.status !== 200) throw fromStatus(operation, answer.status, null);
    const decoder = new TextDecoder();
    let rest = '';
    for await (const piece of answer.body ?? []) {
      silence.heard();
      const lines = (rest + decoder.decode(piece, { stream: true })).split('\n');
      rest = lines.pop() ?? '';
      for (const line of lines) if (line !== '') yield line;
    }
    // Every line ends with a line break: what is left over was cut off.
    if (rest !== '') throw strangeAnswer(operation, 'the last line is not whole');
  } catch (error) {
    throw error instanceof ShopifyError ? error : noAnswer(operation, error);
  } finally {
    silence.stop();
  }
}

function silenceAlarm(clock: Clock): { signal: AbortSignal; heard(): void; stop(): void } {
  const alarm = new AbortController();
  const begin = () => {
    const next = startDeadline(clock, silenceMs);
    next.signal.addEventListener('abort', () => alarm.abort(next.signal.reason), { once: true });
    return next;
  };
  let deadline = begin();
  return {
    signal: alarm.signal,
    heard() {
      deadline.stop();
      deadline = begin();
    },
    stop: () => deadline.stop(),
  };
}
