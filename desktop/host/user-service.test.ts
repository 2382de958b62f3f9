import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { writeService } from './user-service.ts';

const order = {
  command: [
    '/opt/node 26/bin/node',
    '/home/ada/100%/$HOME/covey-device.cjs',
    'http://10.0.0.9:8787',
    '--name',
    'a "b" <c> & d',
  ],
  name: 'covey-device-a',
  description: 'Covey device for http://10.0.0.9:8787',
  home: '/home/ada',
};

test('a systemd unit starts exactly this command, whatever stands in it', () => {
  const { path, text, enable } = writeService('linux', order);
  expect(path).toBe('/home/ada/.config/systemd/user/covey-device-a.service');
  expect(text).toMatch(
    'ExecStart="/opt/node 26/bin/node" /home/ada/100%%/$$HOME/covey-device.cjs http://10.0.0.9:8787 --name "a \\"b\\" <c> & d"\n',
  );
  expect(text).toMatch('Restart=on-failure\n');
  expect(enable.at(-1)).toBe('systemctl --user enable --now covey-device-a.service');
});

test('systemd itself has nothing to say against the unit', async ({ skip }) => {
  if (spawnSync('systemd-analyze', ['--version']).status !== 0)
    return skip('systemd-analyze is not on this machine');
  const folder = await mkdtemp(join(tmpdir(), 'covey-unit-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  const file = join(folder, 'covey-tried.service');
  const { text } = writeService('linux', {
    ...order,
    command: [process.execPath, '/home/a b/x.cjs', '100%'],
  });
  await writeFile(file, text);
  const { stderr } = spawnSync('systemd-analyze', ['--user', 'verify', file], { encoding: 'utf8' });
  expect(stderr.split('\n').filter((line) => line.includes('covey-tried'))).toEqual([]);
});

test('a launchd property list can be read, and starts exactly this command', async ({ skip }) => {
  const { path, text } = writeService('darwin', order);
  expect(path).toBe('/home/ada/Library/LaunchAgents/org.covey.covey-device-a.plist');
  expect(text).toMatch('<key>KeepAlive</key><dict><key>SuccessfulExit</key><false/></dict>');
  if (!existsSync('/usr/bin/python3')) return skip('python3 is not on this machine; it would read the list');
  const folder = await mkdtemp(join(tmpdir(), 'covey-plist-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  const file = join(folder, 'a.plist');
  await writeFile(file, text);
  const script = 'import plistlib,json,sys; print(json.dumps(plistlib.load(open(sys.argv[1],"rb"))))';
  const read = JSON.parse(execFileSync('python3', ['-c', script, file], { encoding: 'utf8' })) as Record<
    string,
    unknown
  >;
  expect(read).toMatchObject({ ProgramArguments: order.command, RunAtLoad: true, Umask: 0o077 });
});

test('elsewhere it says what to do instead', () => {
  expect(() => writeService('win32', order)).toThrow(/not win32/);
});
