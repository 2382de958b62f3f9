// Checks the demonstration's output against the originals, by other means than the kernels use: Node's own hashes and decompression, and
// the system's `sha256sum -c` and `gzip -t` where they exist.
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { readFile } from 'node:fs/promises';
import type { Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import type { InputPath } from '../../host/walk-inputs.ts';

export interface Check {
  what: string;
  /** null: right. */
  wrong: string | null;
}

/** The digest of each original, by the name it was submitted under. */
export async function digestOriginals(files: readonly InputPath[]): Promise<Map<string, string>> {
  const digests = new Map<string, string>();
  for (const { name, path } of files) digests.set(name, await digestOf(createReadStream(path)));
  return digests;
}

export async function checkHashes(
  list: string,
  originals: ReadonlyMap<string, string>,
  standing: string,
): Promise<Check[]> {
  const seen = new Map(readChecksums(await readFile(list, 'utf8')));
  const wrong = [...originals].filter(([name, digest]) => seen.get(name) !== digest).map(([name]) => name);
  const extra = [...seen.keys()].filter((name) => !originals.has(name));
  const own: Check = {
    what: `${originals.size} checksums equal to Node's own`,
    wrong: describeWrong([...wrong, ...extra]),
  };
  return [
    own,
    ...(await runTool('sha256sum', ['-c', '--quiet', list], standing, 'sha256sum -c accepts the list')),
  ];
}

/** `outputs` are in the order of the files. */
export async function checkCompressed(
  outputs: readonly string[],
  files: readonly InputPath[],
  originals: ReadonlyMap<string, string>,
): Promise<Check[]> {
  const wrong: string[] =
    outputs.length === files.length ? [] : [`${outputs.length} outputs for ${files.length} files`];
  for (const [i, { name }] of files.entries()) {
    const output = outputs[i];
    const digest =
      output === undefined
        ? ''
        : await digestOf(createReadStream(output).pipe(createGunzip())).catch(
            (error: Error) => error.message,
          );
    if (digest !== originals.get(name)) wrong.push(name);
  }
  const own: Check = {
    what: `${files.length} files unpacked to the original bytes`,
    wrong: describeWrong(wrong),
  };
  return [own, ...(await runTool('gzip', ['-t', ...outputs], undefined, 'gzip -t accepts every file'))];
}

/** Lines of `sha256sum`; a line that begins with a backslash has escapes in its name. */
export function* readChecksums(text: string): Generator<[name: string, digest: string], void> {
  for (const line of text.split('\n')) {
    const match = /^(\\?)([0-9a-f]+) [ *](.*)$/.exec(line);
    if (!match) continue;
    const [, escaped, digest = '', name = ''] = match;
    yield [
      escaped
        ? name.replace(/\\([\\nr])/g, (_, letter: string) => ({ n: '\n', r: '\r' })[letter] ?? '\\')
        : name,
      digest,
    ];
  }
}

async function digestOf(stream: Readable): Promise<string> {
  const hash = createHash('sha256');
  for await (const piece of stream) hash.update(piece as Buffer);
  return hash.digest('hex');
}

/** No check where the tool does not exist. Arguments are given in groups that every system takes. */
async function runTool(
  tool: string,
  args: readonly string[],
  cwd: string | undefined,
  what: string,
): Promise<Check[]> {
  const fixed = args.filter((arg) => arg.startsWith('-'));
  const rest = args.filter((arg) => !arg.startsWith('-'));
  for (let first = 0; first < rest.length; first += 500) {
    const outcome = await runOnce(tool, [...fixed, '--', ...rest.slice(first, first + 500)], cwd);
    if (outcome === ABSENT) return [];
    if (outcome !== null) return [{ what, wrong: outcome }];
  }
  return [{ what, wrong: null }];
}

const ABSENT = Symbol('the tool does not exist');

function runOnce(
  tool: string,
  args: readonly string[],
  cwd: string | undefined,
): Promise<typeof ABSENT | string | null> {
  return new Promise((resolve) => {
    let said = '';
    const child = spawn(tool, args, { cwd, stdio: ['ignore', 'pipe', 'pipe'] });
    child.once('error', () => resolve(ABSENT));
    child.stdout.on('data', (text: Buffer) => void (said += text));
    child.stderr.on('data', (text: Buffer) => void (said += text));
    child.once('close', (code) =>
      resolve(code === 0 ? null : said.trim().slice(0, 2000) || `${tool} ended with ${code}`),
    );
  });
}

function describeWrong(names: readonly string[]): string | null {
  if (names.length === 0) return null;
  return `${names.length} wrong: ${names
    .slice(0, 5)
    .map((name) => JSON.stringify(name))
    .join(', ')}${names.length > 5 ? ', …' : ''}`;
}
