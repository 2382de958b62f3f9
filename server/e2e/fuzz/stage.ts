// The coordinator that is fuzzed, as a process of its own, and everything that must be as it was afterwards: process, log, health, memory, what the
// API shows, every table and every file. A well-behaved device computes one job after the other the whole time.
import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { JobView } from '../../../shared/contract/job.ts';
import { blobsDir } from '../../data-directory.ts';
import { findJob } from '../../store/sqlite/testing/find-job.ts';
import { countRows } from '../../store/sqlite/testing/count-rows.ts';
import type { Usage, Where } from '../coordinator-process.ts';
import { probeBytes } from '../kill/probe-bytes.ts';
import { capabilities, makeKey, type Parsed, type TestIdentity } from '../test-coordinator.ts';

export interface Stage {
  port: number;
  ownerToken: string;
  api(method: string, path: string, body?: unknown): Promise<Parsed>;
  join(name: string): Promise<TestIdentity>;
  submit(count: number, priority: number): Promise<JobView>;
  /** Submits a job, waits for its end and looks at every byte of its output. */
  finishJob(count: number): Promise<void>;
  memory(): Promise<NodeJS.MemoryUsage>;
  /** What devices call a job, which no screen is told. */
  numbersOf(job: string): { job: number; generation: number };
  /** What must be the same before and after. */
  lookAround(): Promise<unknown>;
  /** Why this coordinator is not well; null when it is. */
  findTrouble(): Promise<string | null>;
  stop(): Promise<void>;
}

/** Refusals may be written down; how many rows that makes is bounded by the log of audits itself. */
const TABLES_THAT_GROW = new Set(['audit', 'sqlite_sequence', 'sqlite_stat1']);
const LONGEST_LINE = 8_000;
const WITHIN_MS = 60_000;

export async function startStage(): Promise<Stage> {
  const dataDir = await mkdtemp(join(tmpdir(), 'covey-fuzz-'));
  const lines: string[] = [];
  const coordinator = fork(file('../coordinator-process.ts'), [JSON.stringify({ dataDir, port: 0 })], {
    execArgv: ['--expose-gc'],
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
  });
  const trouble = { text: null as string | null };
  coordinator.once(
    'exit',
    (code, signal) => (trouble.text ??= `the coordinator ended with ${code ?? signal}`),
  );
  let rest = '';
  coordinator.stderr?.setEncoding('utf8').on('data', (piece: string) => {
    const cut = (rest + piece).split('\n');
    rest = cut.pop() ?? '';
    for (const line of cut) {
      lines.push(line.slice(0, 500));
      if (!line.startsWith('warn ')) trouble.text ??= `it logged: ${lines.slice(-3).join(' ⏎ ')}`;
      if (line.length > LONGEST_LINE)
        trouble.text ??= `a line of its log has ${line.length} characters: ${line.slice(0, 200)}`;
    }
    lines.splice(0, lines.length - 50);
  });
  const [where] = (await Promise.race([
    once(coordinator, 'message'),
    once(coordinator, 'exit').then(() => Promise.reject(new Error(lines.join('\n')))),
  ])) as [Where];
  const devices: ChildProcess[] = [fork(file('../kill/honest-device.ts'), [where.url, where.token])];
  return describe(coordinator, devices, where, dataDir, trouble);
}

const file = (path: string) => fileURLToPath(new URL(path, import.meta.url));

async function describe(
  coordinator: ChildProcess,
  devices: ChildProcess[],
  where: Where,
  dataDir: string,
  trouble: { text: string | null },
): Promise<Stage> {
  const { url } = where;
  const ownerToken = (await readFile(where.ownerTokenFile, 'utf8')).trim();
  const headers = { authorization: `Bearer ${ownerToken}`, 'content-type': 'application/json' };
  const ask = async (method: string, path: string, body?: unknown) => {
    const answer = await fetch(url + path, {
      method,
      headers,
      signal: AbortSignal.timeout(WITHIN_MS),
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    if (!answer.ok)
      throw new Error(`${method} ${path} was answered ${answer.status}: ${await answer.text()}`);
    return answer;
  };
  const api: Stage['api'] = async (method, path, body) => (await ask(method, path, body)).json();
  const health = await api('GET', '/api/health');

  const submit: Stage['submit'] = async (count, priority) => {
    const request = {
      kernel: 'probe',
      params: { bytes: 8 },
      input: { kind: 'range', count },
      verification: 'trust',
    };
    return (await api('POST', '/api/jobs', { ...request, priority })).job as JobView;
  };

  async function finishJob(count: number): Promise<void> {
    const { id } = await submit(count, 100);
    for (const until = performance.now() + WITHIN_MS; ;) {
      const view = (await api('GET', `/api/jobs/${id}`)) as JobView;
      if (view.state === 'done') break;
      if (performance.now() > until || view.state === 'failed' || view.failed > 0)
        throw new Error(`the well-behaved job did not finish right: ${JSON.stringify(view)}`);
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
    const output = new Uint8Array(await (await ask('GET', `/api/jobs/${id}/outputs/0`)).arrayBuffer());
    const right = Buffer.concat(Array.from({ length: count }, (_, i) => probeBytes(i)));
    if (!right.equals(output)) throw new Error('the output of the well-behaved job is wrong');
    await api('DELETE', `/api/jobs/${id}`);
  }

  return {
    port: Number(new URL(url).port),
    ownerToken,
    api,
    submit,
    finishJob,
    async join(name) {
      const { publicKey, sign } = makeKey();
      const asked = { token: where.token, publicKey, algorithm: 'ed25519', name, capabilities };
      return { ...(await api('POST', '/api/join', asked)), sign };
    },
    async memory() {
      const over = new AbortController();
      const { signal } = over;
      try {
        const answered = once(coordinator, 'message', { signal }) as Promise<[Usage]>;
        const gone = once(coordinator, 'exit', { signal }).then(() =>
          Promise.reject(new Error(trouble.text ?? 'the coordinator is gone')),
        );
        gone.catch(() => undefined);
        coordinator.send('usage');
        return (await Promise.race([answered, gone]))[0].memory;
      } finally {
        over.abort();
      }
    },
    numbersOf: (job) => findJob(dataDir, job),
    async lookAround() {
      const [jobs, known, swarm, invites] = await Promise.all(
        ['/api/jobs', '/api/devices', '/api/swarm', '/api/invites'].map((path) => api('GET', path)),
      );
      const rows = Object.entries(countRows(dataDir)).filter(([table]) => !TABLES_THAT_GROW.has(table));
      return {
        jobs: (jobs as JobView[]).map(({ id, name, priority }) => ({ id, name, priority })),
        devices: (known as Parsed[]).map(({ id, name, enabled, throttle }) => ({
          id,
          name,
          enabled,
          throttle,
        })),
        swarm,
        invites,
        rows: Object.fromEntries(rows),
        files: (await readdir(blobsDir(dataDir), { recursive: true, withFileTypes: true }))
          .filter((entry) => entry.isFile())
          .map((entry) => entry.name)
          .sort(),
      };
    },
    async findTrouble() {
      if (trouble.text !== null) return trouble.text;
      const now = await api('GET', '/api/health').catch((error: unknown) => ({ error: String(error) }));
      if (trouble.text !== null) return trouble.text;
      return JSON.stringify(now) === JSON.stringify(health) ? null : `its health is ${JSON.stringify(now)}`;
    },
    async stop() {
      for (const device of devices) device.kill('SIGKILL');
      trouble.text ??= '';
      const gone =
        coordinator.exitCode === null && coordinator.signalCode === null ? once(coordinator, 'exit') : null;
      coordinator.kill('SIGKILL');
      await gone;
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}
