// How a coordinator makes itself known on a network (DNS-SD over multicast DNS): the service, its TXT record, and its `.local` name. Anybody on
// the network can say such things: they are a hint where to knock, never a reason to trust.
import * as z from 'zod/mini';
import type { ServerId } from './ids.ts';

/** `_covey._tcp` */
export const SERVICE_TYPE = 'covey';

/** Characters of a name; a TXT string holds 255 bytes. */
const NAME_LENGTH = 60;
/** Of the SHA-256 of the coordinator's root. */
export const FINGERPRINT_DIGITS = 16;

/** Control characters and those that turn the direction of text could fake a line on a screen. */
const UNSEEN = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu;

/** Cut by whole characters. */
const tidyName = (text: string) =>
  Array.from(text.replace(UNSEEN, '\ufffd').trim()).slice(0, NAME_LENGTH).join('');

export const DiscoveryTxt = z.object({
  v: z.literal('1'),
  /** The first 8 hex digits of the server id. */
  id: z.string().check(z.regex(/^[0-9a-f]{8}$/)),
  name: z._default(z.pipe(z.string(), z.transform(tidyName)), ''),
  /** Whether the port speaks https as well. */
  tls: z.enum(['0', '1']),
  /** What the SHA-256 of its root begins with. */
  fp: z.optional(z.string().check(z.regex(/^[0-9a-f]{16}$/))),
});
export type DiscoveryTxt = z.infer<typeof DiscoveryTxt>;

export interface Announced {
  serverId: ServerId;
  /** For people. */
  name: string;
  https: boolean;
  /** SHA-256 of the root in hex, where there is one. */
  fingerprint: string | null;
}

export const shortServerId = (serverId: ServerId) => serverId.slice(4, 12);

export function writeDiscoveryTxt({ serverId, name, https, fingerprint }: Announced): DiscoveryTxt {
  return {
    v: '1',
    id: shortServerId(serverId),
    name: tidyName(name),
    tls: https ? '1' : '0',
    ...(fingerprint !== null && { fp: fingerprint.slice(0, FINGERPRINT_DIGITS) }),
  };
}

/** The name under which it answers on its network, the same at every start. */
export const localName = (serverId: ServerId) => `covey-${serverId.slice(4, 8)}.local`;
