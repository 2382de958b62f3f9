// The small rules behind the doors: pace of bodies, shape of JSON, lines about refusals.
import { describe, expect, test } from 'vitest';
import { tooSlow } from './body-pace.ts';
import { checkJsonShape, JSON_SHAPE } from './json-shape.ts';
import { makeRefusalLog } from './refusal-log.ts';
import { PROBE_PATH } from '../../../shared/contract/tls.ts';
import { securityHeaders } from './security-headers.ts';

describe('the pace of a body', () => {
  const json = '/api/join';
  const part = '/api/parts/ab';
  test.each([
    ['a slow start of a small body', json, 9_000, 10, 1_000, false],
    ['ten bytes in ten seconds', json, 10_000, 10, 1_000, true],
    ['a KiB a second', json, 10_000, 10_240, 1_000, false],
    ['a burst and then a trickle', json, 60_000, 50_000, 1_000, true],
    ['a trickle of a part', part, 600_000, 10_000, 29_000, false],
    ['a silent part', part, 600_000, 4_000_000, 30_000, true],
    ['a part that a device sends', '/api/device/parts/ab', 60_000, 100, 2_000, false],
  ])('%s', (_what, path, elapsed, bytes, silent, expected) =>
    expect(tooSlow(path, elapsed, bytes, silent)).toBe(expected),
  );
});

describe('the shape of JSON', () => {
  const check = (text: string) => () => checkJsonShape(Buffer.from(text));

  test('a table of 200,000 files is fine, brackets in names too', () => {
    const files = Array.from({ length: 200_000 }, (_, i) => ({
      name: `[{",\\" ${i}`,
      size: 1,
      blob: 0,
      offset: i,
    }));
    expect(check(JSON.stringify({ input: { kind: 'files', files } }))).not.toThrow();
  });

  test('what is too deep or has too many values is refused before it is parsed', () => {
    expect(check('['.repeat(JSON_SHAPE.depth) + ']'.repeat(JSON_SHAPE.depth))).not.toThrow();
    expect(check('['.repeat(JSON_SHAPE.depth + 1))).toThrow(/levels deep/);
    expect(check(`{"a":${'{"a":'.repeat(40)}1`)).toThrow(/levels deep/);
    expect(check(`[${'{},'.repeat(JSON_SHAPE.containers)}{}]`)).toThrow(/objects and lists/);
    expect(check(`[${'0,'.repeat(JSON_SHAPE.values + 1)}0]`)).toThrow(/values/);
  });

  test('64 MiB of the worst are looked through in a second and without memory', () => {
    const bytes = Buffer.alloc(64 * 1024 * 1024, '"\\\\",1');
    const before = process.memoryUsage().heapUsed;
    const started = performance.now();
    expect(() => checkJsonShape(bytes)).toThrow(/values/);
    expect(performance.now() - started).toBeLessThan(5_000);
    expect(process.memoryUsage().heapUsed - before).toBeLessThan(16 * 1024 * 1024);
  });
});

test('other sites load nothing from here but the one icon by which our page on http asks about https', () => {
  const policy = (path: string, isTrustworthy: boolean) =>
    securityHeaders(path, isTrustworthy)['cross-origin-resource-policy'];
  expect(policy(PROBE_PATH, true)).toBe('cross-origin');
  expect(policy(PROBE_PATH, false)).toBe('same-origin');
  for (const path of ['/', '/j', '/api/health', '/api/tls', '/icons/covey-192.png', '/service-worker.js'])
    expect(policy(path, true)).toBe('same-origin');
});

test('a thousand refusals are a few lines that say how many they were', () => {
  const lines: unknown[] = [];
  const time = { now: 0 };
  const refused = makeRefusalLog(
    (_level, message, facts) => void lines.push([message, facts]),
    () => time.now,
  );
  for (let i = 0; i < 1_000; i++) refused('wrong-host', '10.0.0.1', `no ${i}`, {});
  time.now = 60_000;
  refused('wrong-host', '10.0.0.1', 'no again', {});
  refused('forbidden', '10.0.0.1', 'no page', {});
  expect(lines).toEqual([
    ['no 0', { from: '10.0.0.1' }],
    ['no again', { from: '10.0.0.1', since: 999 }],
    ['no page', { from: '10.0.0.1' }],
  ]);
});

test('the addresses of one IPv6 network are one in the lines about refusals, as in all counts', () => {
  const lines: unknown[] = [];
  const refused = makeRefusalLog((_level, message) => void lines.push(message));
  for (let i = 1; i <= 1_000; i++) refused('wrong-host', `2001:db8::${i.toString(16)}`, `no ${i}`, {});
  expect(lines).toEqual(['no 1']);
});
