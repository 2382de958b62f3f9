// How this user's programs are told to trust a coordinator's root, and to stop trusting it. `planTrust` says what can be done as this user
// and what only an administrator can do; `runSteps` does the former. Tried on Linux; the commands of macOS and Windows are
// those that their makers document.
import { execFile } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';

export interface Root {
  /** PEM file. */
  file: string;
  /** The root's own name; unique, so it serves as its name in trust stores. */
  commonName: string;
  /** SHA-1 of the DER, hex: what Windows calls a certificate by. */
  thumbprint: string;
}

export interface TrustStep {
  /** Whose trust this changes. */
  store: string;
  command: [program: string, ...args: string[]];
  /** A step that only makes way for the next one. */
  isPreparation?: true;
}

export interface TrustPlan {
  /** Possible without an administrator. */
  steps: TrustStep[];
  /** Lines for a shell, for who is one. */
  administrator: string[];
}

export interface TrustPlace {
  platform: NodeJS.Platform;
  home: string;
}

export function planTrust(root: Root, { platform, home }: TrustPlace, undo: boolean): TrustPlan {
  if (platform === 'darwin') return planMac(root, home, undo);
  if (platform === 'win32') return planWindows(root, undo);
  const short = `covey-${root.commonName.slice(-6)}.crt`;
  const debian = `/usr/local/share/ca-certificates/${short}`;
  const fedora = `/etc/pki/ca-trust/source/anchors/${short}`;
  const file = quote(root.file);
  return {
    steps: nssDatabases(home).flatMap((database) => planNss(root, database, undo)),
    administrator: undo
      ? [
          `sudo rm -f ${debian} && sudo update-ca-certificates --fresh    # Debian, Ubuntu`,
          `sudo rm -f ${fedora} && sudo update-ca-trust    # Fedora`,
        ]
      : [
          `sudo cp ${file} ${debian} && sudo update-ca-certificates    # Debian, Ubuntu`,
          `sudo cp ${file} ${fedora} && sudo update-ca-trust    # Fedora`,
        ],
  };
}

interface NssDatabase {
  store: string;
  path: string;
  isNew: boolean;
}

/** Chromium's for this user, also where there is none yet (it takes the older place first), and every Firefox profile. */
function nssDatabases(home: string): NssDatabase[] {
  const older = join(home, '.pki', 'nssdb');
  const newer = join(home, '.local', 'share', 'pki', 'nssdb');
  const chromium = [older, newer].filter(isDatabase);
  const snap = join(home, 'snap', 'chromium', 'current', '.pki', 'nssdb');
  const profiles = [
    join(home, '.mozilla', 'firefox'),
    join(home, 'snap', 'firefox', 'common', '.mozilla', 'firefox'),
  ]
    .filter((folder) => existsSync(folder))
    .flatMap((folder) => readdirSync(folder).map((name) => join(folder, name)));
  return [
    ...(chromium.length > 0 ? chromium : [older]).map((path) => ({
      store: 'Chromium and Chrome',
      path,
      isNew: chromium.length === 0,
    })),
    ...[snap].filter(isDatabase).map((path) => ({ store: 'Chromium (snap)', path, isNew: false })),
    ...profiles.filter(isDatabase).map((path) => ({ store: `Firefox (${path})`, path, isNew: false })),
  ];
}

const isDatabase = (folder: string) => existsSync(join(folder, 'cert9.db'));

function planNss(
  { file, commonName }: Root,
  { store, path, isNew }: NssDatabase,
  undo: boolean,
): TrustStep[] {
  const database = ['-d', `sql:${path}`];
  if (undo) return isNew ? [] : [{ store, command: ['certutil', ...database, '-D', '-n', commonName] }];
  const prepare: TrustStep[] = [
    { store, command: ['mkdir', '-p', path], isPreparation: true },
    { store, command: ['certutil', ...database, '-N', '--empty-password'], isPreparation: true },
  ];
  return [
    ...(isNew ? prepare : []),
    { store, command: ['certutil', ...database, '-A', '-t', 'C,,', '-n', commonName, '-i', file] },
  ];
}

function planMac({ file, commonName }: Root, home: string, undo: boolean): TrustPlan {
  const keychain = join(home, 'Library', 'Keychains', 'login.keychain-db');
  const store = 'login keychain (Safari, Chrome)';
  const steps: TrustStep[] = undo
    ? [
        { store, command: ['security', 'remove-trusted-cert', file] },
        { store, command: ['security', 'delete-certificate', '-c', commonName, keychain] },
      ]
    : [{ store, command: ['security', 'add-trusted-cert', '-r', 'trustRoot', '-k', keychain, file] }];
  return { steps, administrator: [] };
}

function planWindows({ file, thumbprint }: Root, undo: boolean): TrustPlan {
  const action = undo ? ['-delstore', '-user', 'Root', thumbprint] : ['-addstore', '-user', 'Root', file];
  return {
    steps: [{ store: 'certificates of this user (Edge, Chrome)', command: ['certutil.exe', ...action] }],
    administrator: [],
  };
}

export interface StepOutcome {
  store: string;
  /** null: done. */
  problem: string | null;
}

const run = promisify(execFile);
/** macOS and Windows ask the person in a window of their own. */
const WITHIN_MS = 120_000;

/** One outcome per step that is not a preparation. A store that cannot be changed does not keep the others from it. */
export async function runSteps(steps: readonly TrustStep[]): Promise<StepOutcome[]> {
  const outcomes: StepOutcome[] = [];
  for (const { store, command, isPreparation } of steps) {
    const [program, ...args] = command;
    const problem = await run(program, args, { timeout: WITHIN_MS }).then(
      () => null,
      (error: Error & { code?: string | number; stderr?: string }) => explain(program, error),
    );
    if (!isPreparation) outcomes.push({ store, problem });
  }
  return outcomes;
}

function explain(
  program: string,
  { code, stderr, message }: Error & { code?: unknown; stderr?: string },
): string {
  if (code === 'ENOENT' && program === 'certutil')
    return 'certutil is not installed (Debian, Ubuntu: libnss3-tools; Fedora: nss-tools)';
  if (code === 'ENOENT') return `${program} is not installed`;
  return stderr?.trim() || message;
}

/** For a POSIX shell. */
export const quote = (text: string) =>
  /^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`;
