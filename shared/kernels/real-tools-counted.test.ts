// What the kernels that count wrote, read and worked out again by Python on its own: JSON, CSV, SHA-256, primes, random numbers, merges. Where
// Python is not there the tests are skipped and say so.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { KernelDescription, KernelScript } from './kernel.ts';
import { filesInput, MemoryBlobs, planJob, reduceAll, runAll, type MemoryFile } from './memory-job.ts';
import { mathStress } from './math-stress/describe.ts';
import { run as runStress } from './math-stress/run.ts';
import { montecarlo } from './montecarlo/describe.ts';
import { run as runMontecarlo } from './montecarlo/run.ts';
import { parseParams } from './registry.ts';
import { search } from './search/describe.ts';
import { run as runSearch } from './search/run.ts';
import { textTokenize } from './text-tokenize/describe.ts';
import { run as runTokenize } from './text-tokenize/run.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'covey-python-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const hasPython = spawnSync('python3', ['--version'], { stdio: 'ignore' }).error === undefined;
beforeEach((context) => context.skip(!hasPython, 'python3 is not installed'));

/** Puts a job's outputs where Python finds them. */
async function place<P>(
  kernel: KernelDescription<P>,
  run: KernelScript['run'],
  params: Record<string, unknown>,
  files: MemoryFile[] = [],
): Promise<void> {
  const blobs = new MemoryBlobs();
  const input = files.length > 0 ? filesInput(blobs, files) : ({ kind: 'none' } as const);
  const job = await planJob(kernel, parseParams(kernel, params), input, blobs);
  for (const { name, bytes } of await reduceAll(job, await runAll(job, run)))
    writeFileSync(join(folder, name), bytes);
  for (const { name, bytes } of files) writeFileSync(join(folder, name), bytes);
}

/** How Python ended: with an exception where something is not as it should be. */
function runPython(program: string): { status: number | null; stderr: string } {
  const { status, stderr } = spawnSync('python3', ['-X', 'utf8', '-c', program], {
    cwd: folder,
    encoding: 'utf8',
  });
  return { status, stderr };
}

const WELL = { status: 0, stderr: '' };

test('an estimate of π is that of Philox written anew', async () => {
  await place(montecarlo, runMontecarlo, { samples: 3000, seed: 5_000_000_007 });
  expect(
    runPython(`
import csv, json, math, statistics
def philox(c, k):
    c, k = list(c), list(k)
    for _ in range(10):
        p, q = 0xD2511F53 * c[0], 0xCD9E8D57 * c[2]
        c = [(q >> 32) ^ c[1] ^ k[0], q & 0xFFFFFFFF, (p >> 32) ^ c[3] ^ k[1], p & 0xFFFFFFFF]
        k = [(k[0] + 0x9E3779B9) & 0xFFFFFFFF, (k[1] + 0xBB67AE85) & 0xFFFFFFFF]
    return c
unit = lambda a, b: ((a >> 6) * 2**26 + (b >> 6) + 0.5) / 2**52
seed = 5000000007
values = []
for i in range(3000):
    w = philox([0, 0, i & 0xFFFFFFFF, i >> 32], [seed & 0xFFFFFFFF, seed >> 32])
    x, y = unit(w[0], w[1]), unit(w[2], w[3])
    values.append(4 if x * x + y * y < 1 else 0)
found = json.load(open('estimate.json'))
assert math.isclose(found['estimate'], statistics.mean(values), rel_tol=1e-12)
error = statistics.stdev(values) / math.sqrt(3000)
assert math.isclose(found['standardError'], error, rel_tol=1e-12)
half = statistics.NormalDist().inv_cdf(0.975) * error
assert math.isclose(found['low'], found['estimate'] - half, rel_tol=1e-12)
rows = list(csv.DictReader(open('convergence.csv')))
assert float(rows[-1]['estimate']) == found['estimate'] and int(rows[-1]['samples']) == 3000
`),
  ).toEqual(WELL);
});

test('a nonce has the digest that is claimed, and none before it has', async () => {
  await place(search, runSearch, { prefix: 'ünï ', zeroBits: 12, tries: 20_000 });
  expect(
    runPython(`
import csv, hashlib, json
found = json.load(open('found.json'))['found']
digest = lambda n: hashlib.sha256(('ünï %d' % n).encode()).hexdigest()
assert digest(found['nonce']) == found['sha256'] and found['sha256'].startswith('000')
assert not any(digest(n).startswith('000') for n in range(found['nonce']))
for row in csv.DictReader(open('best.csv')):
    assert digest(int(row['nonce'])) == row['sha256']
`),
  ).toEqual(WELL);
});

test('primes and the best points of a grid', async () => {
  await place(search, runSearch, { mode: 'primes', from: 1_000_000, to: 2_000_000, list: 50 });
  expect(
    runPython(`
import json, math
sieve = bytearray([1]) * 2000001
for p in range(2, math.isqrt(2000000) + 1):
    if sieve[p]: sieve[p * p :: p] = bytes(len(range(p * p, 2000001, p)))
primes = [n for n in range(1000000, 2000001) if sieve[n]]
found = json.load(open('found.json'))
assert (found['count'], found['largest']) == (len(primes), primes[-1])
assert [int(line) for line in open('primes.txt')] == primes[:50]
`),
  ).toEqual(WELL);
  await place(search, runSearch, {
    mode: 'sweep',
    expression: 'abs(x * y - 7) + x / 100',
    variables: 'x from -5 to 5 step 0.25, y from -5 to 5 step 0.25',
    keep: 20,
  });
  expect(
    runPython(`
import csv
grid = [-5 + 0.25 * i for i in range(41)]
right = sorted((abs(x * y - 7) + x / 100, i) for i, (x, y) in enumerate((x, y) for x in grid for y in grid))[:20]
rows = list(csv.DictReader(open('best.csv')))
assert [float(row['value']) for row in rows] == [value for value, _ in right]
assert [(float(r['x']), float(r['y'])) for r in rows] == [(grid[i // 41], grid[i % 41]) for _, i in right]
`),
  ).toEqual(WELL);
});

const TEXT = 'Über den Wolken, über low lower lowest 3D e\u0301te\u0301 漢字 हिन्दी new newer newest. '.repeat(
  60,
);

test('words are those that Python finds', async () => {
  const files = [{ name: 'a.txt', bytes: new TextEncoder().encode(TEXT) }];
  await place(textTokenize, runTokenize, { wordsTogether: 2 }, files);
  expect(
    runPython(`
import collections, csv, unicodedata
text = open('a.txt', encoding='utf-8').read()
words = ''.join(c if unicodedata.category(c)[0] in 'LNM' else ' ' for c in text).lower().split()
right = collections.Counter(' '.join(pair) for pair in zip(words, words[1:]))
rows = [(row['tokens'], int(row['count'])) for row in csv.DictReader(open('counts.csv', encoding='utf-8'))]
assert rows == sorted(right.items(), key=lambda each: (-each[1], each[0].encode('utf-16-be')))
`),
  ).toEqual(WELL);
});

test('merges that Python applies give the counts', async () => {
  const files = [{ name: 'a.txt', bytes: new TextEncoder().encode(TEXT) }];
  await place(textTokenize, runTokenize, { mode: 'byte-pairs', vocabulary: 290 }, files);
  expect(
    runPython(`
import collections, csv, json, unicodedata
shown = [b for b in range(256) if 0x21 <= b <= 0x7E or 0xA1 <= b <= 0xAC or 0xAE <= b]
rest = [b for b in range(256) if b not in shown]
visible = {**{b: chr(b) for b in shown}, **{b: chr(256 + i) for i, b in enumerate(rest)}}
merges = [tuple(line.split()) for line in open('merges.txt', encoding='utf-8').read().splitlines()[1:]]
vocabulary = json.load(open('vocabulary.json', encoding='utf-8'))
assert len(vocabulary) == 290 and all(a + b in vocabulary for a, b in merges)
text = open('a.txt', encoding='utf-8').read()
words = ''.join(c if unicodedata.category(c)[0] in 'LNM' else ' ' for c in text).lower().split()
right = collections.Counter()
for word in words:
    parts = [visible[b] for b in word.encode()]
    for a, b in merges:
        i = 0
        while i < len(parts) - 1:
            if (parts[i], parts[i + 1]) == (a, b): parts[i : i + 2] = [a + b]
            i += 1
    right.update(parts)
rows = {row['token']: int(row['count']) for row in csv.DictReader(open('counts.csv', encoding='utf-8'))}
assert rows == right
`),
  ).toEqual(WELL);
});

test('scores are CSV and JSON that agree', async () => {
  await place(mathStress, runStress, { chunks: 2, rounds: 1 });
  expect(
    runPython(`
import csv, json
[row] = csv.DictReader(open('scores.csv'))
[device] = json.load(open('scores.json'))['devices']
assert row['device'] == device['device'] == 'unknown device' and int(row['chunks']) == device['chunks'] == 2
`),
  ).toEqual(WELL);
});
