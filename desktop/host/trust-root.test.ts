import { execFileSync } from 'node:child_process';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { makeDirectory } from './fake-directory.ts';
import { planTrust, quote, type Root, runSteps } from './trust-root.ts';

const root: Root = {
  file: '/data dir/tls/root.crt',
  commonName: 'Covey on sample (local only) 12ab34',
  thumbprint: 'AB12',
};
const commandsOf = (...asked: Parameters<typeof planTrust>) =>
  planTrust(...asked).steps.map(({ command }) => command.join(' '));

test('on Linux Chromium’s store is made if need be, Firefox profiles are found, the system’s is left to an administrator', async () => {
  const home = await makeDirectory();
  const profile = join(home, '.mozilla/firefox/abc.default');
  await mkdir(profile, { recursive: true });
  await mkdir(join(home, '.mozilla/firefox/Crash Reports'));
  await writeFile(join(profile, 'cert9.db'), '');
  const plan = planTrust(root, { platform: 'linux', home }, false);
  const add = (database: string) =>
    `certutil -d sql:${database} -A -t C,, -n ${root.commonName} -i ${root.file}`;
  const chromium = join(home, '.pki/nssdb');
  expect(plan.steps.map(({ command }) => command.join(' '))).toEqual([
    `mkdir -p ${chromium}`,
    `certutil -d sql:${chromium} -N --empty-password`,
    add(chromium),
    add(profile),
  ]);
  expect(plan.administrator[0]).toMatch(
    "sudo cp '/data dir/tls/root.crt' /usr/local/share/ca-certificates/covey-12ab34.crt && sudo update-ca-certificates",
  );
  expect(commandsOf(root, { platform: 'linux', home }, true)).toEqual([
    `certutil -d sql:${profile} -D -n ${root.commonName}`,
  ]);
});

test('on macOS and Windows the person’s own store is changed, and the same store is asked to forget', () => {
  const home = '/home';
  expect(commandsOf(root, { platform: 'darwin', home }, false)).toEqual([
    `security add-trusted-cert -r trustRoot -k /home/Library/Keychains/login.keychain-db ${root.file}`,
  ]);
  expect(commandsOf(root, { platform: 'darwin', home }, true)).toHaveLength(2);
  expect(commandsOf(root, { platform: 'win32', home }, false)).toEqual([
    `certutil.exe -addstore -user Root ${root.file}`,
  ]);
  expect(commandsOf(root, { platform: 'win32', home }, true)).toEqual([
    'certutil.exe -delstore -user Root AB12',
  ]);
});

test('a step that fails says why and does not keep the others from it', async () => {
  const directory = await makeDirectory();
  const outcomes = await runSteps([
    { store: 'none', command: ['covey-no-such-program'] },
    { store: 'bad', command: ['sh', '-c', 'echo it is locked >&2; exit 3'] },
    { store: 'way', command: ['mkdir', join(directory, 'made')], isPreparation: true },
    { store: 'good', command: ['ls', join(directory, 'made')] },
  ]);
  expect(outcomes).toEqual([
    { store: 'none', problem: 'covey-no-such-program is not installed' },
    { store: 'bad', problem: 'it is locked' },
    { store: 'good', problem: null },
  ]);
});

test.each(['plain/path-1.crt', 'with space', "with 'quotes'", '$(x) `y` "z"'])(
  '%j survives a shell',
  (text) => {
    expect(execFileSync('sh', ['-c', `printf %s ${quote(text)}`], { encoding: 'utf8' })).toBe(text);
  },
);
