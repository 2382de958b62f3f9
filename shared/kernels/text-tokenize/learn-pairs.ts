// Byte-pair encoding (Sennrich, Haddow, Birch 2016), learnt from words and how often each was met: the pair of neighbours that is met most
// becomes a token, again and again. Of pairs met equally often the one with the smaller tokens goes first, so that the outcome is one.

/** Tokens are numbers: 0 to 255 are the bytes, the others are new ones in the order in which merges made them. */
export interface LearntPairs {
  merges: [number, number][];
  /** The bytes of each token, one UTF-16 unit for each. */
  tokens: string[];
  /** How often each token is met in the words once all merges are applied. */
  counts: number[];
}

interface Word {
  tokens: number[];
  count: number;
}

const BYTES = 256;
const keyOf = (a: number, b: number) => a * 65_536 + b;

export function learnPairs(
  words: ReadonlyMap<string, number> | readonly [string, number][],
  vocabulary: number,
  /** Called now and then; may throw to stop. */
  pulse: () => void = () => {},
): LearntPairs {
  const encoder = new TextEncoder();
  const all = Array.from(words, ([word, count]): Word => ({ tokens: [...encoder.encode(word)], count }));
  const pairs = openPairs();
  for (const [number, word] of all.entries())
    eachPair(word.tokens, (a, b) => pairs.change(a, b, word.count, number));
  pairs.settle();

  const merges: [number, number][] = [];
  const tokens = Array.from({ length: BYTES }, (_, byte) => String.fromCharCode(byte));
  const numbers = new Map(tokens.map((text, number) => [text, number]));
  while (tokens.length < vocabulary) {
    pulse();
    const best = pairs.takeBest();
    if (!best) break;
    // Two pairs may amount to the same bytes: then it is the same token.
    const text = `${tokens[best.a] ?? ''}${tokens[best.b] ?? ''}`;
    const token = numbers.get(text) ?? tokens.push(text) - 1;
    numbers.set(text, token);
    merges.push([best.a, best.b]);
    for (const number of best.words) {
      const word = all[number];
      if (!word) continue;
      const merged = mergePair(word.tokens, best.a, best.b, token);
      if (merged.length === word.tokens.length) continue;
      eachPair(word.tokens, (a, b) => {
        // The pair that was taken is gone from everywhere.
        if (a !== best.a || b !== best.b) pairs.change(a, b, -word.count, number);
      });
      eachPair(merged, (a, b) => pairs.change(a, b, word.count, number));
      word.tokens = merged;
    }
    pairs.settle();
  }
  const counts = tokens.map(() => 0);
  for (const word of all) for (const token of word.tokens) counts[token] = (counts[token] ?? 0) + word.count;
  return { merges, tokens, counts };
}

function eachPair(tokens: readonly number[], visit: (a: number, b: number) => void): void {
  for (let i = 1; i < tokens.length; i++) visit(tokens[i - 1] ?? 0, tokens[i] ?? 0);
}

function mergePair(tokens: readonly number[], a: number, b: number, token: number): number[] {
  const merged: number[] = [];
  for (let i = 0; i < tokens.length; i++) {
    if (tokens[i] === a && tokens[i + 1] === b) {
      merged.push(token);
      i++;
    } else merged.push(tokens[i] ?? 0);
  }
  return merged;
}

interface Pair {
  a: number;
  b: number;
  count: number;
  /** Those that held it at some time. */
  words: Set<number>;
}

/** A heap whose entries may be out of date: an entry that does not say what its pair counts now is put right when it comes up. */
function openPairs() {
  const pairs = new Map<number, Pair>();
  const grown = new Set<Pair>();
  const heap: { pair: Pair; count: number }[] = [];
  const isBetter = (x: { pair: Pair; count: number }, y: { pair: Pair; count: number }) =>
    x.count - y.count || y.pair.a - x.pair.a || y.pair.b - x.pair.b;
  const swap = (i: number, k: number) => {
    const [x, y] = [heap[i], heap[k]];
    if (x && y) [heap[i], heap[k]] = [y, x];
  };
  const goesBefore = (i: number, k: number) => {
    const [x, y] = [heap[i], heap[k]];
    return x !== undefined && (y === undefined || isBetter(x, y) > 0);
  };
  const put = (pair: Pair) => {
    let at = heap.push({ pair, count: pair.count }) - 1;
    for (let up = (at - 1) >> 1; at > 0 && goesBefore(at, up); at = up, up = (at - 1) >> 1) swap(at, up);
  };
  const take = () => {
    const top = heap[0];
    const last = heap.pop();
    if (!top || !last || heap.length === 0) return top;
    heap[0] = last;
    for (let at = 0; ;) {
      const left = 2 * at + 1;
      const better = goesBefore(left + 1, left) ? left + 1 : left;
      if (!goesBefore(better, at)) return top;
      swap(at, better);
      at = better;
    }
  };
  return {
    change(a: number, b: number, by: number, word: number) {
      const key = keyOf(a, b);
      let pair = pairs.get(key);
      if (!pair) pairs.set(key, (pair = { a, b, count: 0, words: new Set() }));
      pair.count += by;
      pair.words.add(word);
      if (by > 0) grown.add(pair);
    },
    /** Shrunk pairs are put right when they come up; those that grew must be told. */
    settle() {
      for (const pair of grown) put(pair);
      grown.clear();
    },
    /** undefined: no pair is met twice any more. */
    takeBest(): Pair | undefined {
      for (let top = take(); top; top = take()) {
        const { pair, count } = top;
        if (pairs.get(keyOf(pair.a, pair.b)) !== pair || pair.count < 2) continue;
        if (pair.count !== count) {
          put(pair);
          continue;
        }
        pairs.delete(keyOf(pair.a, pair.b));
        return pair;
      }
      return undefined;
    },
  };
}
