// Ends requests whose body comes too slowly, so that nobody holds a connection with a byte a minute. Looks at what arrived on the socket, so it
// holds for every route and however the body is read.
import type { IncomingMessage, ServerResponse } from 'node:http';

export const BODY_PACE = {
  /** Nothing at all for this long ends any request. */
  stallMs: 30_000,
  /** From then on a body must have come at `leastPerSecond` on average. */
  graceMs: 10_000,
  leastPerSecond: 1024,
} as const;
const LOOK_MS = 2_000;
/** A body that still comes when its answer is out is read no longer than this. */
const AFTER_ANSWER_MS = 1_000;

/** Parts come over slow phones and take as long as they take, as long as something comes. */
const mayBeSlow = (path: string) => path.startsWith('/api/parts/') || path.startsWith('/api/device/parts/');

export const tooSlow = (path: string, elapsedMs: number, bytes: number, silentMs: number): boolean =>
  silentMs >= BODY_PACE.stallMs ||
  (!mayBeSlow(path) &&
    elapsedMs >= BODY_PACE.graceMs &&
    bytes < (elapsedMs / 1000) * BODY_PACE.leastPerSecond);

const hasBody = ({ headers }: IncomingMessage) =>
  headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > 0;

export function watchBody(request: IncomingMessage, response: ServerResponse): void {
  const now = () => performance.now();
  if (!hasBody(request) || request.complete) return;
  const { socket } = request;
  const path = request.url ?? '';
  const startedAt = now();
  const startedBytes = socket.bytesRead;
  let bytes = startedBytes;
  let heardAt = startedAt;
  const timer = setInterval(() => {
    if (request.complete || socket.destroyed) return clearInterval(timer);
    const at = now();
    if (socket.bytesRead > bytes) heardAt = at;
    bytes = socket.bytesRead;
    if (!tooSlow(path, at - startedAt, bytes - startedBytes, at - heardAt)) return;
    clearInterval(timer);
    socket.destroy();
  }, LOOK_MS);
  timer.unref();
  request.once('close', () => clearInterval(timer));
  response.once('finish', () => {
    if (request.complete) return;
    const late = setTimeout(() => !request.complete && socket.destroySoon(), AFTER_ANSWER_MS).unref();
    request.once('close', () => clearTimeout(late));
  });
}
