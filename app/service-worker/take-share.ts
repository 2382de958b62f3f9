// What another app shares with the installed Covey comes as a form to /share, which never leaves this device: its files are put on disk and the
// page of the same address says what happens to them.
import { readBoundary, readMultipart } from '../lib/sharing/read-multipart.ts';
import { keepShared, openShared } from '../lib/sharing/shared-files.ts';

export async function takeShare(request: Request): Promise<Response> {
  const query = await keep(request).then(
    () => '',
    (error: unknown) => `?problem=${isFull(error) ? 'full' : 'unreadable'}`,
  );
  return Response.redirect(`/share${query}`, 303);
}

async function keep(request: Request): Promise<void> {
  const boundary = readBoundary(request.headers.get('content-type') ?? '');
  if (boundary === null || !request.body) throw new RangeError('no form was shared');
  await keepShared(await openShared(), readMultipart(request.body, boundary), Date.now());
}

const isFull = (error: unknown) => error instanceof DOMException && error.name === 'QuotaExceededError';
