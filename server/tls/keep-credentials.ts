// Keeps the listener's credentials fit: loads them once at the start, then looks every 10 s whether an address, a file or the date asks for
// others, and hands those on. What cannot be loaded later leaves the present ones in place and is said once.
//   new ──start──▶ keeping ──looked, changed──▶ changed(next)         ──stop──▶ stopped
import type { Log } from '../observe/log.ts';
import type { Credentials, CredentialSource } from './credentials.ts';

/** Calls `look` again and again until told otherwise; does not keep the process alive. */
export interface Clock {
  every(ms: number, look: () => void): () => void;
}

export const realClock: Clock = {
  every(ms, look) {
    const timer = setInterval(look, ms);
    timer.unref();
    return () => clearInterval(timer);
  },
};

export const LOOK_EVERY_MS = 10_000;

export interface KeptCredentials {
  current(): Credentials;
  stop(): Promise<void>;
}

export interface KeepParts {
  source: CredentialSource;
  clock: Clock;
  log: Log;
  changed(next: Credentials): void;
}

/** @throws what the source throws when there is nothing to begin with. */
export async function keepCredentials({ source, clock, log, changed }: KeepParts): Promise<KeptCredentials> {
  let current = await source.load(true);
  let looking: Promise<void> | null = null;
  let said = '';

  async function look(): Promise<void> {
    try {
      const next = await source.load(false);
      said = '';
      if (next.certificate === current.certificate && next.key === current.key && next.root === current.root)
        return;
      changed(next);
      current = next;
      log('info', 'https goes on with another certificate', { names: next.names.join(' ') });
    } catch (error) {
      const { message, hint } = error as Error & { hint?: string };
      if (said !== message) log('warn', `the certificate stays as it is: ${message}`, { hint: hint ?? '' });
      said = message;
    }
  }

  const stopClock = clock.every(LOOK_EVERY_MS, () => {
    looking ??= look().finally(() => (looking = null));
  });
  return {
    current: () => current,
    async stop() {
      stopClock();
      await looking;
    },
  };
}
