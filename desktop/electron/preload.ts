// What a page of ours gets of the main process: the calls and events that the contract's tables name, and nothing of Electron. Runs sandboxed, as a
// CommonJS script made by the build.
import { contextBridge, ipcRenderer } from 'electron';
import {
  BRIDGE_NAME,
  CALL_CHANNEL,
  type DesktopBridge,
  DesktopRole,
  EVENT_CHANNEL,
  isDesktopCall,
  isDesktopEvent,
} from '../../shared/contract/desktop-bridge.ts';
import { ROLE_ARGUMENT } from './windows/window-options.ts';

const role = DesktopRole.parse(
  process.argv.find((argument) => argument.startsWith(ROLE_ARGUMENT))?.slice(ROLE_ARGUMENT.length),
);

const bridge: DesktopBridge = {
  role,
  call(name, argument) {
    if (!isDesktopCall(name)) return Promise.reject(new TypeError('there is no such call'));
    return ipcRenderer.invoke(CALL_CHANNEL, name, argument) as Promise<unknown>;
  },
  listen(hear) {
    const listener = (_event: unknown, name: unknown, said: unknown) => {
      if (isDesktopEvent(name)) hear(name, said);
    };
    ipcRenderer.on(EVENT_CHANNEL, listener);
    return () => void ipcRenderer.off(EVENT_CHANNEL, listener);
  },
};

contextBridge.exposeInMainWorld(BRIDGE_NAME, bridge);
