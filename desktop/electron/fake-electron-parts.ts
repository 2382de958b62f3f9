// What the stand-in for Electron keeps of sessions, processes and the tray, for tests to look at.
import type { EventEmitter } from 'node:events';
import type { MenuItemConstructorOptions } from 'electron';
import type { SessionPort } from './port.ts';

export interface FakeSession {
  requestPermission?: Parameters<SessionPort['setPermissionRequestHandler']>[0];
  checkPermission?: Parameters<SessionPort['setPermissionCheckHandler']>[0];
  device?: Parameters<SessionPort['setDevicePermissionHandler']>[0];
  verify?: Parameters<SessionPort['setCertificateVerifyProc']>[0];
  beforeRequest?: (details: { url: string }, answer: (response: { cancel?: boolean }) => void) => void;
  serve?: (request: Request) => Response | Promise<Response>;
  events: EventEmitter;
}

export interface FakeUtility extends EventEmitter {
  posted: unknown[];
  isKilled: boolean;
}

export interface FakeTray {
  image: string;
  tooltip: string;
  menu: MenuItemConstructorOptions[];
  /** How often the menu was replaced. */
  rebuilt: number;
  isGone: boolean;
  /** As the system does when the icon is clicked. */
  click: () => void;
}
