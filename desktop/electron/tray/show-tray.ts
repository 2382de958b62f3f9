// The tray itself: draws what judge-tray and tray-menu say, and only when they say something new, because some desktops close an open menu that is
// replaced.
import type { MenuItemConstructorOptions } from 'electron';
import { join } from 'node:path';
import type { ElectronPort, TrayPort } from '../port.ts';
import type { TrayFace, TrayIcon } from './judge-tray.ts';
import type { MenuEntry, Wish } from './tray-menu.ts';

export interface ShownTray {
  show(face: TrayFace, entries: MenuEntry[]): void;
  destroy(): void;
}

export interface TrayParts {
  electron: Pick<ElectronPort, 'createTray' | 'buildMenu'>;
  icons: string;
  platform: NodeJS.Platform;
  act(wish: Wish): void;
}

/** macOS tints pictures named …Template by itself. */
export const iconFile = (folder: string, icon: TrayIcon, platform: NodeJS.Platform): string =>
  join(folder, platform === 'darwin' ? `${icon}Template.png` : `${icon}.png`);

export function createTray({ electron, icons, platform, act }: TrayParts): ShownTray {
  let tray: TrayPort | undefined;
  const shown = { icon: '', tooltip: '', menu: '' };

  function open(image: string): TrayPort {
    const opened = electron.createTray(image);
    // a click opens the menu elsewhere; on Windows only the other button does
    if (platform === 'win32') opened.on('click', () => act({ type: 'open', screen: 'device' }));
    return opened;
  }

  return {
    show({ icon, tooltip }, entries) {
      const image = iconFile(icons, icon, platform);
      tray ??= open(image);
      if (shown.icon !== icon) tray.setImage(image);
      if (shown.tooltip !== tooltip) tray.setToolTip(tooltip);
      const menu = JSON.stringify(entries);
      if (shown.menu !== menu)
        tray.setContextMenu(electron.buildMenu(entries.map((each) => toItem(each, act))));
      Object.assign(shown, { icon, tooltip, menu });
    },
    destroy() {
      tray?.destroy();
      tray = undefined;
      Object.assign(shown, { icon: '', tooltip: '', menu: '' });
    },
  };
}

function toItem(entry: MenuEntry, act: (wish: Wish) => void): MenuItemConstructorOptions {
  if (entry === 'line') return { type: 'separator' };
  const { label, wish, look, isChecked, entries } = entry;
  if (entries) return { label, submenu: entries.map((each) => toItem(each, act)) };
  return {
    label: label.replaceAll('&', '&&'),
    enabled: wish !== undefined,
    ...(look && { type: look, checked: isChecked === true }),
    ...(wish && { click: () => act(wish) }),
  };
}
