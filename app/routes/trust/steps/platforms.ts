// The platforms that have pictures, and a guess which of them this is. The guess only opens a page of the book; people turn to another.
import { android } from './android.ts';
import { firefox } from './firefox.ts';
import type { Guide } from './guide.ts';
import { ios } from './ios.ts';
import { linux } from './linux.ts';
import { mac } from './mac.ts';
import { windows } from './windows.ts';

export const platforms = [
  { value: 'ios', label: 'iPhone' },
  { value: 'android', label: 'Android' },
  { value: 'mac', label: 'Mac' },
  { value: 'windows', label: 'Windows' },
  { value: 'linux', label: 'Linux' },
  { value: 'firefox', label: 'Firefox' },
] as const;

export type Platform = (typeof platforms)[number]['value'];

/** `file`: what the certificate is called once downloaded. */
export function guideOf(platform: Platform, file: string): Guide {
  switch (platform) {
    case 'ios':
      return ios;
    case 'android':
      return android(file);
    case 'mac':
      return mac(file);
    case 'windows':
      return windows(file);
    case 'linux':
      return linux(file);
    case 'firefox':
      return firefox(file);
  }
}

/** `os` as device-looks.ts says it. An iPad that calls itself a Mac has a screen to touch. */
export function guessPlatform(os: string, agent: string, isTouch: boolean): Platform {
  if (os === 'iOS' || (os === 'macOS' && isTouch)) return 'ios';
  if (/Firefox\//.test(agent)) return 'firefox';
  if (os === 'Android') return 'android';
  if (os === 'macOS') return 'mac';
  return os === 'Windows' ? 'windows' : 'linux';
}
