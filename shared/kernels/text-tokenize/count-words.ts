// Counts the words, or words in a row, of whole texts and of pieces of texts.
import type { Edges } from './chunk-counts.ts';
import { MOST_UNITS, openTokenizer, type Tokenizer } from './tokenizer.ts';
import type { Unicode } from './unicode.ts';

/** Words as they come; each time the last few of them make a row, that is counted. */
export function openRow(together: number, count: (row: string) => void) {
  let row: string[] = [];
  return {
    push(word: string) {
      if (together === 1) return count(word);
      row.push(word);
      if (row.length > together) row.shift();
      if (row.length === together) count(row.join(' '));
    },
    /** Goes on after these words. */
    restart: (words: readonly string[]) => void (row = [...words]),
    /** The last words, at most one fewer than are counted together. */
    last: () => (together === 1 ? [] : row.slice(-(together - 1))),
  };
}

export interface WordCounter {
  counts: Map<string, number>;
  words: number;
  tooLong: number;
  /** For the next whole text: no row goes from one to another. */
  openText(): Tokenizer;
  /** For a piece of one. Its first and last word may go on outside of it. */
  openPiece(place: { isFirst: boolean; isLast: boolean }): PieceTokenizer;
}

export interface PieceTokenizer {
  feed(text: string): void;
  finish(): Omit<Edges, 'lead' | 'trail'>;
}

interface CounterOptions {
  foldCase: boolean;
  wordsTogether: number;
}

export function openWordCounter(unicode: Unicode, { foldCase, wordsTogether }: CounterOptions): WordCounter {
  const counter = { counts: new Map<string, number>(), words: 0, tooLong: 0 };
  const { counts } = counter;
  const row = openRow(wordsTogether, (key) => counts.set(key, (counts.get(key) ?? 0) + 1));
  const onWord = (word: string) => {
    counter.words++;
    row.push(word);
  };
  const read = readRuns(unicode, foldCase, onWord, () => counter.tooLong++);
  return Object.assign(counter, {
    openText() {
      row.restart([]);
      return openTokenizer(unicode, read);
    },
    openPiece({ isFirst, isLast }: { isFirst: boolean; isLast: boolean }): PieceTokenizer {
      row.restart([]);
      const before = counter.words;
      const first: string[] = [];
      const take = readRuns(
        unicode,
        foldCase,
        (word) => first.length < wordsTogether - 1 && first.push(word),
        noop,
      );
      let head = '';
      const tokenizer = openTokenizer(unicode, (run, beginsText) => {
        if (beginsText && !isFirst) {
          head = run;
          return;
        }
        take(run);
        read(run);
      });
      return {
        feed: tokenizer.feed,
        finish() {
          if (isLast) tokenizer.close();
          const isUnbroken = tokenizer.isUnbroken();
          if (isUnbroken) head = tokenizer.open();
          const tail = isUnbroken ? '' : tokenizer.open();
          return { head, tail, isUnbroken, inside: counter.words - before, first, last: row.last() };
        },
      };
    },
  });
}

const noop = () => {};

/** Tells words from runs that are too long, and folds their case. */
export function readRuns(
  { lowerCase }: Unicode,
  foldCase: boolean,
  onWord: (word: string) => unknown,
  onLong: () => unknown,
): (run: string) => void {
  return (run) => void (run.length > MOST_UNITS ? onLong() : onWord(foldCase ? lowerCase(run) : run));
}
