// Which colour of the palette a kernel has: the same one on every screen unless two kernels would share it. Pure.

export const PALETTE_SIZE = 6;

function hash(name: string): number {
  let value = 7;
  for (let i = 0; i < name.length; i++) value = (Math.imul(value, 31) + name.charCodeAt(i)) >>> 0;
  return value;
}

/** Places in the palette by kernel. Beyond the size of the palette colours are shared. */
export function assignColours(kernels: Iterable<string>): Map<string, number> {
  const assigned = new Map<string, number>();
  const taken = new Set<number>();
  for (const kernel of [...new Set(kernels)].toSorted()) {
    let place = hash(kernel) % PALETTE_SIZE;
    while (taken.has(place) && taken.size < PALETTE_SIZE) place = (place + 1) % PALETTE_SIZE;
    taken.add(place);
    assigned.set(kernel, place);
  }
  return assigned;
}

/** `#rrggbb` to bytes red, green, blue from the lowest up. */
export function parseHex(text: string): number {
  const value = Number.parseInt(text.trim().slice(1, 7), 16);
  if (!/^#[0-9a-f]{6}/i.test(text.trim()) || Number.isNaN(value)) return 0x808080;
  return ((value & 0xff) << 16) | (value & 0xff00) | (value >> 16);
}
