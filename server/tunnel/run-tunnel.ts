// A way in from the internet: keeps one `cloudflared` running, which prints a public https address that is good as long as that process lives.
//
//   starting ──address printed──▶ open(url) ──it ends──▶ resting ──▶ starting
//      └──it ends, or prints none in time──▶ resting           any of them ──stop──▶ stopped
import { spawn, type ChildProcess } from 'node:child_process';
import { createInterface } from 'node:readline';
import type { Log } from '../observe/log.ts';
import { readTunnelUrl } from './read-tunnel-url.ts';
import { tunnelEnvironment } from './tunnel-environment.ts';

export interface TunnelParts {
  /** Of `cloudflared`. */
  program: string;
  /** What it leads to: `http://127.0.0.1:8787`. */
  target: string;
  log: Log;
  /** Each time the address is another, or none. */
  onChange?: (url: string | null) => void;
  times?: Partial<TunnelTimes>;
}

export interface TunnelTimes {
  /** Waits between a process that ended and the next: doubled each time, up to the longest. */
  firstRestMs: number;
  longestRestMs: number;
  /** A process without an address is ended after this long. */
  addressWithinMs: number;
  /** How long `started` waits for an address before things go on without. */
  startedWithinMs: number;
  /** Between asking it to end and ending it. */
  graceMs: number;
}

const TIMES: TunnelTimes = {
  firstRestMs: 1_000,
  longestRestMs: 60_000,
  addressWithinMs: 60_000,
  startedWithinMs: 20_000,
  graceMs: 3_000,
};
/** A tunnel that was open this long was no failure to start. */
const STEADY_MS = 60_000;

export interface Tunnel {
  /** The public origin now; null while there is none. */
  url(): string | null;
  /** Resolves with the first address, or with null when the first process ended or took too long; another may come later. */
  started: Promise<string | null>;
  /** Ends the process and waits for its end. Idempotent. */
  stop(): Promise<void>;
}

export function runTunnel({ program, target, log, onChange, times }: TunnelParts): Tunnel {
  const { firstRestMs, longestRestMs, addressWithinMs, startedWithinMs, graceMs } = { ...TIMES, ...times };
  const first = Promise.withResolvers<string | null>();
  const patience = setTimeout(() => first.resolve(null), startedWithinMs);
  let url: string | null = null;
  let child: ChildProcess | null = null;
  let restTimer: NodeJS.Timeout | undefined;
  let restMs = firstRestMs;
  let stopping: Promise<void> | null = null;

  function change(next: string | null): void {
    if (next === url) return;
    url = next;
    onChange?.(next);
  }

  function begin(): void {
    const born = spawn(program, ['tunnel', '--no-autoupdate', '--url', target], {
      stdio: ['ignore', 'pipe', 'pipe'],
      env: tunnelEnvironment(process.env),
    });
    child = born;
    let last = '';
    let openedAt: number | null = null;
    const giveUp = setTimeout(() => {
      last = `no address within ${addressWithinMs / 1000} s`;
      born.kill('SIGKILL');
    }, addressWithinMs);
    for (const stream of [born.stdout, born.stderr])
      createInterface({ input: stream }).on('line', (line) => {
        if (line.trim() !== '') last = line.slice(0, 300);
        const found = readTunnelUrl(line);
        if (found === null || openedAt !== null || stopping) return;
        openedAt = performance.now();
        clearTimeout(giveUp);
        change(found);
        first.resolve(found);
        log('info', 'a tunnel is open; its address is good until the coordinator or the tunnel ends', {
          url: found,
        });
      });
    let isOver = false;
    const over = (reason: string) => {
      if (isOver) return;
      isOver = true;
      clearTimeout(giveUp);
      child = null;
      change(null);
      first.resolve(null);
      if (stopping) return;
      if (openedAt !== null && performance.now() - openedAt > STEADY_MS) restMs = firstRestMs;
      log('warn', `the tunnel ${openedAt === null ? 'did not open' : 'is closed, and its address with it'}`, {
        reason,
        last,
        'next try in seconds': restMs / 1000,
      });
      restTimer = setTimeout(begin, restMs);
      restMs = Math.min(longestRestMs, restMs * 2);
    };
    born.once('error', (error) => over(error.message));
    // `close`, not `exit`: what it said last has been read
    born.once('close', (code, signal) => over(signal ?? `code ${code}`));
  }

  async function stop(): Promise<void> {
    clearTimeout(patience);
    clearTimeout(restTimer);
    first.resolve(null);
    const living = child;
    if (!living) return;
    const gone = new Promise<void>((resolve) => {
      living.once('close', () => resolve());
      living.once('error', () => resolve());
    });
    const limit = setTimeout(() => living.kill('SIGKILL'), graceMs);
    living.kill('SIGTERM');
    await gone;
    clearTimeout(limit);
  }

  begin();
  void first.promise.then(() => clearTimeout(patience));
  return { url: () => url, started: first.promise, stop: () => (stopping ??= stop()) };
}
