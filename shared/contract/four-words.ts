// The four words that belong to a device's key and a coordinator. Both screens show them; a person who sees the same words on both knows that
// this is the device that waits, and that it speaks to this coordinator. 44 bits: nobody makes a key with given words while somebody waits.
// Synchronous and without WebCrypto, which plain http does not have.
import { sha256 } from '@noble/hashes/sha2.js';
import { wordlist } from '@scure/bip39/wordlists/english.js';

/**
 * @param publicKey base64url of the raw key, as the device joins with it.
 * @returns e.g. "camp bright lunar pencil": the first 4 × 11 bits of SHA-256 over "covey-words-v1\n" serverId "\n" publicKey as words of BIP39's English list.
 */
export function fourWords(serverId: string, publicKey: string): string {
  const hash = sha256(new TextEncoder().encode(`covey-words-v1\n${serverId}\n${publicKey}`));
  // 48 bits fit a double exactly; the last 4 are not used.
  const bits = hash.subarray(0, 6).reduce((value, byte) => value * 256 + byte, 0);
  return [37, 26, 15, 4].map((shift) => wordlist[Math.floor(bits / 2 ** shift) % 2048] ?? '').join(' ');
}
