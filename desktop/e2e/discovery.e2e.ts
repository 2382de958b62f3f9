// Two computers on a cable: network namespaces, a coordinator in one, `covey discover` and `covey join` in the other. Needs root and iproute2.
import { execFileSync, spawn } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createInterface } from 'node:readline';
import { expect, onTestFailed, onTestFinished, test } from 'vitest';
import type { FoundCoordinator } from '../../shared/platform/node/discovery/read-found.ts';
import { makeDirectory } from '../host/fake-directory.ts';

const main = fileURLToPath(new URL('../cli/main.ts', import.meta.url));
const ip = (...args: string[]) => execFileSync('ip', args, { stdio: ['ignore', 'pipe', 'pipe'] });
const names = { host: `covey-a-${process.pid}`, guest: `covey-b-${process.pid}` };

function seekNamespaces(): string | null {
  try {
    ip('netns', 'add', names.host);
    ip('netns', 'del', names.host);
    return null;
  } catch (error) {
    return error instanceof Error ? (error.message.split('\n')[0] ?? '') : String(error);
  }
}
const lacking = seekNamespaces();
if (lacking !== null) console.warn(`skipped: discovery between network namespaces, because ${lacking}`);

function layCable(): void {
  for (const name of Object.values(names)) ip('netns', 'add', name);
  onTestFinished(() => {
    for (const name of Object.values(names)) ip('netns', 'del', name);
  });
  ip(
    'link',
    'add',
    'lan0',
    'netns',
    names.host,
    'type',
    'veth',
    'peer',
    'name',
    'lan0',
    'netns',
    names.guest,
  );
  for (const [name, address] of [
    [names.host, '10.77.0.1/24'],
    [names.guest, '10.77.0.50/24'],
  ] as const) {
    ip('-n', name, 'address', 'add', address, 'dev', 'lan0');
    ip('-n', name, 'link', 'set', 'lan0', 'up');
    ip('-n', name, 'link', 'set', 'lo', 'up');
  }
}

async function makeComputer(namespace: string) {
  const dir = await makeDirectory();
  return (...args: string[]) => {
    const child = spawn('ip', ['netns', 'exec', namespace, process.execPath, main, ...args], {
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { ...process.env, INIT_CWD: dir, COVEY_DATA: join(dir, 'data') },
    });
    let said = '';
    child.stderr.setEncoding('utf8').on('data', (text: string) => (said += text));
    const ended = new Promise<number | null>((resolve) => child.once('close', resolve));
    onTestFinished(async () => {
      child.kill('SIGKILL');
      await ended;
    });
    const lines: string[] = [];
    const json = new Promise<never>((resolve, reject) => {
      createInterface({ input: child.stdout }).on('line', (line) => {
        lines.push(line);
        if (/^[[{]/.test(line)) resolve(JSON.parse(line) as never);
      });
      void ended.then((code) => reject(new Error(`${args.join(' ')} ended with ${code}: ${said}`)));
    });
    json.catch(() => undefined);
    return { ended, json, lines, stderr: () => said, stop: () => child.kill('SIGTERM') };
  };
}

test.skipIf(lacking !== null)(
  'a computer finds the coordinator next to it, joins it, and sees it go',
  async () => {
    layCable();
    const host = await makeComputer(names.host);
    const guest = await makeComputer(names.guest);
    const serving = host('serve', '--port', '8787', '--no-open', '--no-contribute', '--json');
    const ready: { code: string; discoveryName: string } = await serving.json;
    expect(ready.discoveryName).toMatch(/^covey-[0-9a-f]{4}\.local$/);
    onTestFailed(() => console.warn(`what the coordinator said:\n${serving.stderr()}`));
    const discover = async () =>
      (await guest('discover', '--seconds', '3', '--json').json) as FoundCoordinator[];
    expect(await discover()).toEqual([
      expect.objectContaining({
        host: ready.discoveryName,
        url: 'http://10.77.0.1:8787',
        addresses: ['10.77.0.1'],
        port: 8787,
      }),
    ]);

    const joining = guest('join', '--code', ready.code, '--threads', '1', '--json');
    expect(await joining.json).toMatchObject({ type: 'started', url: 'http://10.77.0.1:8787' });
    joining.stop();
    await joining.ended;

    serving.stop();
    expect(await serving.ended).toBe(0);
    expect(await discover()).toEqual([]);
    const lost = guest('join', '--json');
    expect(await lost.json).toMatchObject({ error: { code: 'no-coordinator' } });
  },
);

test.skipIf(lacking !== null)('--no-discovery and a coordinator that stays alone say nothing', async () => {
  layCable();
  const guest = await makeComputer(names.guest);
  for (const choice of [['--no-discovery'], ['--host', '127.0.0.1']]) {
    const host = await makeComputer(names.host);
    const serving = host('serve', '--port', '0', '--no-open', '--no-contribute', '--json', ...choice);
    expect(await serving.json).toMatchObject({ discoveryName: null });
    expect(await guest('discover', '--seconds', '2', '--json').json).toEqual([]);
    serving.stop();
    await serving.ended;
  }
});
