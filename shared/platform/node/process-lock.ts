// A file that says which living process uses something. Left behind by a process that died, it is taken over.
import { open, readFile, rm } from 'node:fs/promises';
import { CoveyError } from '../../contract/errors.ts';

/** Returns what gives it back. @throws CoveyError `wrong-state` when a living process has it; `what` names the thing to a person. */
export async function takeLock(path: string, what: string): Promise<() => Promise<void>> {
  const mine = await describeProcess(process.pid);
  for (let attempt = 0; attempt < 3; attempt++) {
    try {
      const handle = await open(path, 'wx', 0o600);
      await handle.writeFile(mine ?? String(process.pid));
      await handle.close();
      return () => rm(path, { force: true });
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    }
    const holder = (await readFile(path, 'utf8').catch(() => '')).trim();
    const pid = Number.parseInt(holder, 10);
    if (holder !== '' && Number.isSafeInteger(pid) && (await describeProcess(pid)) === holder) {
      throw new CoveyError(
        'wrong-state',
        `process ${pid} uses ${what} in this directory; stop it or choose another directory`,
      );
    }
    // Empty: its writer died between making it and writing it, or is just about to write; the second look decides.
    if (holder !== '' || attempt > 0) await rm(path, { force: true });
  }
  throw new CoveyError('wrong-state', `${path} is taken by another process`);
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
