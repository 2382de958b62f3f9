// How a program reaches a coordinator whose root it was told the SHA-256 of: it fetches the root over the connection it cannot trust yet,
// compares, and from then on trusts this root and no other for this coordinator alone. Node's own fetch takes no root of one's own
// (only the whole process can be given one), so requests go out through node:https.
import { createHash, X509Certificate } from 'node:crypto';
import { type IncomingMessage, request as plainRequest } from 'node:http';
import { Agent, request as secureRequest, type RequestOptions } from 'node:https';
import { Readable } from 'node:stream';
import { CoveyError } from '../../contract/errors.ts';
import { routes } from '../../contract/http-api.ts';

/** The part of `fetch` that the SDK and devices use: bodies are text or bytes, redirects are not followed. */
export type Fetch = (url: string | URL, init?: RequestInit) => Promise<Response>;

/** A way to one coordinator. */
export interface Reach {
  /** Its origin. */
  url: string;
  fetch: Fetch;
  /** The only root to trust there, PEM; left out: those that Node knows. */
  ca?: string;
}

const WITHIN_MS = 15_000;
const MOST_ROOT_BYTES = 64 * 1024;

/** As everybody reaches it: by plain http, or by https with a certificate that is known everywhere. */
export const openReach = (url: string): Reach => ({ url, fetch: (to, init) => fetch(to, init) });

/**
 * `pin` are the first 16 to 64 hex digits of the root's SHA-256 (`readPin`). An http address leads to https on the same port.
 * @throws CoveyError when nobody answers, or with another root.
 */
export async function pinCoordinator(url: string, pin: string): Promise<Reach> {
  const from = new URL(url);
  const root = parseRoot(await readRoot(from), from);
  if (!createHash('sha256').update(root.raw).digest('hex').startsWith(pin))
    throw new CoveyError('forbidden', `${from.origin} has another root than the one with sha256:${pin}`, {
      hint: 'Do not go on if you do not know why: somebody may sit in between. Compare with `covey tls show` on the coordinator’s computer.',
    });
  const port = from.port || (from.protocol === 'http:' ? '80' : '443');
  // the certificate that was compared, and not what was sent: whoever sits in between may have put a root of their own behind it
  const pem = root.toString();
  return {
    url: new URL(`https://${from.hostname}:${port}`).origin,
    fetch: makePinnedFetch(pem),
    ca: pem,
  };
}

/** A fetch that trusts `ca` (PEM) and nothing else. */
export function makePinnedFetch(ca: string): Fetch {
  const agent = new Agent({ ca, keepAlive: true });
  return async (to, init = {}) => {
    const url = new URL(to);
    if (url.protocol !== 'https:') throw new TypeError(`a pinned connection is https, not ${url.protocol}`);
    const options: RequestOptions = {
      agent,
      method: init.method ?? 'GET',
      headers: Object.fromEntries(new Headers(init.headers)),
      ...(init.signal && { signal: init.signal }),
    };
    return await exchange(url, options, init.body as string | Uint8Array | undefined);
  };
}

async function exchange(url: URL, options: RequestOptions, body?: string | Uint8Array): Promise<Response> {
  const send = url.protocol === 'https:' ? secureRequest : plainRequest;
  return await new Promise((resolve, reject) => {
    // as fetch says it: what happened is the cause
    const fail = (cause: unknown) => reject(new TypeError('fetch failed', { cause }));
    const request = send(url, options, (answer) => {
      try {
        resolve(toResponse(answer, options.method));
      } catch (error) {
        answer.destroy();
        fail(error);
      }
    });
    request.on('error', fail);
    request.end(body);
  });
}

/** @throws RangeError for a status that no answer may have. */
function toResponse(answer: IncomingMessage, method: string | undefined): Response {
  const headers = new Headers();
  for (let i = 0; i < answer.rawHeaders.length; i += 2)
    headers.append(answer.rawHeaders[i] ?? '', answer.rawHeaders[i + 1] ?? '');
  const { statusCode: status = 500, statusMessage: statusText = '' } = answer;
  const isEmpty = [204, 205, 304].includes(status) || method === 'HEAD';
  if (isEmpty) answer.resume();
  const stream = isEmpty ? null : (Readable.toWeb(answer) as ReadableStream<Uint8Array<ArrayBuffer>>);
  return new Response(stream, { status, statusText, headers });
}

/** Whoever answers may be anybody: nothing is sent that is worth anything, and what comes is limited and compared. */
async function readRoot(from: URL): Promise<string> {
  const options = {
    rejectUnauthorized: false,
    agent: false,
    signal: AbortSignal.timeout(WITHIN_MS),
  } as const;
  let answer: Response;
  let text = '';
  try {
    answer = await exchange(new URL(routes.rootPem.path, from), options);
    for await (const piece of answer.body ?? []) {
      text += new TextDecoder().decode(piece);
      if (text.length > MOST_ROOT_BYTES) break;
    }
  } catch (error) {
    const { cause, message } = error as Error & { cause?: { code?: string } };
    throw new CoveyError('stopping', `nobody answers at ${from.origin} (${cause?.code ?? message})`, {
      cause: error,
      hint: 'Check the address and the network, and that the coordinator runs there.',
    });
  }
  if (answer.ok) return text;
  throw new CoveyError('not-found', `${from.origin} hands out no root (${answer.status})`, {
    hint: 'A coordinator with a certificate that is known everywhere is reached by its https address, without a pin.',
  });
}

function parseRoot(pem: string, from: URL): X509Certificate {
  try {
    const root = new X509Certificate(pem);
    if (root.ca) return root;
  } catch {
    // no certificate: said below
  }
  throw new CoveyError('not-found', `${from.origin} answers, but not as a coordinator does`);
}
