// Parts over HTTP for the supervisor, with the blob token of the live connection. Bytes that are not what their name says
// are thrown away. Keeps nothing: the contribution has the cache.
import { CoveyError, WireError } from '../../contract/errors.ts';
import type { Sha256 } from '../../contract/ids.ts';
import { sha256Hex } from './sha256-hex.ts';

export interface PartStore {
  setToken(token: string): void;
  fetchPart(sha: Sha256, size: number | null, signal: AbortSignal): Promise<Uint8Array>;
  putPart(sha: Sha256, bytes: Uint8Array, signal: AbortSignal): Promise<void>;
}

/** `base` is the coordinator's origin. Everything rejects with CoveyError, or the signal's reason. */
export function createPartStore(base: string): PartStore {
  const held = { token: '' };

  const ask = async (sha: Sha256, init: RequestInit) => {
    const headers = { authorization: `Bearer ${held.token}` };
    const response = await fetch(`${base}/api/device/parts/${sha}`, { ...init, headers, cache: 'no-store' });
    if (!response.ok) throw await refusal(response);
    return response;
  };

  return {
    setToken(token) {
      held.token = token;
    },
    async fetchPart(sha, size, signal) {
      const response = await ask(sha, { signal });
      const bytes = new Uint8Array(await response.arrayBuffer());
      const isWhole = (size === null || bytes.length === size) && (await sha256Hex(bytes)) === sha;
      if (!isWhole) throw new CoveyError('hash-mismatch', `part ${sha.slice(0, 12)}… arrived damaged`);
      return bytes;
    },
    async putPart(sha, bytes, signal) {
      await ask(sha, { method: 'PUT', body: bytes as Uint8Array<ArrayBuffer>, signal });
    },
  };
}

async function refusal(response: Response): Promise<CoveyError> {
  const said = WireError.safeParse(await response.json().catch(() => undefined));
  if (said.success) return new CoveyError(said.data.code, said.data.message, said.data);
  return new CoveyError('internal', `the coordinator answered ${response.status}`);
}
