// The link of Node: the socket every platform has, with parts over Node's HTTP client.
import type { Link } from '../../runtime/ports.ts';
import { createSocketLink, type SocketLinkOptions } from '../socket-link.ts';
import { createPartTransfer } from './part-transfer.ts';

/** `url` is the coordinator's origin. */
export const createNodeLink = (
  url: string,
  options: Pick<SocketLinkOptions, 'transports' | 'helloWithinMs'> = {},
): Link => createSocketLink({ url, parts: createPartTransfer(url), ...options });
