// Finds the words of a text that comes in parts: runs of letters, numbers and marks.
import type { Unicode } from './unicode.ts';

/** A run of more UTF-16 units is no word but data (base64, say); of one, no more than one unit above this is kept. */
export const MOST_UNITS = 200;

export interface Tokenizer {
  /** Parts must not cut a surrogate pair. */
  feed(text: string): void;
  /** Whether all that came is the beginning of one word (or nothing). */
  isUnbroken(): boolean;
  /** The word that is still open, as it was written. */
  open(): string;
  /** Ends the open word. */
  close(): void;
}

/** `onRun` is told of every run when it ends, and whether it is the one with which the text begins. */
export function openTokenizer(
  { wordParts }: Unicode,
  onRun: (run: string, isFirst: boolean) => void,
): Tokenizer {
  let open = '';
  let isUnbroken = true;
  const extend = (text: string) => {
    if (open.length <= MOST_UNITS) open = (open + text).slice(0, MOST_UNITS + 1);
  };
  const close = () => {
    if (open !== '') onRun(open, isUnbroken);
    open = '';
    isUnbroken = false;
  };
  return {
    feed(text) {
      let start = 0;
      let isInside = open !== '';
      for (let i = 0; i < text.length; i++) {
        const unit = text.charCodeAt(i);
        const isPair = unit >= 0xd800 && unit < 0xdc00;
        if (wordParts[isPair ? (text.codePointAt(i) ?? unit) : unit] === 1) {
          if (!isInside) start = i;
          isInside = true;
        } else {
          if (isInside) extend(text.slice(start, i));
          if (isInside || isUnbroken) close();
          isInside = false;
        }
        if (isPair) i++;
      }
      if (isInside) extend(text.slice(start));
    },
    isUnbroken: () => isUnbroken,
    open: () => open,
    close,
  };
}
