import { execFile, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

export type Figure = readonly [what: string, figure: string];

const rounds = 5;
const secondsPerRound = 2;

/** Server and load are processes of their own; the three kinds take turns, so that whatever else the machine does hits all of them. */
export async function webhookFigures(): Promise<Figure[]> {
  const kinds = ['durable', 'forgetful', 'bare'] as const;
  const servers = await Promise.all(kinds.map(startServer));
  try {
    for (const { port } of servers) await load(port, 1, 0);
    const perSecond = new Map<string, number[]>(kinds.map((kind) => [kind, []]));
    const ratios: { toForgetful: number[]; toBare: number[] } = { toForgetful: [], toBare: [] };
    for (let round = 0; round < rounds; round++) {
      const now = new Map<string, number>();
      // Every other round the other way round: the one that comes first has the cooler machine.
      for (const { kind, port } of round % 2 === 0 ? servers : servers.toReversed()) now.set(kind, (await load(port, secondsPerRound, 0)).perSecond);
      for (const [kind, figure] of now) perSecond.get(kind)?.push(figure);
      ratios.toForgetful.push((now.get('durable') ?? 0) / (now.get('forgetful') ?? 1));
      ratios.toBare.push((now.get('durable') ?? 0) / (now.get('bare') ?? 1));
    }
    const [durable, forgetful] = servers;
    const open = await load(durable?.port ?? 0, 6, 500);
    const openForgetful = await load(forgetful?.port ?? 0, 6, 500);
    const figure = (kind: string) => `${Math.round(median(perSecond.get(kind) ?? []))}/s`;
    return [
      ['webhooks acknowledged on disk', `${figure('durable')} (without storage ${figure('forgetful')}, bare Express ${figure('bare')})`],
      ['  to the same route without storage', `${median(ratios.toForgetful).toFixed(2)} (aim 0.90; rounds ${spread(ratios.toForgetful)})`],
      ['  to bare Express', `${median(ratios.toBare).toFixed(2)} (rounds ${spread(ratios.toBare)})`],
      ['  at 500/s, open loop', `p50 ${open.p50} ms, p99 ${open.p99} ms, ${open.refused} refused (without storage p50 ${openForgetful.p50} ms, p99 ${openForgetful.p99} ms)`],
    ];
  } finally {
    for (const { child } of servers) child.stdin?.end();
  }
}

async function startServer(kind: string): Promise<{ kind: string; port: number; child: ChildProcess }> {
  const child = spawn(process.execPath, ['--import', 'tsx', pathOf('webhook-server.ts'), kind], { stdio: ['pipe', 'pipe', 'inherit'] });
  const [line] = (await once(child.stdout, 'data')) as [Buffer];
  return { kind, port: Number(line.toString()), child };
}

type Load = { perSecond: number; p50: number; p99: number; refused: number };

async function load(port: number, seconds: number, rate: number): Promise<Load> {
  const { stdout } = await promisify(execFile)(process.execPath, ['--import', 'tsx', pathOf('load-main.ts'), String(port), String(seconds), String(rate)]);
  return JSON.parse(stdout) as Load;
}

function pathOf(file: string): string {
  return fileURLToPath(new URL(file, import.meta.url));
}

function median(figures: number[]): number {
  return figures.toSorted((a, b) => a - b)[Math.floor(figures.length / 2)] ?? 0;
}

function spread(figures: number[]): string {
  return `${Math.min(...figures).toFixed(2)}–${Math.max(...figures).toFixed(2)}`;
}
