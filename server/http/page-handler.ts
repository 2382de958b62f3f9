// Pages: adapter-node's handler where the app was built, a plain sentence where it was not (a coordinator without screens still serves devices).
import { existsSync } from 'node:fs';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

export type Next = () => void;
export type NodeHandler = (request: IncomingMessage, response: ServerResponse, next: Next) => void;

/** adapter-node takes protocol and host from headers that it believes; the listener sets them, so nobody outside can. */
export const PROTOCOL_HEADER = 'x-covey-proto';
export const HOST_HEADER = 'x-covey-host';

export async function loadPageHandler(appDir: string | null): Promise<NodeHandler> {
  const file = appDir && join(appDir, 'handler.js');
  if (!file || !existsSync(file)) {
    return (_request, response) => {
      response.statusCode = 404;
      response.setHeader('content-type', 'text/plain; charset=utf-8');
      response.end('This coordinator runs without pages. Build them with `npm run build`.\n');
    };
  }
  // read when the module is loaded
  process.env.PROTOCOL_HEADER ??= PROTOCOL_HEADER;
  process.env.HOST_HEADER ??= HOST_HEADER;
  const { handler } = (await import(pathToFileURL(file).href)) as { handler: NodeHandler };
  return handler;
}
