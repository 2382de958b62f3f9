// The link of Node: the socket every platform has, with parts over Node's HTTP client.
import type { Link } from '../../runtime/ports.ts';
import { createSocketLink, type SocketLinkOptions } from '../socket-link.ts';
import { createPartTransfer } from './part-transfer.ts';
import { openReach, type Reach } from './pinned-tls.ts';

/** `reach` is the coordinator's origin, or the way to it where its root is pinned. */
export function createNodeLink(
  reach: string | Reach,
  options: Pick<SocketLinkOptions, 'transports' | 'helloWithinMs'> = {},
): Link {
  const { url, fetch, ca } = typeof reach === 'string' ? openReach(reach) : reach;
  return createSocketLink({
    url,
    parts: createPartTransfer(url, fetch),
    ...(ca !== undefined && { ca }),
    ...options,
  });
}
