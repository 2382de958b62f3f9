// What answers an HTTP request that is not Socket.IO's: the API below `/api`, pages for the rest. The same function is mounted in
// production and by Vite in development. Where a request comes from was judged before (doors/).
import { getRequestListener } from '@hono/node-server';
import type { Hono } from 'hono';
import type { HttpBindings } from '@hono/node-server';
import type { ClientOf } from '../auth/client-of.ts';
import { HOST_HEADER, type NodeHandler, PROTOCOL_HEADER } from './page-handler.ts';

export function makeRequestHandler(
  api: Hono<{ Bindings: HttpBindings }>,
  pages: NodeHandler | null,
  clientOf: ClientOf,
): NodeHandler {
  const answerApi = getRequestListener(api.fetch);
  return (request, response, next) => {
    const { protocol, host } = clientOf(request);
    request.headers[PROTOCOL_HEADER] = protocol;
    request.headers[HOST_HEADER] = host;
    if (request.url?.startsWith('/api/') || request.url === '/api') return void answerApi(request, response);
    if (pages) return pages(request, response, next);
    next();
  };
}
