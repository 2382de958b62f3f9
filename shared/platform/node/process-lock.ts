// A lock between processes: a numbered file says which living process uses something. Left behind by one that died, it is taken over.
//
// The file with the highest number counts, and it is only ever removed after one with a higher number was put there. So a process that looked
// too long ago can only put a lower number, sees the higher one when it looks again, and steps back: there is no instant with two holders.
import { randomUUID } from 'node:crypto';
import { link, readFile, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { CoveyError } from '../../contract/errors.ts';

/** Against others that come and go at the same time; each time somebody else got further. */
const ATTEMPTS = 20;

/**
 * Takes `<path>.<number>`. Returns what gives it back; what is left then is one small file that names nobody.
 * @throws CoveyError `wrong-state` when a living process has it; `what` names the thing to a person.
 */
export async function takeLock(path: string, what: string): Promise<() => Promise<void>> {
  const mine = (await describeProcess(process.pid)) ?? String(process.pid);
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    const last = Math.max(0, ...(await numbersOf(path)));
    const holder = last === 0 ? '' : await readFile(numbered(path, last), 'utf8').catch(() => null);
    if (holder === null) continue;
    if (await isAlive(holder))
      throw new CoveyError(
        'wrong-state',
        `process ${Number.parseInt(holder, 10)} uses ${what} in this directory`,
        { hint: 'Stop it, or choose another directory.' },
      );
    const number = last + 1;
    if (!(await putWhole(numbered(path, number), mine, link))) continue;
    const others = (await numbersOf(path)).filter((other) => other !== number);
    if (others.some((other) => other > number)) {
      await rm(numbered(path, number), { force: true });
      continue;
    }
    for (const other of others) await rm(numbered(path, other), { force: true });
    return async () => void (await putWhole(numbered(path, number), '', rename));
  }
  throw new CoveyError('wrong-state', `${path} is being taken by other processes; try again`);
}

const numbered = (path: string, number: number) => `${path}.${number}`;

async function numbersOf(path: string): Promise<number[]> {
  const start = `${basename(path)}.`;
  const names = await readdir(dirname(path));
  return names
    .filter((name) => name.startsWith(start) && /^\d+$/.test(name.slice(start.length)))
    .map((name) => Number(name.slice(start.length)));
}

/** The file appears with its content or not at all: half of it would look as if its writer had died. False when there is one already. */
async function putWhole(path: string, content: string, place: typeof link): Promise<boolean> {
  const aside = join(dirname(path), `.${basename(path)}.${randomUUID()}`);
  await writeFile(aside, content, { mode: 0o600, flag: 'wx' });
  try {
    await place(aside, path);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    return false;
  } finally {
    await rm(aside, { force: true });
  }
}

async function isAlive(holder: string): Promise<boolean> {
  const pid = Number.parseInt(holder, 10);
  return Number.isSafeInteger(pid) && (await describeProcess(pid)) === holder.trim();
}

/** Its number and, where the system tells, when it began, because numbers are given again. null: there is no such process. */
async function describeProcess(pid: number): Promise<string | null> {
  try {
    process.kill(pid, 0);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ESRCH') return null;
  }
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '');
  // Field 22, counted after the name in parentheses, which may hold spaces.
  return `${pid} ${stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? ''}`.trim();
}
