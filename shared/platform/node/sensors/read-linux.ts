// What Linux tells through its own services: whether the network is paid by the byte (NetworkManager), and since when nobody has used the machine
// (logind for the screen, the terminals' last key stroke for everybody else). Asked only where a limit needs it.
import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { runTool } from './run-tool.ts';

/** `u 4` of NMMetered: 1 yes, 2 no, 3 probably, 4 probably not, 0 unknown. */
export function parseMetered(text: string): boolean | undefined {
  const value = /^u (\d)\s*$/.exec(text)?.[1];
  if (value === '1' || value === '3') return true;
  return value === '2' || value === '4' ? false : undefined;
}

const NETWORK_MANAGER = [
  'get-property',
  'org.freedesktop.NetworkManager',
  '/org/freedesktop/NetworkManager',
  'org.freedesktop.NetworkManager',
  'Metered',
];

export async function readMetered(): Promise<boolean | undefined> {
  const text = await runTool('busctl', NETWORK_MANAGER);
  return text === null ? undefined : parseMetered(text);
}

/** `IdleHint=yes` and `IdleSinceHint=<µs since 1970>` of `loginctl show-seat`; seconds, 0 while it is used. `now` in ms. */
export function parseSeatIdle(text: string, now: number): number | undefined {
  const hint = /^IdleHint=(yes|no)$/m.exec(text)?.[1];
  if (hint === undefined) return undefined;
  if (hint === 'no') return 0;
  const since = Number(/^IdleSinceHint=(\d+)$/m.exec(text)?.[1] ?? Number.NaN);
  return Number.isNaN(since) ? undefined : Math.max(0, (now - since / 1000) / 1000);
}

/** Terminals are read when somebody types. No terminal at all: nobody types. Seconds. */
async function readTerminalsIdle(now: number, folder = '/dev/pts'): Promise<number> {
  const names = (await readdir(folder).catch(() => [])).filter((name) => /^\d+$/.test(name));
  const times = await Promise.all(
    names.map((name) =>
      stat(join(folder, name)).then(
        ({ atimeMs }) => atimeMs,
        () => 0,
      ),
    ),
  );
  return Math.max(0, (now - Math.max(0, ...times)) / 1000);
}

/** Undefined where a screen may be in use and nothing tells. */
export async function readIdle(now: number, hasScreen: boolean): Promise<number | undefined> {
  const [text, terminals] = await Promise.all([
    runTool('loginctl', ['show-seat', 'seat0', '-p', 'IdleHint', '-p', 'IdleSinceHint']),
    readTerminalsIdle(now),
  ]);
  const seat = text === null ? undefined : parseSeatIdle(text, now);
  if (seat === undefined) return hasScreen ? undefined : terminals;
  return Math.min(seat, terminals);
}
