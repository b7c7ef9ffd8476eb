import { translated, type Backend, type ReceivedRow } from './database.ts';
import { StoreUnavailable } from './errors.ts';

export type Row = Record<string, unknown>;
/** One statement on whatever connection is free. */
export type Query = (text: string, params: unknown[]) => Promise<{ rows: Row[] }>;

/** How many rows one statement carries. */
const rowsMax = 256;

type Waiting = { row: ReceivedRow; resolve: (isNew: boolean) => void; reject: (error: Error) => void };

/** Whatever arrives while one group is being stored is the next group: one statement, one commit, one round trip for all of it. */
export function groupReceiver(query: Query): { receive: Backend['receive']; idle(): Promise<void> } {
  const waiting: Waiting[] = [];
  let running: Promise<void> | null = null;
  async function run(): Promise<void> {
    // Lets everything that this turn of the event loop has read come along.
    await new Promise((resolve) => setImmediate(resolve));
    while (waiting.length > 0) await storeGroup(query, waiting.splice(0, rowsMax));
    running = null;
  }
  return {
    receive: (row) =>
      new Promise((resolve, reject) => {
        waiting.push({ row, resolve, reject });
        running ??= run();
      }),
    idle: async () => void (await running),
  };
}

async function storeGroup(query: Query, group: Waiting[]): Promise<void> {
  try {
    const added = await store(query, group.map((one) => one.row));
    for (const one of group) one.resolve(added.delete(keyOf(one.row)));
  } catch (error) {
    const cause = translated(error);
    // A row that PostgreSQL does not take (a bug) must not take the others down: once more, each alone.
    if (group.length === 1 || cause instanceof StoreUnavailable) for (const one of group) one.reject(cause);
    else for (const one of group) await storeGroup(query, [one]);
  }
}

/** Answers the keys of the new rows. */
async function store(query: Query, rows: readonly ReceivedRow[]): Promise<Set<string>> {
  // In one order everywhere, so that two processes with the same deliveries cannot deadlock; each delivery once (a repetition would ring twice).
  const sorted = [...new Map(rows.map((row) => [keyOf(row), row])).values()].toSorted((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1));
  const column = <T>(of: (row: ReceivedRow) => T) => sorted.map(of);
  const { rows: added } = await query(text, [
    column((row) => row.shop),
    column((row) => row.webhookId),
    column((row) => row.eventId),
    column((row) => row.topic),
    column((row) => row.subject),
    column((row) => row.triggeredAt?.toISOString() ?? null),
    column((row) => row.receivedAt.toISOString()),
    column((row) => row.job?.kind ?? null),
    column((row) => row.job?.subject ?? null),
  ]);
  return new Set(added.map((row) => `${row['shop']} ${row['webhook_id']}`));
}

function keyOf({ shop, webhookId }: ReceivedRow): string {
  return `${shop} ${webhookId}`;
}

/** The same two statements as with SQLite (`ringing` in `jobs.ts`), over many rows at once. */
const text = `
  with incoming as (
    select * from unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::text[], $6::timestamptz[], $7::timestamptz[], $8::text[], $9::text[])
      as delivery (shop, webhook_id, event_id, topic, subject, triggered_at, received_at, kind, job_subject)
  ), added as (
    insert into inbox (shop, webhook_id, event_id, topic, subject, triggered_at, received_at)
    select shop, webhook_id, event_id, topic, subject, triggered_at, received_at from incoming
    on conflict do nothing
    returning shop, webhook_id
  ), rung as (
    insert into jobs (shop, kind, subject, wanted, done, fence, attempts, due_at)
    select shop, kind, job_subject, count(*), 0, 0, 0, min(received_at)
    from incoming join added using (shop, webhook_id)
    where kind is not null
    group by shop, kind, job_subject
    order by shop, kind, job_subject
    on conflict (shop, kind, subject) do update set
      wanted = jobs.wanted + excluded.wanted,
      due_at = case when jobs.due_at is null or jobs.due_at > excluded.due_at then excluded.due_at else jobs.due_at end
  )
  select shop, webhook_id from added`;
