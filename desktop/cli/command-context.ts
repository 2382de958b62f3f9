// What every command is given besides its own arguments, and the options that several of them share.
import { Option, type Command } from 'commander';
import type { browseCoordinators } from '../../shared/platform/node/discovery/browse-coordinators.ts';
import type { Target } from '../host/owner-connection.ts';
import { readCa } from '../host/join-link.ts';
import { dataDirectory } from '../host/places.ts';
import { readWhole } from './read-option.ts';
import type { Terminal } from './output/terminal.ts';

export interface CommandContext {
  terminal: Terminal;
  env: NodeJS.ProcessEnv;
  /** Where somebody sits at the terminal: what they type. */
  ask?: (question: string) => Promise<string>;
  /** Writes down the command that joins as this program does, for a service to start: program and arguments, paths absolute. */
  joinAgain?: (dataDir: string) => Promise<readonly string[]>;
  /** For tests: in the place of the network. */
  browse?: typeof browseCoordinators;
}

export interface OwnerOptions {
  url?: string;
  token?: string;
  ca?: string;
  data?: string;
  json?: boolean;
}

export const dataOption = () =>
  new Option('--data <dir>', 'data directory (default: one per user)').env('COVEY_DATA');

export const jsonOption = () => new Option('--json', 'print JSON for scripts on standard output');

/** Pins a coordinator that is reached over a network. */
export const caOption = () =>
  new Option(
    '--ca <sha256>',
    'speak https, only with the root that has this SHA-256 (see `covey tls show`)',
  ).env('COVEY_CA');

/** Of commands that talk to a coordinator as its owner. */
export function withOwnerOptions(command: Command): Command {
  return command
    .addOption(
      new Option(
        '--url <url>',
        'address of the coordinator (default: the one that runs on the data directory)',
      ).env('COVEY_URL'),
    )
    .addOption(
      new Option('--token <token>', 'the owner’s token, as in the data directory’s file owner-token').env(
        'COVEY_TOKEN',
      ),
    )
    .addOption(caOption())
    .addOption(dataOption())
    .addOption(jsonOption());
}

/** Of commands that compute on this machine. */
export function withDeviceOptions(command: Command): Command {
  return command
    .addOption(
      new Option('--threads <n>', 'compute threads (default: what suits this machine)')
        .env('COVEY_THREADS')
        .argParser(readWhole(1, 4096)),
    )
    .addOption(
      new Option('--throttle <percent>', 'how hard the threads may work, 0 to 100')
        .env('COVEY_THROTTLE')
        .argParser(readWhole(0, 100)),
    );
}

export const targetOf = ({ url, token, ca, data }: OwnerOptions, env: NodeJS.ProcessEnv): Target => ({
  url,
  token,
  ...(ca !== undefined && { pin: readCa(ca) }),
  dataDir: dataDirectory(data, env),
});
