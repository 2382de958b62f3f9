import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openShell, type ServeShell } from './serve-shell.ts';

let folder = '';
let serve: ServeShell;
const get = (url: string, method = 'GET') => serve({ url, method });

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'covey-shell-'));
  await mkdir(join(folder, 'client/_app/immutable'), { recursive: true });
  await mkdir(join(folder, 'prerendered'));
  const policy = `default-src 'self'; script-src 'self' 'sha256-x'`;
  await writeFile(
    join(folder, 'prerendered/shell.html'),
    `<meta http-equiv="content-security-policy" content="${policy}">`,
  );
  await writeFile(join(folder, 'client/_app/immutable/a.js'), 'export {}');
  await writeFile(join(folder, 'client/data.bin'), 'unknown kind');
  await writeFile(join(folder, 'secret.json'), '{}');
  await symlink(join(folder, 'secret.json'), join(folder, 'client/link.json'));
  serve = await openShell(folder);
});
afterAll(() => rm(folder, { recursive: true, force: true }));

test('a file comes with its kind, its policy, and no guessing', async () => {
  const answer = await get('app://covey/_app/immutable/a.js');
  expect(answer.status).toBe(200);
  expect(await answer.text()).toBe('export {}');
  expect(Object.fromEntries(answer.headers)).toMatchObject({
    'content-type': 'text/javascript; charset=utf-8',
    'content-security-policy': `default-src 'self'; script-src 'self' 'sha256-x'; frame-ancestors 'none'`,
    'x-content-type-options': 'nosniff',
    'cross-origin-opener-policy': 'same-origin',
    'cache-control': 'public, max-age=31536000, immutable',
  });
});

test.each(['app://covey/', 'app://covey/desktop/join', 'app://covey/contribute?x=1#y'])(
  '%s is the shell',
  async (url) => {
    const answer = await get(url);
    expect(answer.headers.get('content-type')).toBe('text/html; charset=utf-8');
    expect(answer.headers.get('cache-control')).toBeNull();
  },
);

test.each([
  'app://covey/../secret.json',
  'app://covey/%2e%2e/secret.json',
  'app://covey/..%2fsecret.json',
  'app://covey/%2e%2e%2fsecret.json',
  'app://covey/..%5csecret.json',
  'app://covey/_app/..%2f..%2fsecret.json',
  'app://covey//etc/passwd.json',
  'app://covey/%00.js',
  'app://covey/%zz.js',
  'app://covey/C:%5cwindows.json',
  'app://covey/link.json',
  'app://covey/data.bin',
  'app://covey/missing.js',
  'app://evil/_app/immutable/a.js',
  'https://covey/_app/immutable/a.js',
])('%s leads nowhere', async (url) => {
  const answer = await get(url);
  expect(answer.status).toBeGreaterThanOrEqual(400);
  expect(await answer.text()).not.toContain('{}');
});

test('nothing is written, and nobody answers for a coordinator', async () => {
  expect((await get('app://covey/_app/immutable/a.js', 'POST')).status).toBe(405);
  expect((await get('app://covey/api/session')).status).toBe(503);
});

test('an app that was built without a policy is not served', async () => {
  await writeFile(join(folder, 'prerendered/shell.html'), '<p>no policy</p>');
  await expect(openShell(folder)).rejects.toThrow('no content security policy');
});
