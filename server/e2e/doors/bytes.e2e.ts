// What bytes, names and paths from outside can do: nothing but what they are for.
import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import { formatLine } from '../../observe/log.ts';
import { useCoordinator } from '../use-coordinator.ts';
import { askRaw } from './raw-http.ts';

const coordinator = useCoordinator();
const owner = async () => `Authorization: Bearer ${await coordinator.ownerToken()}`;

test('no path leads out of the folders, however it is written', async () => {
  for (const way of ['..', '%2e%2e', '%252e%252e', '..%2f', '..%5c', '..\\', '.%00.', '%c0%ae%c0%ae', '..;'])
    for (const start of [
      '/',
      '/api/',
      '/api/parts/',
      '/api/device/parts/',
      '/api/jobs/x/outputs/',
      '/api/jobs/',
      '/_app/',
    ])
      for (const end of ['owner-token', 'etc/passwd', 'covey.db']) {
        const path = `${start}${`${way}/`.repeat(6)}${end}`;
        const answer = await askRaw(coordinator.url, [
          `GET ${path} HTTP/1.1`,
          `Host: ${new URL(coordinator.url).host}`,
          await owner(),
          'Connection: close',
        ]);
        expect([path, answer.status >= 400 && answer.status < 500]).toEqual([path, true]);
        expect(answer.text).not.toContain(await coordinator.ownerToken());
        expect(answer.text).not.toContain('root:');
      }
});

test('a part is asked for by a SHA-256 and by nothing else', async () => {
  const sha = createHash('sha256').update('x').digest('hex');
  await coordinator.api('PUT', `/api/parts/${sha}`, Buffer.from('x'));
  for (const name of [
    sha.toUpperCase(),
    `${sha}%00`,
    `${sha}.`,
    `..%2f${sha.slice(0, 2)}%2f${sha}`,
    ` ${sha}`,
    '%0d%0a',
  ])
    expect((await coordinator.api('GET', `/api/parts/${name}`)).status).toBe(400);
  expect((await coordinator.api('GET', `/api/parts/${sha}`)).status).toBe(200);
});

test('every answer of the API says that it is no page, is not to be kept, and belongs to nobody else', async () => {
  const sha = createHash('sha256').update('<script>').digest('hex');
  await coordinator.api('PUT', `/api/parts/${sha}`, Buffer.from('<script>'));
  for (const [path, kept] of [
    ['/api/health', 'no-store'],
    ['/api/nothing', 'no-store'],
    [`/api/parts/${sha}`, 'private, max-age=31536000, immutable'],
  ] as const) {
    const { headers } = await fetch(coordinator.url + path, {
      headers: { authorization: `Bearer ${await coordinator.ownerToken()}` },
    });
    expect(headers.get('content-security-policy')).toBe(
      "default-src 'none'; frame-ancestors 'none'; sandbox",
    );
    expect(headers.get('x-content-type-options')).toBe('nosniff');
    expect(headers.get('cross-origin-resource-policy')).toBe('same-origin');
    expect(headers.get('referrer-policy')).toBe('no-referrer');
    expect(headers.get('cache-control')).toBe(kept);
    expect(headers.get('strict-transport-security')).toBeNull();
    expect(headers.get('access-control-allow-origin')).toBeNull();
  }
});

test('bodies that are bombs as JSON are refused and change nothing', async () => {
  for (const bomb of [
    '['.repeat(60_000),
    `{"params":${'{"a":'.repeat(10_000)}1${'}'.repeat(10_000)}}`,
    '{"__proto__":{"admin":true}}',
  ])
    expect(await coordinator.api('POST', '/api/jobs', bomb)).toMatchObject({
      json: { code: /too-large|bad-request/ },
    });
  const many = `{"kernel":"hash","input":{"kind":"files","blobs":[],"files":[${'{},'.repeat(1_300_000)}{}]}}`;
  expect(await coordinator.api('POST', '/api/jobs', many)).toMatchObject({ status: 413 });
  expect(({} as { admin?: boolean }).admin).toBeUndefined();
  expect((await coordinator.api('GET', '/api/jobs')).json).toEqual([]);
});

test('a name cannot forge a line of the log, paint on a terminal or turn its writing round', () => {
  const names = [
    'a\nb',
    'a\r\n2026-01-01 info all is well',
    '\u001b[31mred\u001b[0m',
    '\u009b2J',
    '\u202egnp.exe',
    '\u2066x',
    '\u0000',
    '\u2028',
  ];
  for (const name of names) {
    const line = formatLine(new Date(0), 'info', `joined ${name}`, { name, [name]: 1, list: [name] });
    expect(line).not.toMatch(/[\p{Cc}\u2028\u2029\u202a-\u202e\u2066-\u2069]/u);
  }
});

test('a device that stores more than its lease could produce is stopped, and an honest one is not', async () => {
  const device = await coordinator.connect();
  const welcome = await device.hello();
  if (!welcome.ok) throw new Error(welcome.error.message);
  const headers = { authorization: `Bearer ${welcome.value.blobToken}` };
  await coordinator.submitProbe(2);
  await device.nextLease();
  const statuses: number[] = [];
  for (let i = 0; i < 18; i++) {
    const bytes = Buffer.alloc(4 * 1024 * 1024, `part ${i}`);
    const sha = createHash('sha256').update(bytes).digest('hex');
    statuses.push((await coordinator.api('PUT', `/api/device/parts/${sha}`, bytes, headers)).status);
  }
  expect(statuses).toEqual([...Array.from({ length: 16 }, () => 200), 429, 429]);
});
