// The bridge that the tray app's preload script put into the page; undefined in an ordinary browser. By itself, because every page asks for it.
import type { DesktopBridge } from '../../../contract/desktop-bridge.ts';

export const findBridge = (): DesktopBridge | undefined =>
  (globalThis as { coveyDesktop?: DesktopBridge }).coveyDesktop;
