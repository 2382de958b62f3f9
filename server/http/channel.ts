// How a request came: over https or not, for which host, from which address. What a proxy says of it counts only where the owner said so.
import type { IncomingMessage } from 'node:http';
import type { TLSSocket } from 'node:tls';

export interface Channel {
  protocol: 'http' | 'https';
  /** As the browser wrote it, with the port. */
  host: string;
  /** Nobody between can read along: https, or it never left this computer. */
  isPrivate: boolean;
  address: string;
}

const OWN_HOST = /^(localhost|127\.0\.0\.1|\[::1\])(:\d+)?$/i;

export function channelOf(request: IncomingMessage, trustProxy: boolean): Channel {
  const forwarded = (name: string) => {
    const value = trustProxy ? request.headers[name] : undefined;
    // the nearest proxy adds its word at the end; those before it may come from anybody
    return (Array.isArray(value) ? value.at(-1) : value)?.split(',').at(-1)?.trim() || undefined;
  };
  const isTls = (request.socket as Partial<TLSSocket>).encrypted === true;
  const protocol = isTls || forwarded('x-forwarded-proto') === 'https' ? 'https' : 'http';
  const host = request.headers.host ?? '';
  return {
    protocol,
    host,
    isPrivate: protocol === 'https' || OWN_HOST.test(host),
    address: forwarded('x-forwarded-for') ?? request.socket.remoteAddress ?? 'unknown',
  };
}
