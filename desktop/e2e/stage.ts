// What whole-program tests stand on: a directory of their own, and `covey` commands as processes that end with the test.
import { randomBytes } from 'node:crypto';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { connect } from '../../shared/client/connect.ts';
import { startProgram, type ProgramProcess } from '../cli/demo/program-process.ts';
import { makeDirectory } from '../host/fake-directory.ts';
import { nodePlatform } from '../host/owner-connection.ts';

export const ODD_NAMES = ['ü 🙂.tar.gz', 'line\nbreak', 'back\\slash', ' spaces ', 'a', '.hidden'];

export async function makeStage() {
  const standing = await makeDirectory();
  const start = (...args: string[]): ProgramProcess => {
    const program = startProgram(args, {
      cwd: standing,
      env: { INIT_CWD: standing, COVEY_DATA: join(standing, 'data'), CI: '1' },
    });
    onTestFinished(async () => {
      program.kill('SIGKILL');
      await program.ended;
    });
    return program;
  };
  /** Runs a command to its end. */
  const covey = async (...args: string[]) => {
    const program = start(...args);
    const code = await program.ended;
    const last = program.stdout().trim().split('\n').at(-1) ?? '';
    return {
      code,
      json: last.startsWith('{') || last.startsWith('[') ? (JSON.parse(last) as never) : undefined,
      err: program.stderr(),
      out: program.stdout(),
    };
  };
  const serve = async (...args: string[]) => {
    const program = start('serve', '--port', '0', '--host', '127.0.0.1', '--no-open', '--json', ...args);
    const ready = JSON.parse(await program.line((line) => line.startsWith('{'))) as {
      url: string;
      joinUrl: string;
      code: string;
      ownerTokenFile: string;
    };
    const client = connect(
      { url: ready.url, token: (await readFile(ready.ownerTokenFile, 'utf8')).trim() },
      nodePlatform,
    );
    return { program, client, ...ready };
  };
  const joinAs = async (name: string, ...args: string[]) => {
    const program = start('join', ...args, '--name', name, '--threads', '1', '--no-give-way', '--json');
    const { deviceId } = JSON.parse(await program.line((line) => line.includes('"started"'))) as {
      deviceId: string;
    };
    return { program, deviceId };
  };
  return { standing, start, covey, serve, joinAs };
}

export async function makeFolder(standing: string): Promise<void> {
  await mkdir(join(standing, 'in', 'sub'), { recursive: true });
  for (const name of ODD_NAMES) await writeFile(join(standing, 'in', name), randomBytes(name.length * 1000));
  await writeFile(join(standing, 'in', 'empty'), '');
  await writeFile(join(standing, 'in', 'sub', 'large'), randomBytes(9_000_000));
}

/** The last line of `covey run --json`. */
export interface Report {
  jobId: string;
  state: string;
  chunks: number;
  failed: number;
  seconds: number;
  devices: { name: string; chunks: number; seconds: number }[];
  outputs: string[];
}
