// Parts over HTTP with the blob token of the live connection [P21]. Checks every hash, gives up on what hangs, and tries again at once
// when a pooled connection turns out to be dead or the coordinator stumbles.
import { CoveyError, WireError } from '../../contract/errors.ts';
import type { Sha256 } from '../../contract/ids.ts';
import type { Link } from '../../runtime/ports.ts';
import { nodeHashing } from './node-hashing.ts';
import type { Fetch } from './pinned-tls.ts';

const WITHIN_MS = 60_000;
const ATTEMPTS = 3;

/** `send` is the fetch by which this coordinator is reached. */
export function createPartTransfer(
  url: string,
  send: Fetch = fetch,
): Pick<Link, 'fetchPart' | 'putPart' | 'setBlobToken'> {
  let token = '';

  async function request(
    method: 'GET' | 'PUT',
    sha: Sha256,
    signal: AbortSignal,
    body?: Uint8Array,
  ): Promise<Response> {
    for (let attempt = 1; ; attempt++) {
      try {
        const response = await send(new URL(`/api/device/parts/${sha}`, url), {
          method,
          headers: { authorization: `Bearer ${token}` },
          signal: AbortSignal.any([signal, AbortSignal.timeout(WITHIN_MS)]),
          ...(body && { body: body as Uint8Array<ArrayBuffer> }),
        });
        if (response.ok) return response;
        const error = await readError(response);
        if (response.status < 500 || attempt >= ATTEMPTS) throw error;
      } catch (error) {
        if (error instanceof CoveyError || signal.aborted) throw error;
        if (attempt >= ATTEMPTS)
          throw new CoveyError(
            'stopping',
            `part ${sha.slice(0, 12)}… could not be moved: ${describe(error)}`,
            { cause: error },
          );
      }
    }
  }

  return {
    setBlobToken: (next) => void (token = next),
    async fetchPart(sha, size, signal) {
      const bytes = new Uint8Array(await (await request('GET', sha, signal)).arrayBuffer());
      if (size !== null && bytes.length !== size)
        throw new CoveyError(
          'hash-mismatch',
          `part ${sha.slice(0, 12)}… has ${bytes.length} bytes, not ${size}`,
        );
      if ((await nodeHashing.hashPart(bytes)) !== sha)
        throw new CoveyError('hash-mismatch', `part ${sha.slice(0, 12)}… arrived with other bytes`);
      return bytes;
    },
    async putPart(sha, bytes, signal) {
      await (await request('PUT', sha, signal, bytes)).arrayBuffer();
    },
  };
}

async function readError(response: Response): Promise<CoveyError> {
  const parsed = WireError.safeParse(await response.json().catch(() => null));
  if (parsed.success) return new CoveyError(parsed.data.code, parsed.data.message, parsed.data);
  return new CoveyError('internal', `the coordinator answered ${response.status}`);
}

const describe = (error: unknown) => {
  const { cause, message } = error as Error & { cause?: { code?: string } };
  return cause?.code ?? message;
};
