import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { autostartFolder, hasAutostart, setAutostart, writeDesktopEntry } from './autostart.ts';

async function folder(): Promise<string> {
  const path = await mkdtemp(join(tmpdir(), 'covey-autostart-'));
  onTestFinished(() => rm(path, { recursive: true, force: true }));
  return join(path, 'autostart');
}

test('the file is there while it is on, and gone when it is off', async () => {
  const at = await folder();
  expect(await hasAutostart(at)).toBe(false);
  await setAutostart(true, ['/opt/Covey/covey', '--hidden'], at);
  expect(await hasAutostart(at)).toBe(true);
  expect(await readFile(join(at, 'covey.desktop'), 'utf8')).toContain('Exec=/opt/Covey/covey --hidden\n');
  await setAutostart(false, [], at);
  await setAutostart(false, [], at);
  expect(await hasAutostart(at)).toBe(false);
});

test('a person who switched it off in the system’s settings is believed', async () => {
  const at = await folder();
  await setAutostart(true, ['/covey'], at);
  const file = join(at, 'covey.desktop');
  await writeFile(file, `${await readFile(file, 'utf8')}Hidden=true\n`);
  expect(await hasAutostart(at)).toBe(false);
});

test('a path with spaces, quotes and percent signs stays one argument', () => {
  expect(writeDesktopEntry(['/home/a b/Co"vey$', '50%'])).toContain(
    'Exec="/home/a b/Co\\\\"vey\\\\$" "50%%"',
  );
});

test('the folder is the person’s own, and a relative XDG_CONFIG_HOME does not count', () => {
  expect(autostartFolder({ XDG_CONFIG_HOME: '/config' })).toBe('/config/autostart');
  expect(autostartFolder({ XDG_CONFIG_HOME: 'config' })).toMatch(/\/\.config\/autostart$/);
});
