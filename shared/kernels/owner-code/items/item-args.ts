// What a chunk over items is told besides its number: which numbers, or which files and which stretch of one.

/** The numbers first, first+1, … Left out where the chunk number and `group` say it. */
export interface RangeArgs {
  first: number;
  count: number;
}

export interface FilesArgs {
  files: { number: number; name: string; size: number }[];
  /** Bytes [from, to) of the one file: the lines that begin there. The input starts `lead` bytes before. */
  piece?: { from: number; to: number; lead: number };
}

/** A line that is longer fails its chunk. */
export const MAX_LINE_BYTES = 1024 * 1024;
