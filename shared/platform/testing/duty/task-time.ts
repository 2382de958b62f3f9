// CPU time of single threads out of Linux's /proc, in nanoseconds: how long each ran, and how long it was ready and had to wait for others.
import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';

/** One thread of a process, as Linux numbers them. */
export interface Task {
  pid: number;
  tid: number;
  name: string;
}

export interface TaskTime {
  ranMs: number;
  /** Ready to run, but not running: other programs had the cores. */
  waitedMs: number;
}

const list = (folder: string): number[] => {
  try {
    return readdirSync(folder).map(Number).filter(Number.isInteger);
  } catch {
    return []; // it has ended
  }
};
const read = (path: string): string => {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
};

/** The cores that this process may use: “0-1,4” is 0, 1 and 4. */
const coresHere = (): number[] =>
  (/^Cpus_allowed_list:\s*(\S+)/m.exec(read('/proc/self/status'))?.[1] ?? '').split(',').flatMap((range) => {
    const [first = NaN, last = first] = range.split('-').map(Number);
    return Array.from({ length: last - first + 1 }, (_, n) => first + n);
  });

export const canReadTasks = () => read('/proc/self/schedstat') !== '';

export const tasksOf = (pid: number): Task[] =>
  list(`/proc/${pid}/task`).map((tid) => ({ pid, tid, name: read(`/proc/${pid}/task/${tid}/comm`).trim() }));

/** Of a process and all that it started, and they started. */
export function tasksBelow(pid: number): Task[] {
  const parents = new Map(list('/proc').map((each) => [each, parentOf(each)]));
  const isBelow = (each: number | undefined): boolean =>
    each !== undefined && each > 1 && (each === pid || isBelow(parents.get(each)));
  return [...parents.keys()].filter(isBelow).flatMap(tasksOf);
}

/** The name before it is in brackets, and may hold any. */
const parentOf = (pid: number) => {
  const stat = read(`/proc/${pid}/stat`);
  return Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]);
};

export function timeOf(tasks: readonly Task[]): TaskTime {
  let ran = 0;
  let waited = 0;
  for (const { pid, tid } of tasks) {
    const [on = 0, behind = 0] = read(`/proc/${pid}/task/${tid}/schedstat`).split(' ').map(Number);
    ran += on;
    waited += behind;
  }
  return { ranMs: ran / 1e6, waitedMs: waited / 1e6 };
}

/**
 * Puts whole processes before every ordinary program, by Linux's real-time class, where that is allowed: nothing less keeps a thread from waiting behind other programs when it
 * wakes. The kernel keeps a twentieth of each core for the others. Where it is not allowed, a busy machine shows in how long threads waited. Where there are two cores,
 * `main` of `tasks` has one that the `helpers` leave to it: whoever hands a thread its work holds it up as much as a stranger does.
 */
export function prefer(main: readonly Task[], tasks: readonly Task[], helpers: readonly Task[]): void {
  forAll([...tasks, ...helpers], 'chrt', ['--all-tasks', '--rr', '--pid', '10']);
  const cores = coresHere();
  const own = cores.at(-1);
  if (own === undefined || cores.length < 2) return;
  forAll(helpers, 'taskset', ['--all-tasks', '--cpu-list', '--pid', cores.slice(0, -1).join(',')]);
  for (const { tid } of tasks) set('taskset', ['--cpu-list', '--pid', cores.join(','), String(tid)]);
  for (const { tid } of main) set('taskset', ['--cpu-list', '--pid', String(own), String(tid)]);
}

/** Like any other program again. */
export function unprefer(tasks: readonly Task[]): void {
  forAll(tasks, 'chrt', ['--all-tasks', '--other', '--pid', '0']);
  forAll(tasks, 'taskset', ['--all-tasks', '--cpu-list', '--pid', coresHere().join(',')]);
}

const set = (program: string, args: readonly string[]) => spawnSync(program, args, { stdio: 'ignore' });

function forAll(tasks: readonly Task[], program: string, args: readonly string[]): void {
  for (const pid of new Set(tasks.map((task) => task.pid))) set(program, [...args, String(pid)]);
}
