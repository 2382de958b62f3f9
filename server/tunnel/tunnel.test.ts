// The tunnel against a program that behaves as cloudflared does, well and badly.
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, onTestFinished, test, vi } from 'vitest';
import { makeDirectory } from './testing/make-directory.ts';
import type { Log } from '../observe/log.ts';
import { findCloudflared } from './find-cloudflared.ts';
import { readTunnelUrl } from './read-tunnel-url.ts';
import { runTunnel, type TunnelTimes } from './run-tunnel.ts';
import { type FakePlan, hostOf, makeFakeCloudflared } from './testing/fake-cloudflared.ts';
import { tunnelEnvironment } from './tunnel-environment.ts';

test.each([
  [
    '2023-04-18T14:06:49Z INF |  https://buffalo-marco-cardiff-motel.trycloudflare.com         |',
    'https://buffalo-marco-cardiff-motel.trycloudflare.com',
  ],
  ['https://A-b.TryCloudflare.com', 'https://a-b.trycloudflare.com'],
  ['{"level":"info","message":"|  https://a-b.trycloudflare.com  |"}', 'https://a-b.trycloudflare.com'],
  [
    'failed to request quick Tunnel: Post "https://api.trycloudflare.com/tunnel": dial tcp: no such host',
    null,
  ],
  ['INF Requesting new quick Tunnel on trycloudflare.com...', null],
  ['see https://developers.cloudflare.com/cloudflare-one/connections', null],
  ['http://a-b.trycloudflare.com', null],
  ['https://a-b.trycloudflare.com.evil.example', null],
  ['https://evil.example/https://-.trycloudflare.com', null],
  ['', null],
])('of %j the address is %j', (line, url) => {
  expect(readTunnelUrl(line)).toBe(url);
});

async function start(plan: FakePlan, times: Partial<TunnelTimes> = {}) {
  const { program, dir } = await makeFakeCloudflared(plan);
  const log = vi.fn<Log>();
  const urls: (string | null)[] = [];
  const waiting: { count: number; resolve: () => void }[] = [];
  const tunnel = runTunnel({
    program,
    target: 'http://127.0.0.1:9',
    log,
    onChange(url) {
      urls.push(url);
      for (const each of waiting) if (urls.length >= each.count) each.resolve();
    },
    times: { firstRestMs: 10, longestRestMs: 40, ...times },
  });
  onTestFinished(() => tunnel.stop());
  const changes = (count: number) =>
    new Promise<void>((resolve) => {
      if (urls.length >= count) resolve();
      else waiting.push({ count, resolve });
    });
  const calls = async () => (await readFile(join(dir, 'calls'), 'utf8')).trim().split('\n');
  const environment = async () =>
    JSON.parse(await readFile(join(dir, 'env-1'), 'utf8')) as Record<string, string>;
  return { tunnel, log, urls, changes, calls, environment };
}

test('the address is found among the rest, and is gone with the process', async () => {
  const { tunnel, urls, calls } = await start({ runs: ['open'] });
  expect(await tunnel.started).toBe(`https://${hostOf(1)}`);
  expect(tunnel.url()).toBe(`https://${hostOf(1)}`);
  expect(await calls()).toEqual(['tunnel --no-autoupdate --url http://127.0.0.1:9']);
  await Promise.all([tunnel.stop(), tunnel.stop()]);
  expect(tunnel.url()).toBeNull();
  expect(urls).toEqual([`https://${hostOf(1)}`, null]);
});

test('the program gets what it needs of the environment, and no secret of anybody', async () => {
  const needed = {
    PATH: process.env['PATH'],
    HOME: '/home/somebody',
    https_proxy: 'http://proxy:3128',
    NO_PROXY: 'localhost',
    TUNNEL_EDGE_IP_VERSION: '4',
  };
  const foreign = { COVEY_DESEC_TOKEN: 'a', AWS_SECRET_ACCESS_KEY: 'b', DATABASE_URL: 'c', NODE_OPTIONS: '' };
  for (const [name, value] of Object.entries({ ...needed, ...foreign })) vi.stubEnv(name, value);
  onTestFinished(() => void vi.unstubAllEnvs());
  const { tunnel, environment } = await start({ runs: ['open'] });
  await tunnel.started;
  const given = await environment();
  expect(given).toMatchObject(needed);
  for (const name of Object.keys(foreign)) expect(given).not.toHaveProperty(name);
});

test.each([
  ['PATH', true],
  ['Path', true],
  ['SystemRoot', true],
  ['all_proxy', true],
  ['SSL_CERT_FILE', true],
  ['TUNNEL_TRANSPORT_PROTOCOL', true],
  ['COVEY_TUNNEL_', false],
  ['MY_HTTP_PROXY', false],
  ['PATHS', false],
  ['GITHUB_TOKEN', false],
  ['LD_PRELOAD', false],
])('of the environment, %s is handed on: %s', (name, isHandedOn) => {
  expect(name in tunnelEnvironment({ [name]: 'x' })).toBe(isHandedOn);
});

test('an address that comes late is an address', async () => {
  const { tunnel, changes } = await start({ runs: ['open'], afterMs: 300 }, { startedWithinMs: 20 });
  expect(await tunnel.started).toBeNull();
  await changes(1);
  expect(tunnel.url()).toBe(`https://${hostOf(1)}`);
});

test('one that dies is started again with another address, and it is said', async () => {
  const { tunnel, log, urls, changes } = await start({ runs: ['die', 'open'] });
  await tunnel.started;
  await changes(3);
  expect(urls).toEqual([`https://${hostOf(1)}`, null, `https://${hostOf(2)}`]);
  expect(log).toHaveBeenCalledWith(
    'warn',
    'the tunnel is closed, and its address with it',
    expect.objectContaining({ reason: 'code 1', 'next try in seconds': 0.01 }),
  );
});

test('one that cannot open is tried again with growing pauses, and its last words are passed on', async () => {
  const { tunnel, log, changes } = await start({ runs: ['exit', 'exit', 'exit', 'exit', 'open'] });
  expect(await tunnel.started).toBeNull();
  await changes(1);
  const failures = log.mock.calls
    .filter(([level]) => level === 'warn')
    .map(([, message, facts]) => ({ message, facts }));
  expect(failures.map(({ facts }) => facts?.['next try in seconds'])).toEqual([0.01, 0.02, 0.04, 0.04]);
  expect(failures[0]).toMatchObject({
    message: 'the tunnel did not open',
    facts: { last: expect.stringMatching(/^failed to request quick Tunnel/) },
  });
});

test('one that says nothing is ended and tried again', async () => {
  const { tunnel, log, changes } = await start({ runs: ['silent', 'open'] }, { addressWithinMs: 1_000 });
  expect(await tunnel.started).toBeNull();
  await changes(1);
  expect(tunnel.url()).toBe(`https://${hostOf(2)}`);
  expect(log.mock.calls[0]?.[2]).toMatchObject({ last: 'no address within 1 s' });
});

test('one that cannot be run is tried again too, and stopping ends the trying', async () => {
  const log = vi.fn<Log>();
  const tunnel = runTunnel({ program: '/nowhere/cloudflared', target: 'http://127.0.0.1:9', log });
  expect(await tunnel.started).toBeNull();
  await tunnel.stop();
  expect(log.mock.calls[0]?.[2]).toMatchObject({ reason: expect.stringMatching(/ENOENT/) });
});

test('the program is the named one, or the first that is found', async () => {
  const { program, dir } = await makeFakeCloudflared({ runs: ['open'] });
  expect(await findCloudflared({ COVEY_CLOUDFLARED: program }, 'linux')).toBe(program);
  expect(await findCloudflared({ PATH: `/nowhere:${dir}` }, 'linux')).toBe(program);
});

test.each([
  ['linux', /Cloudflare’s downloads/],
  ['darwin', /brew install cloudflared/],
  ['win32', /winget install/],
] as const)('where it is not installed, %s people are told how to get it', async (platform, hint) => {
  await expect(findCloudflared({ PATH: await makeDirectory() }, platform)).rejects.toMatchObject({
    code: 'wrong-state',
    hint: expect.stringMatching(hint),
  });
});

test('a named program that cannot be run is an error of its own', async () => {
  const file = join(await makeDirectory(), 'cloudflared');
  await writeFile(file, '', { mode: 0o644 });
  await expect(findCloudflared({ COVEY_CLOUDFLARED: file }, 'linux')).rejects.toThrow(
    /which COVEY_CLOUDFLARED names/,
  );
});
