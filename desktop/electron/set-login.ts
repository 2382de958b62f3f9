// Starting at login: a file on Linux, the system's own list elsewhere.
import { describeProblem } from '../host/problem.ts';
import { setAutostart } from '../host/autostart.ts';
import type { Trouble } from '../../shared/contract/desktop-view.ts';
import type { ElectronPort } from './port.ts';

export const HIDDEN_ARGUMENT = '--hidden';

/** Whether nobody asked for a window: macOS gives a program that it starts at login no arguments. */
export const startsHidden = (
  app: Pick<ElectronPort['app'], 'getLoginItemSettings'>,
  platform: NodeJS.Platform,
  argv: readonly string[],
): boolean =>
  argv.includes(HIDDEN_ARGUMENT) || (platform === 'darwin' && app.getLoginItemSettings().wasOpenedAtLogin);

/** Null when it is set; else why not. */
export async function setLogin(
  app: Pick<ElectronPort['app'], 'setLoginItemSettings'>,
  platform: NodeJS.Platform,
  command: readonly string[],
  isOn: boolean,
  autostartFolder?: string,
): Promise<Trouble | null> {
  try {
    if (platform === 'linux') await setAutostart(isOn, [...command, HIDDEN_ARGUMENT], autostartFolder);
    else if (platform === 'darwin') app.setLoginItemSettings({ openAtLogin: isOn });
    else app.setLoginItemSettings({ openAtLogin: isOn, args: [...command.slice(1), HIDDEN_ARGUMENT] });
    return null;
  } catch (error) {
    const { message, hint } = describeProblem(error);
    return { message: `Starting at login could not be set: ${message}`, hint };
  }
}
