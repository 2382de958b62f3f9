// What the SDK needs of the world. It is handed in, so that the same files serve browsers, Node and tests.

export interface ClientPlatform {
  /** The platform's own `fetch`. */
  fetch(url: string, init?: RequestInit): Promise<Response>;
  /** SHA-256 of the bytes, 64 lower-case hex digits. */
  sha256(bytes: Uint8Array): Promise<string>;
  /** Resolves after `ms`, rejects with the signal's reason. Left out: real time. */
  wait?(ms: number, signal?: AbortSignal): Promise<void>;
}

/** Real time. */
export function waitFor(ms: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    if (signal?.aborted) {
      reject(reasonOf(signal));
      return;
    }
    const abort = () => {
      clearTimeout(timer);
      if (signal) reject(reasonOf(signal));
    };
    const timer = setTimeout(() => {
      signal?.removeEventListener('abort', abort);
      resolve();
    }, ms);
    signal?.addEventListener('abort', abort, { once: true });
  });
}

/** An aborted signal's reason as an Error. */
export function reasonOf(signal: AbortSignal): Error {
  const reason: unknown = signal.reason;
  return reason instanceof Error ? reason : new Error('aborted', { cause: reason });
}
