// The life of a coordinator from outside: how it starts, shows itself, is taken over from, is killed and comes back.
import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { createServer, type AddressInfo } from 'node:net';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { makeStage, type Report } from './stage.ts';

test('serve contributes by a child process, which ends with it even when it is killed', async () => {
  const { serve } = await makeStage();
  const { program, client } = await serve();
  await expect
    .poll(async () => (await client.call('devices')).map((device) => device.connected), { timeout: 30_000 })
    .toEqual([true]);
  const children = await readFile(`/proc/${program.pid}/task/${program.pid}/children`, 'utf8').catch(
    () => '',
  );
  program.kill('SIGKILL');
  await program.ended;
  const isAlive = (pid: string) => existsSync(`/proc/${pid}`);
  await expect.poll(() => children.trim().split(' ').filter(isAlive), { timeout: 10_000 }).toEqual([]);
});

test('a busy port is an error, never another port', async () => {
  const { start } = await makeStage();
  const holder = createServer().listen(0, '127.0.0.1');
  onTestFinished(() => void holder.close());
  await new Promise((resolve) => void holder.once('listening', resolve));
  const { port } = holder.address() as AddressInfo;
  const program = start(
    'serve',
    '--port',
    String(port),
    '--host',
    '127.0.0.1',
    '--no-open',
    '--no-contribute',
  );
  expect(await program.ended).toBe(1);
  expect(program.stderr()).toMatch(`port ${port} is in use`);
});

test('a second serve on a live data directory is refused and names who has it', async () => {
  const { serve, covey } = await makeStage();
  const { url, program } = await serve('--no-contribute');
  const second = await covey('serve', '--port', '0', '--no-open', '--no-contribute', '--json');
  expect(second.code).toBe(1);
  expect(second.json).toMatchObject({
    error: { code: 'already-running', message: expect.stringMatching(`${url} \\(process ${program.pid}\\)`) },
  });
  expect((await covey('jobs', '--json')).json).toEqual([]);
});

test('a coordinator that was stopped in its sleep and taken over from says so and ends', async () => {
  const { serve } = await makeStage();
  const first = await serve('--no-contribute');
  first.program.kill('SIGSTOP');
  const second = await serve('--no-contribute');
  first.program.kill('SIGCONT');
  expect(await first.program.ended).toBe(1);
  expect(first.program.stderr()).toMatch(/another coordinator took over .*\(fenced\)/);
  expect(await second.client.call('jobs')).toEqual([]);
});

test('a coordinator that is killed and started again in the middle of a job costs nothing but time', async () => {
  const { standing, serve, start, joinAs } = await makeStage();
  await mkdir(join(standing, 'in'));
  const words = Array.from({ length: 3_000_000 }, (_, i) => `word${(i * 7919) % 4096}`).join(' ');
  await writeFile(join(standing, 'in', 'large.txt'), words);
  const first = await serve('--no-contribute');
  const device = await joinAs('one', first.joinUrl);
  const run = start('run', 'compress', 'in', '--out', 'out', '--json');
  const recorded = async () => (await first.client.call('jobs'))[0]?.recorded ?? 0;
  await expect.poll(recorded, { timeout: 60_000, interval: 20 }).toBeGreaterThan(0);
  first.program.kill('SIGKILL');
  await first.program.ended;
  await serve('--no-contribute', '--port', new URL(first.url).port);
  expect({ code: await run.ended, err: run.stderr() }).toMatchObject({ code: 0 });
  const report = JSON.parse(run.stdout().trim().split('\n').at(-1) ?? '') as Report;
  expect(report.devices).toMatchObject([{ name: 'one', chunks: report.chunks }]);
  const unpacked = execFileSync('gzip', ['-dc', ...report.outputs], { maxBuffer: 2 ** 26, encoding: 'utf8' });
  expect(unpacked === words).toBe(true);
  device.program.kill('SIGTERM');
  expect(await device.program.ended).toBe(0);
});

test('what a run that was killed left behind is removed by the next one', async () => {
  const { standing, start, covey } = await makeStage();
  const killed = start('run', 'probe', '--count', '100000', '--param', 'work=1000000', '--out', 'out');
  const runs = join(standing, 'data', 'runs');
  await expect.poll(() => readdir(runs).catch(() => []), { timeout: 30_000 }).toHaveLength(1);
  killed.kill('SIGKILL');
  await killed.ended;
  expect((await covey('run', 'probe', '--count', '1', '--out', 'out')).code).toBe(0);
  expect((await covey('run', 'probe', '--count', '1', '--out', 'out')).code).toBe(0);
  expect(await readdir(runs)).toEqual([]);
});

test('people see address, QR code, code and link', async () => {
  const { start } = await makeStage();
  const program = start('serve', '--port', '0', '--host', '127.0.0.1', '--no-open', '--no-contribute');
  await program.line((line) => line.includes('covey join'));
  expect(program.stdout()).toMatch(/The coordinator is running at http:\/\/localhost:\d+/);
  expect(program.stdout()).toMatch(/\/setup#s=/);
  expect(program.stdout()).toMatch(/ [B-Z]{4}-[B-Z]{4} .*good for 15 minutes/);
  expect(program.stdout()).toMatch('█');
});
