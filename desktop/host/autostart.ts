// Starting at login on Linux, where Electron has no say: a .desktop file in the person's autostart folder (Desktop Application Autostart
// Specification). Elsewhere the tray app asks the system.
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';

const FILE = 'covey.desktop';

/** XDG_CONFIG_HOME counts only when it is absolute (XDG Base Directory Specification). */
export function autostartFolder(env: NodeJS.ProcessEnv = process.env): string {
  const config = env['XDG_CONFIG_HOME'];
  return join(config?.startsWith('/') ? config : join(homedir(), '.config'), 'autostart');
}

/** `command`: the program and its arguments. */
export function writeDesktopEntry(command: readonly string[]): string {
  return [
    '[Desktop Entry]',
    'Type=Application',
    'Version=1.5',
    'Name=Covey',
    'Comment=Lends this computer to a swarm, gently',
    `Exec=${command.map(quote).join(' ')}`,
    'Terminal=false',
    'X-GNOME-Autostart-enabled=true',
    '',
  ].join('\n');
}

/** By the rules of the Exec key: in double quotes, with backslashes before what a shell would read, twice escaped as a string of the file, and %% for %. */
function quote(argument: string): string {
  if (/^[\w./:=@,+-]+$/.test(argument)) return argument;
  const quoted = `"${argument.replaceAll(/["`$\\]/g, (sign) => `\\${sign}`)}"`;
  return quoted.replaceAll('\\', '\\\\').replaceAll('%', '%%').replaceAll('\n', '\\n');
}

export async function setAutostart(
  isOn: boolean,
  command: readonly string[],
  folder = autostartFolder(),
): Promise<void> {
  const file = join(folder, FILE);
  if (!isOn) return await rm(file, { force: true });
  await mkdir(folder, { recursive: true });
  await writeFile(file, writeDesktopEntry(command));
}

/** Whether it will be started, also where the person switched it off in their system's own settings. */
export async function hasAutostart(folder = autostartFolder()): Promise<boolean> {
  const text = await readFile(join(folder, FILE), 'utf8').catch(() => null);
  return text !== null && !/^\s*(Hidden\s*=\s*true|X-GNOME-Autostart-enabled\s*=\s*false)\s*$/im.test(text);
}
