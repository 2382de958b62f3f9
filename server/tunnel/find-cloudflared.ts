// Where the program `cloudflared` lies on this computer. It is installed by whoever wants a tunnel, never fetched by us.
import { constants } from 'node:fs';
import { access } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { CoveyError } from '../../shared/contract/errors.ts';

/** @throws CoveyError that says how to get it on this system. */
export async function findCloudflared(
  env: NodeJS.ProcessEnv = process.env,
  platform: NodeJS.Platform = process.platform,
): Promise<string> {
  const given = env['COVEY_CLOUDFLARED'];
  if (given) {
    if (await canRun(given)) return given;
    throw new CoveyError(
      'wrong-state',
      `${given}, which COVEY_CLOUDFLARED names, is no program that can be run`,
      {
        hint: 'Correct COVEY_CLOUDFLARED, or leave it out where cloudflared is installed.',
      },
    );
  }
  const file = platform === 'win32' ? 'cloudflared.exe' : 'cloudflared';
  for (const folder of (env['PATH'] ?? env['Path'] ?? '').split(delimiter)) {
    const program = join(folder, file);
    if (folder !== '' && (await canRun(program))) return program;
  }
  throw new CoveyError('wrong-state', 'a tunnel needs the program cloudflared, and it is not installed', {
    hint: `${HOW[platform] ?? HOW_ELSEWHERE} Then start again, or start without --tunnel.`,
  });
}

const HOW_ELSEWHERE =
  'Get cloudflared from Cloudflare’s downloads (or its package repository), and put it where programs are found.';
const HOW: Partial<Record<NodeJS.Platform, string>> = {
  darwin: 'Install it with `brew install cloudflared`.',
  win32: 'Install it with `winget install --id Cloudflare.cloudflared`.',
};

const canRun = (program: string) =>
  access(program, constants.X_OK).then(
    () => true,
    () => false,
  );
