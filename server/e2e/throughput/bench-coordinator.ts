// The coordinator of the throughput bench, a process of its own: starts, says where it is, and answers `usage` with its CPU time so far.
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { kernelsDir } from '../test-coordinator.ts';
import { startCoordinator } from '../../main.ts';

const dataDir = mkdtempSync(join(tmpdir(), 'covey-bench-'));
const running = await startCoordinator({
  port: 0,
  host: '127.0.0.1',
  dataDir,
  kernelsDir: await kernelsDir(),
  appDir: null,
  version: 'bench',
  log: (level, message) => level === 'info' || process.stderr.write(`${level} ${message}\n`),
});
const { token } = await running.createInvite({ uses: 1000, minutes: 60 });
process.send?.({ url: running.url, token, ownerTokenFile: running.ownerTokenFile, dataDir });
process.on('message', (message) => {
  if (message === 'usage') process.send?.({ cpu: process.cpuUsage(), rss: process.memoryUsage.rss() });
  if (message === 'stop') void running.stop().then(() => process.exit(0));
});
process.on('disconnect', () => process.exit(0));
