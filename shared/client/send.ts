// One HTTP exchange with a limit on its time, and how a refusal is read.
import { CoveyError, errorKinds, WireError } from '../contract/errors.ts';
import { ClientError } from './client-error.ts';
import { reasonOf, type ClientPlatform } from './platform.ts';

export interface Exchange {
  method: string;
  headers: Record<string, string>;
  body: string | Uint8Array | undefined;
  signal: AbortSignal | undefined;
  timeoutMs: number;
}

/** `read` takes from the answer what is wanted, within the same time. @throws what `read` throws, ClientError `unreachable`, or the signal's reason. */
export async function send<T>(
  platform: ClientPlatform,
  url: string,
  exchange: Exchange,
  read: (answer: Response) => Promise<T>,
): Promise<T> {
  const { signal, timeoutMs } = exchange;
  const limit = new AbortController();
  const timer = setTimeout(() => limit.abort(), timeoutMs);
  try {
    const answer = await platform.fetch(url, {
      method: exchange.method,
      headers: exchange.headers,
      signal: signal ? AbortSignal.any([signal, limit.signal]) : limit.signal,
      ...(exchange.body === undefined ? {} : { body: exchange.body as string | Uint8Array<ArrayBuffer> }),
    });
    if (!answer.ok) throw await readRefusal(answer, url);
    return await read(answer);
  } catch (error) {
    if (error instanceof ClientError || error instanceof CoveyError) throw error;
    if (signal?.aborted) throw reasonOf(signal);
    const why = limit.signal.aborted
      ? `it did not answer within ${Math.round(timeoutMs / 1000)} s`
      : causeOf(error);
    throw new ClientError(
      'unreachable',
      `no coordinator could be reached at ${new URL(url).origin}: ${why}`,
      { cause: error },
    );
  } finally {
    clearTimeout(timer);
  }
}

/** The error that an answer outside of 2xx stands for. */
async function readRefusal(answer: Response, url: string): Promise<Error> {
  const text = await answer.text();
  try {
    const parsed = WireError.safeParse(JSON.parse(text));
    if (parsed.success) return new CoveyError(parsed.data.code, parsed.data.message, parsed.data);
  } catch {
    // Not JSON, so not one of ours.
  }
  return new ClientError('strange-answer', `${url} answered ${answer.status} ${answer.statusText}`.trimEnd());
}

/** Whether the same call may do better a little later. */
export function mayTryAgain(error: unknown): boolean {
  if (error instanceof ClientError) return error.code === 'unreachable';
  return error instanceof CoveyError && errorKinds[error.code].retry;
}

/** `fetch failed` says nothing; what caused it does. */
function causeOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const cause: unknown = error.cause;
  if (cause instanceof Error)
    return 'code' in cause && typeof cause.code === 'string' ? cause.code : cause.message;
  return error.message;
}
