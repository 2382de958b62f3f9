// Electron's fuses: bits in its binary that no setting can turn back at run time. Found by a fixed text before them (docs/tutorial/fuses.md).
export const SENTINEL = Buffer.from('dL7pKGdnNz796PbbjQWNKmHXBZaB9tsX');

/** In their order in the binary. */
const NAMES = [
  'runAsNode',
  'enableCookieEncryption',
  'enableNodeOptionsEnvironmentVariable',
  'enableNodeCliInspectArguments',
  'enableEmbeddedAsarIntegrityValidation',
  'onlyLoadAppFromAsar',
  'loadBrowserProcessSpecificV8Snapshot',
  'grantFileProtocolExtraPrivileges',
  'wasmTrapHandlers',
] as const;
export type Fuses = Partial<Record<(typeof NAMES)[number], boolean>>;

/** As Electron 45 comes: version 1, nine fuses. */
export const DEFAULT_WIRE = Buffer.concat([
  SENTINEL,
  Buffer.from([1, NAMES.length]),
  Buffer.from('101100011'),
]);

/** @throws Error when it is no Electron binary. */
export function readFuses(binary: Buffer): Fuses {
  const at = binary.indexOf(SENTINEL);
  if (at < 0) throw new Error('no fuses are in this binary; it is not Electron’s');
  const start = at + SENTINEL.length;
  const bits = binary.subarray(start + 2, start + 2 + (binary[start + 1] ?? 0)).toString('latin1');
  return Object.fromEntries(NAMES.slice(0, bits.length).map((name, index) => [name, bits[index] === '1']));
}
