// What part of the processor other programs use: everything that was busy since the last look, less what this program and its compute threads
// used. The threads are child processes, so the whole tree is counted.
import { cpus } from 'node:os';
import { type Process, treeSeconds } from './list-processes.ts';

/** Seconds that the cores worked, and that there were, since the machine started; all cores together. */
export interface CoreSeconds {
  busy: number;
  total: number;
}

export function readCores(): CoreSeconds {
  let [busy, total] = [0, 0];
  for (const { times } of cpus()) {
    const all = times.user + times.nice + times.sys + times.irq + times.idle;
    total += all / 1000;
    busy += (all - times.idle) / 1000;
  }
  return { busy, total };
}

/** The program whose tree is ours: one that was started as a device process counts with the program that started it. */
export const ownRoot = () => (process.connected ? process.ppid : process.pid);

export interface LoadMeter {
  /** The others' part since the last call, 0 to 1; undefined at the first. */
  measure(processes: readonly Process[], cores: CoreSeconds): number | undefined;
}

export function createLoadMeter(root: number): LoadMeter {
  let last: (CoreSeconds & { own: number }) | null = null;
  return {
    measure(processes, { busy, total }) {
      const before = last;
      last = { busy, total, own: treeSeconds(processes, root) };
      if (!before || total <= before.total) return undefined;
      const own = Math.max(0, last.own - before.own);
      return Math.min(1, Math.max(0, (busy - before.busy - own) / (total - before.total)));
    },
  };
}
