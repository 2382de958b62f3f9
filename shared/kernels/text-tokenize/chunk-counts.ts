// What a chunk of `text-tokenize` found, and its form as bytes: a line of JSON, then `count TAB words` by the order of the words.

/** What a piece of a file knows of the words at its edges, which it cannot count alone. */
export interface Edges {
  /** Bytes of a character that began before the piece, and of one that goes on after it. */
  lead: number[];
  trail: number[];
  /** The word that touches the start, and the one that touches the end; `isUnbroken`: they are one, and there is no other. */
  head: string;
  tail: string;
  isUnbroken: boolean;
  /** Of the words in between: how many, and the first and last few. */
  inside: number;
  first: string[];
  last: string[];
}

export interface ChunkCounts {
  /** Words, however often they were met; too long ones not among them. */
  words: number;
  tooLong: number;
  /** null: whole files. */
  edges: Edges | null;
  counts: Map<string, number>;
}

const byUnits = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0);

export function encodeCounts({ counts, ...head }: ChunkCounts): Uint8Array {
  const lines = [...counts.keys()].toSorted(byUnits).map((key) => `${counts.get(key) ?? 0}\t${key}\n`);
  return new TextEncoder().encode(`${JSON.stringify(head)}\n${lines.join('')}`);
}

/** Bytes are those of a checked result or of one that nobody checked. @throws Error when they are no counts. */
export function decodeCounts(bytes: Uint8Array): ChunkCounts {
  const [head = '', ...lines] = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })
    .decode(bytes)
    .split('\n');
  if (lines.pop() !== '') throw new Error('the counts are cut off');
  const counts = new Map<string, number>();
  for (const line of lines) {
    const tab = line.indexOf('\t');
    const count = Number(line.slice(0, tab));
    if (tab < 1 || !Number.isSafeInteger(count) || count < 1) throw new Error('a line of the counts is none');
    counts.set(line.slice(tab + 1), count);
  }
  const { words, tooLong, edges } = JSON.parse(head) as ChunkCounts;
  if (!Number.isSafeInteger(words) || !Number.isSafeInteger(tooLong))
    throw new Error('the counts have no sum');
  return { words, tooLong, edges, counts };
}
