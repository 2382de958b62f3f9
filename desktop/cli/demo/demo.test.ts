import { createHash } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { makeJob } from '../../../shared/client/fake-answers.ts';
import { makeDirectory } from '../../host/fake-directory.ts';
import { checkCompressed, checkHashes, digestOriginals, readChecksums } from './check-output.ts';
import { describeDemoJob } from './demo-table.ts';
import { writeText } from './make-text.ts';

const sha256 = (text: string | Buffer) => createHash('sha256').update(text).digest('hex');

async function makeFiles(files: Record<string, string>) {
  const standing = await makeDirectory();
  const list = Object.entries(files).map(([name, text]) => ({
    name,
    path: join(standing, name),
    size: text.length,
    text,
  }));
  for (const { path, text } of list) await writeFile(path, text);
  return { standing, files: list, originals: await digestOriginals(list) };
}

test('the generated text has the size asked for, is the same every time and compresses like prose', async () => {
  const directory = await makeDirectory();
  const size = 3 * 1024 * 1024 + 17;
  await writeText(join(directory, 'a'), size);
  await writeText(join(directory, 'b'), size);
  const text = await readFile(join(directory, 'a'));
  expect(text).toHaveLength(size);
  expect(text.equals(await readFile(join(directory, 'b')))).toBe(true);
  const ratio = gzipSync(text).length / size;
  expect(ratio).toBeGreaterThan(0.15);
  expect(ratio).toBeLessThan(0.6);
});

test('a right list of checksums passes, names with escapes too', async () => {
  const { standing, originals } = await makeFiles({ 'a b': 'x', 'line\nbreak': 'y', 'back\\slash': '' });
  await writeFile(
    join(standing, 'list'),
    `${sha256('x')}  a b\n\\${sha256('y')}  line\\nbreak\n\\${sha256('')}  back\\\\slash\n`,
  );
  const checks = await checkHashes(join(standing, 'list'), originals, standing);
  expect(checks.map((check) => check.wrong)).toEqual(checks.map(() => null));
});

test.each([
  ['a digest is wrong', `${sha256('z')}  a\n${sha256('y')}  b\n`],
  ['a file is missing', `${sha256('x')}  a\n`],
  ['a file is there that was not asked for', `${sha256('x')}  a\n${sha256('y')}  b\n${sha256('y')}  c\n`],
])('the list of checksums is wrong when %s', async (_, list) => {
  const { standing, originals } = await makeFiles({ a: 'x', b: 'y' });
  await writeFile(join(standing, 'list'), list);
  expect((await checkHashes(join(standing, 'list'), originals, standing))[0]?.wrong).toMatch(/^1 wrong/);
});

test('compressed files pass when each unpacks to its original', async () => {
  const { standing, files, originals } = await makeFiles({ a: 'x', b: 'y' });
  const [a, b] = [join(standing, 'a.gz'), join(standing, 'b.gz')];
  // Two members in one file, as a large file has them.
  await writeFile(a, Buffer.concat([gzipSync('x'), gzipSync('')]));
  await writeFile(b, gzipSync('y'));
  expect((await checkCompressed([a, b], files, originals)).map((check) => check.wrong)).toEqual([null, null]);
  expect((await checkCompressed([b, a], files, originals))[0]?.wrong).toMatch('2 wrong: "a", "b"');
  expect((await checkCompressed([a], files, originals))[0]?.wrong).toMatch('1 outputs for 2 files');
  await writeFile(b, gzipSync('y').subarray(0, 15));
  const cut = await checkCompressed([a, b], files, originals);
  expect(cut.map((check) => check.wrong === null)).toEqual([false, false]);
});

test('lines that are no checksums are passed over', () => {
  expect([...readChecksums('# a comment\n\nabc  name\nabc *binary\n')]).toEqual([
    ['name', 'abc'],
    ['binary', 'abc'],
  ]);
});

test('the table keeps compute time and wall time apart', () => {
  const job = makeJob({ kernel: 'compress', state: 'done', startedAt: 0, endedAt: 2000, inputBytes: 1e6 });
  const devices = [
    { name: 'first device', chunks: 3, seconds: 2.25 },
    { name: 'second device', chunks: 1, seconds: 0.75 },
  ];
  expect(describeDemoJob({ job, devices, failures: [], outputs: [] })).toEqual([
    'compress: 4 chunks, 1.00 MB',
    '  device         chunks  compute time',
    '  first device        3  2.3 s',
    '  second device       1  0.8 s',
    '  together            4  3.0 s',
    '  wall time 2.0 s, from the first chunk handed out to the finished output: 1.50 × speed-up',
  ]);
});
