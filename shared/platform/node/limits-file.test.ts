import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { loadLimits, saveLimits } from './limits-file.ts';

async function makeDirectory(): Promise<string> {
  const path = await mkdtemp(join(tmpdir(), 'covey-limits-'));
  onTestFinished(() => rm(path, { recursive: true, force: true }));
  return path;
}

test('limits are kept as they were set, and nothing is left lying beside them', async () => {
  const path = await makeDirectory();
  expect(await loadLimits(path)).toEqual({});
  const limits = { throttle: 60, onlyIdle: true, hours: [{ days: [0], from: 60, to: 0 }], targetC: null };
  await saveLimits(path, limits);
  expect(await loadLimits(path)).toEqual(limits);
  expect(await readdir(path)).toEqual(['limits.json']);
});

test.each(['{"throttle": 900}', '{', '[]'])(
  'limits that read %s are an error that names the file',
  async (text) => {
    const path = await makeDirectory();
    await writeFile(join(path, 'limits.json'), text);
    await expect(loadLimits(path)).rejects.toMatchObject({
      code: 'bad-request',
      message: expect.stringContaining(path) as string,
      hint: expect.stringContaining('--default-limits') as string,
    });
  },
);
