import { setTimeout as sleep } from 'node:timers/promises';

/** Real time: faults and slow answers are felt by real sockets, whatever the sandbox's clock says. */
export async function wait(milliseconds: number): Promise<void> {
  await sleep(milliseconds);
}
