// The processes of this machine: what they are called, whose children they are and how much they have computed. From /proc on Linux, from
// `ps` on macOS. Pure parsers, and the two ways to get what they parse.
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { runTool } from './run-tool.ts';

export interface Process {
  pid: number;
  parent: number;
  /** In lower case; cut after 15 letters by Linux. */
  name: string;
  /** Seconds on a processor, with those of its children that ended. */
  cpuSeconds: number;
}

/** USER_HZ, the unit of the numbers in /proc, is 100 on every Linux that Node runs on. */
const TICKS = 100;

/** The line of /proc/<pid>/stat (proc_pid_stat(5)); the name may itself hold spaces and brackets. */
export function parseStat(line: string): Process | null {
  const [open, close] = [line.indexOf('('), line.lastIndexOf(')')];
  const rest = line.slice(close + 2).split(' ');
  const numbers = [rest[1], rest[11], rest[12], rest[13], rest[14]].map(Number);
  const [parent = Number.NaN, ...ticks] = numbers;
  const pid = Number(line.slice(0, Math.max(0, open)));
  if (open < 0 || close < open || numbers.some(Number.isNaN) || Number.isNaN(pid)) return null;
  const cpuSeconds = ticks.reduce((sum, each) => sum + each, 0) / TICKS;
  return { pid, parent, name: line.slice(open + 1, close).toLowerCase(), cpuSeconds };
}

/** What `ps -axo pid=,ppid=,time=,comm=` prints on macOS: `  501     1   0:01.23 /Applications/Steam.app/Contents/MacOS/steam`. */
export function parsePs(text: string): Process[] {
  return text.split('\n').flatMap((line) => {
    const match = /^\s*(\d+)\s+(\d+)\s+(?:(\d+)-)?(?:(\d+):)?(\d+):(\d+(?:\.\d+)?)\s+(\S.*)$/.exec(line);
    if (!match) return [];
    const [, pid, parent, days = 0, hours = 0, minutes, seconds, path = ''] = match;
    const cpuSeconds = Number(days) * 86_400 + Number(hours) * 3600 + Number(minutes) * 60 + Number(seconds);
    const name = (path.split('/').at(-1) ?? path).toLowerCase();
    return [{ pid: Number(pid), parent: Number(parent), name, cpuSeconds }];
  });
}

/** The CPU time of a process and everything below it. */
export function treeSeconds(processes: readonly Process[], root: number): number {
  const children = Map.groupBy(processes, ({ parent }) => parent);
  const seen = new Set<number>();
  const waiting = processes.filter(({ pid }) => pid === root);
  let seconds = 0;
  for (let next = waiting.pop(); next; next = waiting.pop()) {
    if (seen.has(next.pid)) continue;
    seen.add(next.pid);
    seconds += next.cpuSeconds;
    waiting.push(...(children.get(next.pid) ?? []));
  }
  return seconds;
}

/** null where they cannot be seen. `root` differs only in tests. */
export async function listProcesses(
  platform: NodeJS.Platform = process.platform,
  root = '/proc',
): Promise<Process[] | null> {
  if (platform === 'darwin') {
    const text = await runTool('/bin/ps', ['-axo', 'pid=,ppid=,time=,comm=']);
    return text === null ? null : parsePs(text);
  }
  if (platform !== 'linux') return null;
  const pids = (await readdir(root).catch(() => [])).filter((name) => /^\d+$/.test(name));
  const stats = await Promise.all(
    pids.map((pid) => readFile(join(root, pid, 'stat'), 'utf8').catch(() => '')),
  );
  const found = stats.map(parseStat).filter((each) => each !== null);
  return found.length > 0 ? found : null;
}
