// Jobs, devices and bad input from outside: real processes, real files, the tools that people check with.
import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { makeFolder, makeStage, ODD_NAMES, type Report } from './stage.ts';

test('serve, code, two devices by link and by code, hash: sha256sum -c accepts the list where the person stands', async () => {
  const { standing, covey, serve, joinAs } = await makeStage();
  await makeFolder(standing);
  const { url, joinUrl, program, client } = await serve('--no-contribute');
  const invite = (await covey('code', '--json')).json as unknown as Record<string, unknown>;
  expect(Object.keys(invite).toSorted()).toEqual(['code', 'expiresAt', 'joinUrl', 'token', 'uses']);
  const one = await joinAs('one', joinUrl);
  await joinAs('two', url, '--code', String(invite['code']).toLowerCase());

  const { code, json, err } = await covey('run', 'hash', 'in', './in/sub/large', '--out', 'out', '--json');
  expect({ code, err }).toMatchObject({ code: 0 });
  const report = json as unknown as Report;
  expect(Object.keys(report)).toEqual([
    'jobId',
    'state',
    'chunks',
    'failed',
    'seconds',
    'devices',
    'outputs',
  ]);
  expect(report).toMatchObject({
    state: 'done',
    failed: 0,
    outputs: [join(standing, 'out', 'checksums.sha256')],
  });
  expect(report.devices.reduce((sum, device) => sum + device.chunks, 0)).toBe(report.chunks);
  const accepted = execFileSync('sha256sum', ['-c', ...report.outputs], { cwd: standing, encoding: 'utf8' });
  expect(accepted.trim().split('\n')).toHaveLength(ODD_NAMES.length + 3);

  const devices = (await covey('devices', '--json')).json as unknown as { id: string; name: string }[];
  expect(devices.map((device) => device.name).toSorted()).toEqual(['one', 'two']);
  const jobs = (await covey('jobs', '--json')).json as unknown as { id: string; state: string }[];
  expect(jobs).toMatchObject([{ id: report.jobId, state: 'done' }]);

  one.program.kill('SIGTERM');
  expect(await one.program.ended).toBe(0);
  const again = await joinAs('one', url);
  expect(again.deviceId).toBe(one.deviceId);
  expect(await client.call('devices')).toHaveLength(2);

  program.kill('SIGTERM');
  expect(await program.ended).toBe(0);
  expect(existsSync(join(standing, 'data', 'coordinator.json'))).toBe(false);
});

test('link prints a link that signs a browser on this computer in, once', async () => {
  const { covey, serve } = await makeStage();
  const { url } = await serve('--no-contribute');
  const { code, json } = await covey('link', '--json');
  const link = json as unknown as { url: string; expiresAt: number };
  expect([code, link.url.startsWith(`${url}/setup#s=`), link.expiresAt > Date.now()]).toEqual([
    0,
    true,
    true,
  ]);
  const signIn = async () => {
    const body = JSON.stringify({ token: new URL(link.url).hash.slice(3) });
    const headers = { 'content-type': 'application/json' };
    return (await fetch(`${url}/api/setup`, { method: 'POST', headers, body })).status;
  };
  expect([await signIn(), await signIn()]).toEqual([200, 401]);
});

test('without a coordinator a job runs on this machine alone, and nothing but its output is left', async () => {
  const { standing, covey } = await makeStage();
  await makeFolder(standing);
  const { code, json, err } = await covey(
    'run',
    'compress',
    'in',
    '--out',
    'out',
    '--json',
    '--param',
    'level=1',
  );
  expect({ code, err }).toMatchObject({ code: 0 });
  const { outputs } = json as unknown as Report;
  expect(outputs).toHaveLength(ODD_NAMES.length + 2);
  execFileSync('gzip', ['-t', ...outputs]);
  const large = execFileSync('gzip', ['-dc', join(standing, 'out/in/sub/large.gz')], { maxBuffer: 2 ** 25 });
  expect(large.equals(await readFile(join(standing, 'in/sub/large')))).toBe(true);
  expect(await readdir(join(standing, 'data', 'runs'))).toEqual([]);
});

test('a range job needs no files', async () => {
  const { covey } = await makeStage();
  const { code, json, err } = await covey(
    'run',
    'probe',
    '--range',
    '5:1000',
    '--param',
    'group=100',
    '--out',
    'out',
    '--json',
  );
  expect({ code, err }).toMatchObject({ code: 0 });
  expect(json).toMatchObject({ state: 'done', chunks: 10, failed: 0 });
});

test('each bad input is a clear error with its code, changes nothing, and the coordinator goes on', async () => {
  const { standing, covey, serve } = await makeStage();
  await writeFile(join(standing, 'a'), 'x');
  await mkdir(join(standing, 'nothing'));
  const { url, client } = await serve('--no-contribute');
  const revoked = await client.call('createInvite', { body: {} });
  await client.call('revokeInvite', { path: { id: revoked.id } });
  const bad: [string, string[]][] = [
    ['unknown-kernel', ['run', 'hsah', 'a', '--out', 'out']],
    ['bad-params', ['run', 'compress', 'a', '--out', 'out', '--param', 'level=99']],
    ['bad-params', ['run', 'compress', 'a', '--out', 'out', '--param', 'lvel=1']],
    ['source-unreadable', ['run', 'hash', 'a', 'missing', '--out', 'out']],
    ['no-input', ['run', 'hash', 'nothing', '--out', 'out']],
    ['no-input', ['run', 'probe', '--count', '0', '--out', 'out']],
    ['bad-request', ['run', 'hash', 'a', '--out', 'a']],
    ['code-unknown', ['join', url, '--code', 'BBBB-BBBB', '--name', 'x']],
    ['code-revoked', ['join', url, '--code', revoked.code, '--name', 'x']],
    ['device-unknown', ['join', url, '--name', 'x']],
    ['not-signed-in', ['jobs', '--url', url, '--token', 'wrong']],
    ['not-found', ['job', 'job_00000000000000000000000000000000']],
  ];
  for (const [code, args] of bad) {
    const ended = await covey(...args, '--json');
    expect(ended.code).toBe(1);
    expect(ended.json).toMatchObject({
      error: { code, message: expect.any(String), hint: expect.any(String) },
    });
  }
  expect(await client.call('jobs')).toEqual([]);
  expect(await client.call('devices')).toEqual([]);
  expect(existsSync(join(standing, 'out'))).toBe(false);
});

test('a code is used up after as many devices as it was made for', async () => {
  const { serve, covey, joinAs } = await makeStage();
  const { url } = await serve('--no-contribute');
  const { code } = (await covey('code', '--uses', '1', '--json')).json as unknown as { code: string };
  await joinAs('first', url, '--code', code);
  const second = await covey('join', url, '--code', code, '--name', 'second', '--json');
  expect(second.json).toMatchObject({ error: { code: 'code-used-up' } });
});

test('a device that joined under a name comes back without name and code', async () => {
  const { serve, start } = await makeStage();
  const { url, joinUrl } = await serve('--no-contribute');
  const first = start('join', joinUrl, '--name', 'ü 🙂', '--json');
  const started = await first.line((line) => line.includes('"started"'));
  first.kill('SIGTERM');
  expect(await first.ended).toBe(0);
  const again = start('join', url, '--json');
  expect(await again.line((line) => line.includes('"started"'))).toBe(started);
});

test('two devices without a name on one machine are two devices', async () => {
  const { serve, start } = await makeStage();
  const { joinUrl, client } = await serve('--no-contribute');
  for (const program of [start('join', joinUrl, '--json'), start('join', joinUrl, '--json')])
    await program.line((line) => line.includes('"started"'));
  await expect
    .poll(async () => (await client.call('devices')).filter((device) => device.connected).length, {
      timeout: 30_000,
    })
    .toBe(2);
});

test.each([
  ['SIGINT', 130],
  ['SIGTERM', 143],
] as const)('%s while a job runs cancels it', async (signal, code) => {
  const { serve, start } = await makeStage();
  const { client } = await serve('--no-contribute');
  const program = start('run', 'probe', '--count', '1000', '--out', 'out');
  await expect.poll(async () => (await client.call('jobs')).length, { timeout: 30_000 }).toBe(1);
  program.kill(signal);
  expect(await program.ended).toBe(code);
  expect(await client.call('jobs')).toMatchObject([{ state: 'cancelled' }]);
});

test('jobs and devices are steered from the command line', async () => {
  const { serve, covey, start, joinAs } = await makeStage();
  const { joinUrl, client } = await serve('--no-contribute');
  const { deviceId } = await joinAs('one', joinUrl);
  expect((await covey('device', 'one', 'throttle', '25', '--json')).json).toMatchObject({
    id: deviceId,
    throttle: 0.25,
  });
  expect((await covey('device', deviceId, 'disable', '--json')).json).toMatchObject({ enabled: false });
  const run = start('run', 'probe', '--count', '100', '--name', 'mine', '--out', 'out', '--json');
  await expect.poll(async () => (await client.call('jobs')).length, { timeout: 30_000 }).toBe(1);
  expect((await covey('job', 'mine', 'pause', '--json')).json).toMatchObject({ state: 'paused' });
  expect((await covey('job', 'mine', 'resume', '--json')).code).toBe(0);
  expect((await covey('device', 'one', 'enable')).out).toMatch(/one {2}\(dev_/);
  expect((await covey('device', 'one', 'throttle', '100')).code).toBe(0);
  expect(await run.ended).toBe(0);
  expect((await covey('jobs')).out).toMatch(/done.*mine/);
  expect((await covey('devices')).out).toMatch(/one.*connected/);
  expect((await covey('device', 'one', 'forget')).code).toBe(0);
  expect(await client.call('devices')).toEqual([]);
});

test('the demonstration kills a device and ends with every byte right', async () => {
  const { standing, covey } = await makeStage();
  await mkdir(join(standing, 'in'));
  const words = Array.from({ length: 500_000 }, (_, i) => `word${(i * 7919) % 4096}`).join(' ');
  for (let i = 0; i < 6; i++) await writeFile(join(standing, 'in', `${i}.txt`), words.slice(i));
  await writeFile(join(standing, 'in', 'line\nbreak'), 'x');
  const { code, out, err } = await covey('demo', 'in');
  expect({ code, err }).toMatchObject({ code: 0 });
  expect(out).toMatch('kill -9 of the second device');
  expect(out).toMatch(/first device +\d+ +[\d.:]+/);
  expect(out).toMatch('Every byte was right.');
});
