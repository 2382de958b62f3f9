// Records of three numbers, little-endian doubles: a candidate (-1: none), a score, a tally. The modes say what they mean by them.

export const TRIPLE_BYTES = 24;
export const BLOCKS_PER_CHUNK = 32;

export interface Triple {
  candidate: number;
  score: number;
  tally: number;
}

export function writeTriple({ candidate, score, tally }: Triple): Uint8Array {
  const record = new Uint8Array(TRIPLE_BYTES);
  const view = new DataView(record.buffer);
  view.setFloat64(0, candidate, true);
  view.setFloat64(8, score, true);
  view.setFloat64(16, tally, true);
  return record;
}

export const readTriple = (record: DataView): Triple => ({
  candidate: record.getFloat64(0, true),
  score: record.getFloat64(8, true),
  tally: record.getFloat64(16, true),
});

/** Whether a candidate that somebody reported can lie in a block at all. */
export const liesIn = ({ first, count }: { first: number; count: number }, candidate: number) =>
  Number.isInteger(candidate) && candidate >= first && candidate < first + count;
