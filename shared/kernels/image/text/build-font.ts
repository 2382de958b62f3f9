// Writes `font-outlines.ts` from a TrueType font: `node shared/kernels/image/text/build-font.ts DejaVuSans-Bold.ttf`. The letters of
// European languages only, points rounded to 1/512 of the letter size. Run by hand when the letters change.
import { readFileSync, writeFileSync } from 'node:fs';

const EM = 512;
const RANGES = [
  [0x20, 0x7e],
  [0xa0, 0x17f],
  [0x386, 0x3ce],
  [0x400, 0x45f],
  [0x490, 0x491],
  [0x2013, 0x2014],
  [0x2018, 0x201e],
  [0x2022, 0x2022],
  [0x2026, 0x2026],
  [0x20ac, 0x20ac],
  [0x2122, 0x2122],
  [0x2665, 0x2665],
] as const;

interface Point {
  x: number;
  y: number;
  on: boolean;
}

const [path] = process.argv.slice(2);
if (!path) throw new Error('usage: node shared/kernels/image/text/build-font.ts FONT.ttf');
const font = readFileSync(path);

const tables = new Map<string, number>();
for (let i = 0; i < font.readUInt16BE(4); i++) {
  const at = 12 + 16 * i;
  tables.set(font.toString('latin1', at, at + 4), font.readUInt32BE(at + 8));
}
const table = (name: string): number => {
  const at = tables.get(name);
  if (at === undefined) throw new Error(`${path} has no table ${name}`);
  return at;
};
const unitsPerEm = font.readUInt16BE(table('head') + 18);
const longOffsets = font.readUInt16BE(table('head') + 50) === 1;
const metrics = font.readUInt16BE(table('hhea') + 34);

function glyphOf(code: number): number {
  const cmap = table('cmap');
  for (let i = 0; i < font.readUInt16BE(cmap + 2); i++) {
    const at = cmap + font.readUInt32BE(cmap + 4 + 8 * i + 4);
    if (font.readUInt16BE(at) !== 4) continue;
    const count = font.readUInt16BE(at + 6) / 2;
    for (let s = 0; s < count; s++) {
      const end = font.readUInt16BE(at + 14 + 2 * s);
      const start = font.readUInt16BE(at + 16 + 2 * count + 2 * s);
      if (code < start || code > end) continue;
      const delta = font.readUInt16BE(at + 16 + 4 * count + 2 * s);
      const rangeAt = at + 16 + 6 * count + 2 * s;
      const range = font.readUInt16BE(rangeAt);
      const glyph = range === 0 ? code : font.readUInt16BE(rangeAt + range + 2 * (code - start));
      return glyph === 0 ? 0 : (glyph + delta) & 0xffff;
    }
  }
  return 0;
}

const advanceOf = (glyph: number) => font.readUInt16BE(table('hmtx') + 4 * Math.min(glyph, metrics - 1));

function contoursOf(glyph: number): Point[][] {
  const loca = table('loca');
  const offset = (i: number) =>
    longOffsets ? font.readUInt32BE(loca + 4 * i) : 2 * font.readUInt16BE(loca + 2 * i);
  if (offset(glyph) === offset(glyph + 1)) return [];
  const at = table('glyf') + offset(glyph);
  const count = font.readInt16BE(at);
  return count < 0 ? composite(at + 10) : simple(at + 10, count);
}

function simple(from: number, count: number): Point[][] {
  const ends = Array.from({ length: count }, (_, i) => font.readUInt16BE(from + 2 * i));
  const total = (ends.at(-1) ?? -1) + 1;
  let at = from + 2 * count;
  at += 2 + font.readUInt16BE(at);
  const flags: number[] = [];
  while (flags.length < total) {
    const flag = font[at++] ?? 0;
    flags.push(flag);
    if (flag & 8) for (let repeat = font[at++] ?? 0; repeat > 0; repeat--) flags.push(flag);
  }
  const read = (short: number, same: number) => {
    let value = 0;
    return flags.map((flag) => {
      if (flag & short) value += flag & same ? (font[at++] ?? 0) : -(font[at++] ?? 0);
      else if (!(flag & same)) {
        value += font.readInt16BE(at);
        at += 2;
      }
      return value;
    });
  };
  const xs = read(2, 16);
  const ys = read(4, 32);
  const points = flags.map((flag, i): Point => ({ x: xs[i] ?? 0, y: ys[i] ?? 0, on: (flag & 1) === 1 }));
  return ends.map((end, i) => points.slice(i === 0 ? 0 : (ends[i - 1] ?? 0) + 1, end + 1));
}

function composite(from: number): Point[][] {
  const contours: Point[][] = [];
  for (let at = from, more = true; more;) {
    const flags = font.readUInt16BE(at);
    const part = contoursOf(font.readUInt16BE(at + 2));
    at += 4;
    const wide = (flags & 1) !== 0;
    const dx = wide ? font.readInt16BE(at) : font.readInt8(at);
    const dy = wide ? font.readInt16BE(at + 2) : font.readInt8(at + 1);
    at += wide ? 4 : 2;
    let [a, b, c, d] = [1, 0, 0, 1];
    const fixed = () => font.readInt16BE((at += 2) - 2) / 16_384;
    if (flags & 8) a = d = fixed();
    else if (flags & 0x40) [a, d] = [fixed(), fixed()];
    else if (flags & 0x80) [a, b, c, d] = [fixed(), fixed(), fixed(), fixed()];
    for (const contour of part)
      contours.push(contour.map(({ x, y, on }) => ({ x: a * x + c * y + dx, y: b * x + d * y + dy, on })));
    more = (flags & 0x20) !== 0;
  }
  return contours;
}

// A letter: its code, advance and number of contours; a contour: its number of points; a point: 2 x + 1 where it is on
// the line, then y. All of 16 bits.
const words: number[] = [];
const scale = (value: number) => Math.round((value * EM) / unitsPerEm);
for (const [first, last] of RANGES)
  for (let code = first; code <= last; code++) {
    const glyph = glyphOf(code);
    if (glyph === 0) continue;
    const contours = contoursOf(glyph);
    words.push(code, scale(advanceOf(glyph)), contours.length);
    for (const contour of contours) {
      words.push(contour.length);
      for (const { x, y, on } of contour) words.push(2 * scale(x) + (on ? 1 : 0), scale(y));
    }
  }
const bytes = Buffer.alloc(2 * words.length);
for (const [i, word] of words.entries()) bytes.writeInt16LE((word << 16) >> 16, 2 * i);
writeFileSync(
  new URL('font-outlines.ts', import.meta.url),
  `// Made by build-font.ts from DejaVu Sans Bold (FONT-LICENCE.txt); do not edit.\nexport const FONT_OUTLINES =\n  '${bytes.toString('base64')}';\n`,
);
