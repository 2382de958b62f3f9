// What kind of machine this browser seems to run on, from its screen and pointer; never from a list of user agents.
// A guess that only decides a default: how many threads, and which picture stands for the device. Page only.
import type { DeviceKind, Runtime } from '../../contract/device.ts';
import { seesBattery } from './sensors/watch-battery.ts';

export interface DeviceLooks {
  kind: DeviceKind;
  os: string;
  /** What a person would call it, until they say otherwise. */
  suggestedName: string;
  /** Whether the browser shows how full the battery is. */
  seesBattery: boolean;
  /** Left out: a browser. */
  runtime?: Runtime;
  /** Where more is known than browsers tell. */
  memoryGiB?: number;
}

export function lookAtDevice(): DeviceLooks {
  const kind = guessKind();
  const os = nameSystem();
  return { kind, os, suggestedName: suggestName(kind, os), seesBattery: seesBattery() };
}

function guessKind(): DeviceKind {
  const isHandheld = matchMedia('(pointer: coarse)').matches && !matchMedia('(any-pointer: fine)').matches;
  const shortSide = Math.min(screen.width, screen.height);
  if (isHandheld) return shortSide < 600 ? 'phone' : 'tablet';
  // Built-in screens of laptops are at most about 1100 CSS pixels high, and rarely wider than 1800.
  return shortSide <= 1117 && Math.max(screen.width, screen.height) <= 1800 ? 'laptop' : 'desktop';
}

interface UserAgentData {
  platform: string;
}

function nameSystem(): string {
  const data = (navigator as Navigator & { userAgentData?: UserAgentData }).userAgentData;
  if (data?.platform) return data.platform;
  const agent = navigator.userAgent;
  if (/iPhone|iPad|iPod/.test(agent)) return 'iOS';
  if (/Android/.test(agent)) return 'Android';
  if (/Mac OS X/.test(agent)) return 'macOS';
  if (/Windows/.test(agent)) return 'Windows';
  return /Linux/.test(agent) ? 'Linux' : 'unknown';
}

function suggestName(kind: DeviceKind, os: string): string {
  if (os === 'iOS') return kind === 'tablet' ? 'iPad' : 'iPhone';
  return os === 'unknown' ? `My ${kind}` : `${os} ${kind}`;
}
