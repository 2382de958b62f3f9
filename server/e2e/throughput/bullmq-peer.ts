// BullMQ on a Redis of its own (AOF every second): 20,000 no-op jobs added in bulk, two worker processes of 50 each.
import { type ChildProcess, fork, spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Queue, QueueEvents } from 'bullmq';

const JOBS = 20_000;
const WORKERS = 2;

/** Jobs per second, or null where no Redis server is installed. */
export async function benchBullmq(): Promise<number | null> {
  if (spawnSync('redis-server', ['--version']).status !== 0) return null;
  const dir = mkdtempSync(join(tmpdir(), 'covey-redis-'));
  const port = await freePort();
  const redis = spawn(
    'redis-server',
    [
      '--port',
      String(port),
      '--bind',
      '127.0.0.1',
      '--dir',
      dir,
      '--appendonly',
      'yes',
      '--appendfsync',
      'everysec',
      '--save',
      '',
    ],
    { stdio: ['ignore', 'pipe', 'inherit'] },
  );
  const workers: ChildProcess[] = [];
  const connection = { host: '127.0.0.1', port };
  try {
    await ready(redis);
    const queue = new Queue('bench', { connection });
    const events = new QueueEvents('bench', { connection });
    await events.waitUntilReady();
    for (let i = 0; i < WORKERS; i++)
      workers.push(fork(fileURLToPath(new URL('./bullmq-worker.ts', import.meta.url)), [String(port)]));
    await Promise.all(workers.map((worker) => new Promise((resolve) => worker.once('message', resolve))));
    const started = performance.now();
    const finished = new Promise<void>((resolve) => {
      let done = 0;
      events.on('completed', () => void (++done === JOBS && resolve()));
    });
    for (let i = 0; i < JOBS; i += 5_000)
      await queue.addBulk(
        Array.from({ length: 5_000 }, (_, k) => ({
          name: 'n',
          data: { i: i + k },
          opts: { removeOnComplete: true },
        })),
      );
    await finished;
    const perSecond = (JOBS / (performance.now() - started)) * 1000;
    await events.close();
    await queue.close();
    return perSecond;
  } finally {
    for (const worker of workers) worker.kill('SIGKILL');
    redis.kill('SIGKILL');
    rmSync(dir, { recursive: true, force: true });
  }
}

function ready(redis: ChildProcess): Promise<void> {
  return new Promise((resolve, reject) => {
    redis.once('exit', () => reject(new Error('redis-server did not start')));
    redis.stdout?.on('data', (text: Buffer) => text.includes('Ready to accept connections') && resolve());
  });
}

function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const { port } = server.address() as AddressInfo;
      server.close(() => resolve(port));
    });
  });
}
