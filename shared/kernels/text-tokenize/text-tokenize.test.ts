// `text-tokenize`: the contract, and that cuts leave no trace: the counts are those of one pass over the whole.
import { describe, expect, test } from 'vitest';
import { seededRandom } from '../../testing/seeded-random.ts';
import { kernelContract, type KernelCase } from '../kernel-contract.ts';
import { filesInput, MemoryBlobs, planJob, reduceAll, runAll, type MemoryOutput } from '../memory-job.ts';
import { parseParams } from '../registry.ts';
import { mixedFiles, noiseBytes, textBytes } from '../testing/test-files.ts';
import { encodeLowerCase, encodeWordParts } from './build-unicode.ts';
import { openWordCounter } from './count-words.ts';
import { textTokenize } from './describe.ts';
import { learnPairs } from './learn-pairs.ts';
import { openMergedCounts } from './merge-counts.ts';
import { run } from './run.ts';
import { openStitch } from './stitch.ts';
import { loadUnicode } from './unicode.ts';
import { LOWER_CASE, UNICODE_VERSION, WORD_PARTS } from './unicode-tables.ts';
import { leadLength, trailLength } from './utf8-edges.ts';

const MIB = 1024 * 1024;
const unicode = loadUnicode();
const encode = (text: string) => new TextEncoder().encode(text);
const readText = (outputs: MemoryOutput[], name: string) =>
  new TextDecoder().decode(outputs.find((output) => output.name === name)?.bytes);

async function compute(
  params: Record<string, unknown>,
  files: { name: string; bytes: Uint8Array }[],
  drop: number[] = [],
): Promise<MemoryOutput[]> {
  const blobs = new MemoryBlobs();
  const job = await planJob(textTokenize, parseParams(textTokenize, params), filesInput(blobs, files), blobs);
  const results = await runAll(job, run);
  for (const index of drop) results.delete(index);
  return reduceAll(job, results);
}

/** One pass, by regular expressions of the engine. */
function expected(texts: readonly string[], together: number, foldCase: boolean): Map<string, number> {
  const counts = new Map<string, number>();
  for (const text of texts) {
    const words = (text.match(/[\p{L}\p{N}\p{M}]+/gu) ?? [])
      .filter((word) => word.length <= 200)
      .map((word) => (foldCase ? unicode.lowerCase(word) : word));
    for (let i = together; i <= words.length; i++) {
      const key = words.slice(i - together, i).join(' ');
      counts.set(key, (counts.get(key) ?? 0) + 1);
    }
  }
  return counts;
}

const caseOf = (
  name: string,
  params: Record<string, unknown>,
  files: { name: string; bytes: Uint8Array }[],
): KernelCase => ({
  name,
  params,
  input: (blobs) => filesInput(blobs, files),
  check: (outputs) => {
    const rows = readText(outputs, 'counts.csv').trimEnd().split('\n').slice(1);
    const texts = files.map(({ bytes }) => new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes));
    const right = expected(texts, (params['wordsTogether'] as number | undefined) ?? 1, true);
    expect(new Map(rows.map((row) => [row.split(',')[0], Number(row.split(',')[1])]))).toEqual(right);
  },
});

kernelContract({
  kernel: textTokenize,
  run,
  sameBytesEverywhere: true,
  cases: [
    caseOf('small files of all kinds, noise among them', {}, mixedFiles()),
    caseOf('a file in pieces', { wordsTogether: 3 }, [{ name: 'a', bytes: textBytes(4 * MIB + 70_005) }]),
  ],
});

describe('words', () => {
  test('are runs of letters, numbers and marks in any script, folded by our tables', async () => {
    const text = 'Ünï-ünÏ 3D 3d naïve e\u0301te\u0301 Привет ПРИВЕТ 漢字 हिन्दी ΣΊΣΥΦΟΣ İ 🙂𐐀𐐨';
    const csv = readText(await compute({}, [{ name: 'a', bytes: encode(text) }]), 'counts.csv');
    const rows = new Map(
      csv
        .trimEnd()
        .split('\n')
        .slice(1)
        .map((row) => row.split(',') as [string, string]),
    );
    expect(rows.get('ünï')).toBe('2');
    expect(rows.get('3d')).toBe('2');
    expect(rows.get('привет')).toBe('2');
    expect(rows.get('e\u0301te\u0301')).toBe('1');
    expect(rows.get('𐐨𐐨')).toBe('1');
    expect(rows.get('हिन्दी')).toBe('1');
    expect(rows.get('漢字')).toBe('1');
    expect(rows.get('σίσυφοσ')).toBe('1');
    expect(csv.split('\n')[1]).toBe('3d,2');
  });

  test('upper and lower case differ where one asks for it', async () => {
    const outputs = await compute({ foldCase: false }, [{ name: 'a', bytes: encode('Ab ab AB') }]);
    expect(readText(outputs, 'counts.csv')).toBe('tokens,count\nAB,1\nAb,1\nab,1\n');
  });

  test('rows do not go from one file to the next, and what is too long is counted apart', async () => {
    const files = ['one two', 'three four', `x ${'y'.repeat(201)} z ${'w'.repeat(200)}`];
    const outputs = await compute(
      { wordsTogether: 2 },
      files.map((text, i) => ({ name: `${i}`, bytes: encode(text) })),
    );
    expect(readText(outputs, 'counts.csv').split('\n').slice(1, 5)).toEqual([
      'one two,1',
      'three four,1',
      'x z,1',
      `z ${'w'.repeat(200)},1`,
    ]);
    expect(JSON.parse(readText(outputs, 'vocabulary.json'))).toMatchObject({
      words: 7,
      tooLong: 1,
      offBy: 0,
    });
  });

  test('a part that failed is named, and what lies beyond it is counted as it can be', async () => {
    const outputs = await compute({}, [{ name: 'long', bytes: encode('ab '.repeat(3 * MIB)) }], [1]);
    expect(readText(outputs, 'failed.txt')).toBe('long (part 2 of 3)\n');
    const [, first] = readText(outputs, 'counts.csv').split('\n');
    expect(Number(first?.split(',')[1])).toBeGreaterThan(1.66 * MIB);
  });
});

describe('cuts leave no trace', () => {
  /** Counts as chunks and reduce do, with pieces as small as one likes. */
  function countInPieces(bytes: Uint8Array, pieceBytes: number, together: number): Map<string, number> {
    const options = { foldCase: true, wordsTogether: together };
    const merged = new Map<string, number>();
    const add = (key: string, count: number) => merged.set(key, (merged.get(key) ?? 0) + count);
    const stitch = openStitch(unicode, { ...options, count: (key) => add(key, 1), onWord() {}, onLong() {} });
    for (let at = 0; at < bytes.length; at += pieceBytes) {
      const piece = bytes.subarray(at, at + pieceBytes);
      const place = { isFirst: at === 0, isLast: at + pieceBytes >= bytes.length };
      const lead = place.isFirst ? 0 : leadLength(piece);
      const body = piece.subarray(lead);
      const trail = place.isLast ? 0 : trailLength(body);
      const counter = openWordCounter(unicode, options);
      const tokenizer = counter.openPiece(place);
      tokenizer.feed(
        new TextDecoder('utf-8', { ignoreBOM: true }).decode(body.subarray(0, body.length - trail)),
      );
      stitch.add({
        lead: [...piece.subarray(0, lead)],
        trail: [...body.subarray(body.length - trail)],
        ...tokenizer.finish(),
      });
      for (const [key, count] of counter.counts) add(key, count);
    }
    stitch.close();
    return merged;
  }

  const TEXTS: [string, Uint8Array][] = [
    ['words in several scripts', encode('Ein schöner Tag, 漢字と कर 🙂 𐐀𐐨𐐀 end. '.repeat(4))],
    ['one long word', encode('ab漢字'.repeat(90))],
    [
      'broken UTF-8',
      Uint8Array.of(
        ...encode('a€'),
        0x80,
        0x80,
        0xe2,
        0x82,
        0x41,
        0xf0,
        0x9f,
        0xff,
        ...encode('b 漢'),
        0xe2,
        0x82,
      ),
    ],
    ['noise', noiseBytes(300, 3)],
    ['spaces only', encode('   \n\t   ')],
  ];

  test.each(TEXTS)('%s, in pieces of any size', (_, bytes) => {
    const whole = new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes);
    for (const together of [1, 2, 3]) {
      const right = expected([whole], together, true);
      for (let pieceBytes = 4; pieceBytes < 40; pieceBytes++)
        expect([pieceBytes, together, countInPieces(bytes, pieceBytes, together)]).toEqual([
          pieceBytes,
          together,
          right,
        ]);
    }
  });

  test('chance finds no text that differs', () => {
    for (let seed = 0; seed < 300; seed++) {
      const random = seededRandom(seed);
      const letters = ['a', 'B', ' ', ' ', 'é', '漢', '🙂', '𐐀', '\u0301', '.', '7', 'x'.repeat(60)];
      const text = Array.from({ length: 60 }, () => letters[Math.floor(random() * letters.length)]).join('');
      const together = 1 + Math.floor(random() * 4);
      const pieceBytes = 4 + Math.floor(random() * 50);
      expect([seed, countInPieces(encode(text), pieceBytes, together)]).toEqual([
        seed,
        expected([text], together, true),
      ]);
    }
  });
});

describe('byte pairs', () => {
  test('the example of the paper is learnt as in the paper', () => {
    const words: [string, number][] = [
      ['low', 5],
      ['lower', 2],
      ['newest', 6],
      ['widest', 3],
    ];
    const { merges, tokens } = learnPairs(words, 256 + 6);
    expect(merges.map(([a, b]) => `${tokens[a]} ${tokens[b]}`)).toEqual([
      'e s',
      'es t',
      'l o',
      'lo w',
      'e w',
      'n ew',
    ]);
  });

  test('merges, applied anew by a plain loop, give the counts; equal pairs go by their tokens', () => {
    const words = new Map([
      ['banana', 3],
      ['bandana', 2],
      ['ananas', 4],
      ['aaaaa', 5],
      ['ünü', 2],
      ['q', 9],
    ]);
    const { merges, tokens, counts } = learnPairs(words, 280);
    const plain = new Map<string, number>();
    for (const [word, count] of words) {
      let parts = Array.from(encode(word), (byte) => String.fromCharCode(byte));
      for (const [a, b] of merges) {
        const next: string[] = [];
        for (let i = 0; i < parts.length; i++)
          if (parts[i] === tokens[a] && parts[i + 1] === tokens[b]) next.push(parts[i]! + parts[++i]!);
          else next.push(parts[i]!);
        parts = next;
      }
      for (const part of parts) plain.set(part, (plain.get(part) ?? 0) + count);
    }
    const met = tokens.map((text, i) => [text, counts[i] ?? 0] as const).filter(([, count]) => count > 0);
    expect(new Map(met)).toEqual(plain);
    expect(tokens.slice(256, 258)).toEqual(['aa', 'an']);
  });

  test('the outputs are those of a GPT-2 tokenizer', async () => {
    const outputs = await compute({ mode: 'byte-pairs', vocabulary: 300 }, [
      { name: 'a', bytes: encode('über Über low lower lowest new newer newest '.repeat(9)) },
    ]);
    const merges = readText(outputs, 'merges.txt').trimEnd().split('\n');
    const vocabulary = JSON.parse(readText(outputs, 'vocabulary.json')) as Record<string, number>;
    expect(merges[0]).toBe('#version: 0.2');
    for (const merge of merges.slice(1)) expect(vocabulary).toHaveProperty([merge.replace(' ', '')]);
    expect(vocabulary['Ã¼ber']).toBeGreaterThan(255);
    expect(new Set(Object.values(vocabulary)).size).toBe(Object.keys(vocabulary).length);
    expect(JSON.parse(readText(outputs, 'about.json'))).toMatchObject({ words: 72, different: 7 });
  });
});

test('counts stay within their bounds when there are too many', () => {
  const merged = openMergedCounts(100);
  const right = new Map<string, number>();
  for (let i = 0; i < 5000; i++) {
    const key = i % 3 === 0 ? 'often' : `rare ${i % 700}`;
    merged.add(key, 1);
    right.set(key, (right.get(key) ?? 0) + 1);
  }
  expect(merged.counts.size).toBeLessThanOrEqual(100);
  expect(merged.offBy()).toBeGreaterThan(0);
  for (const [key, count] of merged.counts) {
    expect(count).toBeGreaterThanOrEqual(right.get(key)!);
    expect(count).toBeLessThanOrEqual(right.get(key)! + merged.offBy());
  }
  for (const [key, count] of right) expect(merged.counts.has(key) || count <= merged.offBy()).toBe(true);
});

test('the tables are those of Unicode, as far as this engine knows the same version', (context) => {
  context.skip(
    process.versions.unicode !== UNICODE_VERSION,
    `this engine knows Unicode ${process.versions.unicode}`,
  );
  expect(WORD_PARTS).toBe(encodeWordParts());
  expect(LOWER_CASE).toBe(encodeLowerCase());
});
