// What the tray app is packed as, and what each needs on this machine. A target whose tools are missing is skipped, with the reason.
import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';

export interface Target {
  name: 'dir' | 'deb' | 'AppImage' | 'zip' | 'dmg' | 'nsis';
  platform: 'LINUX' | 'WINDOWS' | 'MAC';
  /** Programs that must be in PATH. */
  tools: readonly string[];
  /** Systems on which it can be made at all. */
  on: readonly NodeJS.Platform[];
  /** Why it cannot be made with the stand-in for Electron. */
  notWithStub?: string;
}

const UNIX = ['linux', 'darwin'] as const;

export const targets: readonly Target[] = [
  { name: 'dir', platform: 'LINUX', tools: [], on: UNIX },
  { name: 'deb', platform: 'LINUX', tools: ['dpkg-deb'], on: ['linux'] },
  { name: 'AppImage', platform: 'LINUX', tools: ['mksquashfs', 'desktop-file-validate'], on: ['linux'] },
  { name: 'zip', platform: 'WINDOWS', tools: ['7za'], on: ['linux', 'darwin', 'win32'] },
  {
    name: 'nsis',
    platform: 'WINDOWS',
    tools: [],
    on: ['linux', 'darwin', 'win32'],
    notWithStub: 'its compiler is downloaded, and a signature needs a certificate',
  },
  {
    name: 'dmg',
    platform: 'MAC',
    tools: [],
    on: ['darwin'],
    notWithStub: 'it needs Electron.app and a signature of Apple’s',
  },
];

export function findTool(name: string, env: NodeJS.ProcessEnv = process.env): string | null {
  const folders = (env['PATH'] ?? '').split(delimiter).filter(Boolean);
  return folders.map((folder) => join(folder, name)).find((path) => existsSync(path)) ?? null;
}

/** Why it cannot be made here; null when it can. */
export function whyNot(target: Target, isStub: boolean, env: NodeJS.ProcessEnv = process.env): string | null {
  if (!target.on.includes(process.platform)) return `it is made on ${target.on.join(' or ')} only`;
  if (isStub && target.notWithStub !== undefined) return target.notWithStub;
  const missing = target.tools.filter((tool) => findTool(tool, env) === null);
  return missing.length === 0 ? null : `${missing.join(' and ')} is not on this machine`;
}
