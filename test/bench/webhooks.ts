import { execFile, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

export type Figure = readonly [what: string, figure: string];

const rounds = 5;
const secondsPerRound = 2;

const kinds = ['durable', 'forgetful', 'bare'] as const;
type Kind = (typeof kinds)[number];
type Server = { kind: Kind; port: number; child: ChildProcess };
type Round = Record<Kind, { perSecond: number; answering: number; all: number }>;

/** Server and load are processes of their own; the three kinds take turns, so that whatever else the machine does hits all of them. */
export async function webhookFigures(): Promise<Figure[]> {
  const servers = await Promise.all(kinds.map(startServer));
  try {
    for (const { port } of servers) await load(port, 1, 0);
    const measured: Round[] = [];
    // Every other round the other way round: the one that comes first has the cooler machine.
    for (let round = 0; round < rounds; round++) measured.push(await oneRound(round % 2 === 0 ? servers : servers.toReversed()));
    return [...closedLoop(measured), await openLoop(servers)];
  } finally {
    for (const { child } of servers) child.stdin?.end();
  }
}

async function oneRound(servers: Server[]): Promise<Round> {
  const round: Partial<Round> = {};
  for (const { kind, port } of servers) {
    const before = await costsOf(port);
    const { perSecond, acknowledged } = await load(port, secondsPerRound, 0);
    const after = await costsOf(port);
    round[kind] = { perSecond, answering: (after.answering - before.answering) / acknowledged, all: (after.all - before.all) / acknowledged };
  }
  return round as Round;
}

function closedLoop(measured: Round[]): Figure[] {
  const of = (kind: Kind, what: 'perSecond' | 'answering' | 'all') => median(measured.map((round) => round[kind][what]));
  const ratios = (other: Kind) => measured.map((round) => round.durable.perSecond / round[other].perSecond);
  const shown = (other: Kind) => `${median(ratios(other)).toFixed(2)} (rounds ${spread(ratios(other))})`;
  return [
    ['webhooks acknowledged on disk, 64 connections', `${kinds.map((kind) => `${kind} ${Math.round(of(kind, 'perSecond'))}/s`).join(', ')}`],
    ['  ratio to the same route without storage', `${shown('forgetful')}, aim 0.90`],
    ['  ratio to bare Express', shown('bare')],
    ['  CPU of the answering thread per webhook', `${kinds.map((kind) => `${kind} ${of(kind, 'answering').toFixed(0)} µs`).join(', ')}; ratio ${(of('forgetful', 'answering') / of('durable', 'answering')).toFixed(2)}`],
    ['  CPU of all threads per webhook', kinds.map((kind) => `${kind} ${of(kind, 'all').toFixed(0)} µs`).join(', ')],
  ];
}

async function openLoop([durable, forgetful]: Server[]): Promise<Figure> {
  const figures: string[] = [];
  for (const server of [durable, forgetful]) {
    const { p50, p99, refused } = await load(server?.port ?? 0, 5, 500);
    figures.push(`${server?.kind} p50 ${p50} ms, p99 ${p99} ms${refused > 0 ? `, ${refused} refused` : ''}`);
  }
  return ['  at 500 a second, open loop', figures.join('; ')];
}

async function startServer(kind: Kind): Promise<Server> {
  const child = spawn(process.execPath, ['--import', 'tsx', pathOf('webhook-server.ts'), kind], { stdio: ['pipe', 'pipe', 'inherit'] });
  const [line] = (await once(child.stdout, 'data')) as [Buffer];
  return { kind, port: Number(line.toString()), child };
}

async function costsOf(port: number): Promise<{ answering: number; all: number }> {
  return (await (await fetch(`http://127.0.0.1:${port}/costs`)).json()) as { answering: number; all: number };
}

type Load = { acknowledged: number; perSecond: number; p50: number; p99: number; refused: number };

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
