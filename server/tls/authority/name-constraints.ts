// The extension that keeps a root from speaking for anything but private networks (RFC 5280, 4.2.1.10), as DER. No library at hand writes
// it: the address of a subtree is followed by its mask (8 or 32 bytes), which GeneralName encoders refuse.
import { privateEndings, privateRanges4, privateRanges6 } from './private-ranges.ts';

export const NAME_CONSTRAINTS_OID = '2.5.29.30';

const SEQUENCE = 0x30;
/** `[0]`, constructed: permittedSubtrees. */
const PERMITTED = 0xa0;
/** `[2]` and `[7]` of GeneralName. */
const DNS_NAME = 0x82;
const IP_ADDRESS = 0x87;

/** One DER value: tag, length, content. Contents up to 65,535 bytes. */
function encode(tag: number, content: Uint8Array): Uint8Array {
  const { length } = content;
  const head =
    length < 128
      ? [tag, length]
      : length < 256
        ? [tag, 0x81, length]
        : [tag, 0x82, length >> 8, length & 0xff];
  return Buffer.concat([Uint8Array.from(head), content]);
}

export function encodeNameConstraints(): Uint8Array {
  const names = privateEndings.map((ending) => encode(DNS_NAME, Buffer.from(ending, 'ascii')));
  const networks4 = privateRanges4.map(([network, bits]) => subnet(readAddress4(network), bits));
  const networks6 = privateRanges6.map(([network, bits]) => subnet(readAddress6(network), bits));
  const subtrees = [...names, ...networks4, ...networks6].map((base) => encode(SEQUENCE, base));
  return encode(SEQUENCE, encode(PERMITTED, Buffer.concat(subtrees)));
}

function subnet(address: Uint8Array, bits: number): Uint8Array {
  const mask = address.map((_, i) => (0xff00 >> Math.max(0, Math.min(8, bits - i * 8))) & 0xff);
  return encode(IP_ADDRESS, Buffer.concat([address, mask]));
}

const readAddress4 = (text: string) => Uint8Array.from(text.split('.'), Number);

/** Addresses of the table only: one `::`, no embedded IPv4. */
function readAddress6(text: string): Uint8Array {
  const [before = '', after = ''] = text.split('::');
  const words = (part: string) => (part === '' ? [] : part.split(':').map((word) => parseInt(word, 16)));
  const [head, tail] = [words(before), words(after)];
  const all = [...head, ...new Array<number>(8 - head.length - tail.length).fill(0), ...tail];
  return Uint8Array.from(all.flatMap((word) => [word >> 8, word & 0xff]));
}
