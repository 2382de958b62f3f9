// Counts what lies across the cuts of a file: its pieces come in order, and what their edges could not tell is told here.
import type { Edges } from './chunk-counts.ts';
import { openRow, readRuns } from './count-words.ts';
import { openTokenizer } from './tokenizer.ts';
import type { Unicode } from './unicode.ts';

export interface Stitch {
  /** The next piece of the file. */
  add(edges: Edges): void;
  /** A piece is missing: what touches it stays uncounted. */
  skip(): void;
  /** The file is over. */
  close(): void;
}

interface StitchOptions {
  foldCase: boolean;
  wordsTogether: number;
  count: (row: string) => void;
  onWord: () => void;
  onLong: () => void;
}

export function openStitch(
  unicode: Unicode,
  { foldCase, wordsTogether, count, onWord, onLong }: StitchOptions,
): Stitch {
  const row = openRow(wordsTogether, count);
  const read = readRuns(
    unicode,
    foldCase,
    (word) => {
      onWord();
      row.push(word);
    },
    onLong,
  );
  let tokenizer = openTokenizer(unicode, read);
  let trail: number[] = [];
  return {
    add(edges) {
      // The character that lies on the cut, or what its parts amount to.
      tokenizer.feed(
        new TextDecoder('utf-8', { ignoreBOM: true }).decode(Uint8Array.from([...trail, ...edges.lead])),
      );
      trail = edges.trail;
      tokenizer.feed(edges.head);
      if (edges.isUnbroken) return;
      tokenizer.close();
      // These are counted as words already; rows that begin before them are not.
      for (const word of edges.first) row.push(word);
      if (edges.inside > edges.first.length) row.restart(edges.last);
      tokenizer.feed(edges.tail);
    },
    skip() {
      tokenizer = openTokenizer(unicode, read);
      trail = [];
      row.restart([]);
    },
    close() {
      tokenizer.close();
      trail = [];
      row.restart([]);
    },
  };
}
