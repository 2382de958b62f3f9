// No compute thread outlives its supervisor, whatever both are doing.
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { afterEach, expect, test } from 'vitest';

const supervisors: ChildProcess[] = [];
afterEach(() => {
  for (const supervisor of supervisors.splice(0)) supervisor.kill('SIGKILL');
});

/** A supervisor of its own process with one thread that runs `body`; says `running` and the thread's process. */
async function startSupervisor(body: string): Promise<{ supervisor: ChildProcess; thread: number }> {
  const program = `
    import { nodeThreads } from ${JSON.stringify(new URL('../node-threads.ts', import.meta.url).href)};
    import { readFileSync, readdirSync } from 'node:fs';
    const source = new TextEncoder().encode(${JSON.stringify(`globalThis.coveyKernel = { async run(task) { await task.write(new Uint8Array(1)); ${body} } };`)});
    const thread = await nodeThreads({ builtIn: new Set() }).open({ sha: '0'.repeat(64), source, kernel: 'test' });
    const parentOf = (pid) => Number(readFileSync('/proc/' + pid + '/stat', 'utf8').split(') ')[1].split(' ')[1]);
    const mine = readdirSync('/proc').filter((name) => /^\\d+$/.test(name)).filter((pid) => { try { return parentOf(pid) === process.pid && readFileSync('/proc/' + pid + '/cmdline', 'utf8').includes('--permission'); } catch { return false; } });
    thread.run({ index: 0, input: [], inputSize: 0 }, { write: async () => console.log(mine[0]), read: async () => new Uint8Array(), progress() {} }).catch(() => {});
  `;
  const supervisor = spawn(process.execPath, ['--input-type=module', '--eval', program], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  supervisors.push(supervisor);
  const [line] = (await once(createInterface(supervisor.stdout!), 'line')) as [string];
  return { supervisor, thread: Number(line) };
}

/** 'Z' for a process that has ended and waits for its parent; '' for one that is gone. */
function stateOf(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]![0]!;
  } catch {
    return '';
  }
}

test.runIf(process.platform === 'linux').each([
  ['works and yields', 'for (;;) await task.progress(0);'],
  ['is in an endless loop', 'for (;;);'],
  ['waits for its supervisor', 'await new Promise(() => {});'],
])('a thread that %s ends with a supervisor that is killed with SIGKILL', async (_, body) => {
  const { supervisor, thread } = await startSupervisor(body);
  expect(stateOf(thread)).toMatch(/[RSD]/);
  supervisor.kill('SIGKILL');
  await expect.poll(() => stateOf(thread), { timeout: 5000 }).toMatch(/^Z?$/);
});
