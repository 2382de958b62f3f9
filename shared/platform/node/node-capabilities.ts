// What this computer can do, as far as Node can tell.
import { execFile } from 'node:child_process';
import { readdir, readFile } from 'node:fs/promises';
import { availableParallelism, release, totalmem, type } from 'node:os';
import { promisify } from 'node:util';
import type { Capabilities, DeviceKind } from '../../contract/device.ts';
import { calibrate } from '../calibrate.ts';

/** Takes about 200 ms for the calibration. */
export async function readCapabilities(): Promise<Capabilities> {
  return {
    kind: await guessKind(),
    runtime: process.versions.electron ? 'electron' : 'node',
    os: `${type()} ${release()}`.slice(0, 100),
    cores: availableParallelism(),
    memoryGiB: Math.round((totalmem() / 1024 ** 3) * 10) / 10,
    gpu: false,
    benchmark: calibrate(() => performance.now()),
  };
}

export async function guessKind(): Promise<DeviceKind> {
  if (process.platform === 'linux') return await guessKindOfLinux();
  if (process.platform === 'darwin') {
    const model = await promisify(execFile)('/usr/sbin/sysctl', ['-n', 'hw.model'], { timeout: 2000 }).catch(
      () => ({ stdout: '' }),
    );
    return /book/i.test(model.stdout) ? 'laptop' : 'desktop';
  }
  return 'desktop';
}

/** The chassis says what it is (SMBIOS 7.4.1); where nothing does, a computer without a battery and without a screen is a server. */
async function guessKindOfLinux(): Promise<DeviceKind> {
  const chassis = Number(await readFile('/sys/class/dmi/id/chassis_type', 'utf8').catch(() => '0'));
  if ([8, 9, 10, 14, 31, 32].includes(chassis)) return 'laptop';
  if ([11, 30].includes(chassis)) return 'tablet';
  const supplies = await readdir('/sys/class/power_supply').catch(() => []);
  if (supplies.some((name) => name.startsWith('BAT'))) return 'laptop';
  if ([17, 23, 28, 29].includes(chassis)) return 'server';
  return process.env.DISPLAY || process.env.WAYLAND_DISPLAY ? 'desktop' : 'server';
}
