// A coordinator as a process of its own, for tests and benches that measure or kill it. Options come as JSON in the first argument; it says where
// it is once it runs, and answers `usage` with its CPU time and memory so far.
import { kernelsDir } from './test-coordinator.ts';
import { startCoordinator } from '../main.ts';

export interface ProcessOptions {
  dataDir: string;
  port: number;
  termMs?: number;
}

export interface Where {
  url: string;
  token: string;
  ownerTokenFile: string;
}

export interface Usage {
  cpu: NodeJS.CpuUsage;
  /** After collection where the process was started with --expose-gc. */
  memory: NodeJS.MemoryUsage;
}

const options = JSON.parse(process.argv[2] ?? '{}') as ProcessOptions;
const running = await startCoordinator({
  ...options,
  host: '127.0.0.1',
  kernelsDir: await kernelsDir(),
  appDir: null,
  version: 'test',
  log: (level, message, facts) =>
    level !== 'info' && process.stderr.write(`${level} ${message} ${JSON.stringify(facts ?? {})}\n`),
});
void running.fenced.then(() => process.send?.({ fenced: true }));
const { token } = await running.createInvite({ uses: 1000, minutes: 60 });
process.send?.({ url: running.url, token, ownerTokenFile: running.ownerTokenFile });
process.on('message', (message) => {
  if (message === 'usage') {
    globalThis.gc?.();
    process.send?.({ cpu: process.cpuUsage(), memory: process.memoryUsage() });
  }
  if (message === 'stop') void running.stop().then(() => process.exit(0));
});
process.on('disconnect', () => process.exit(0));
