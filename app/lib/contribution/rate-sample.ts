// One second of a contribution: how fast it was, and how hard it was allowed to work.

export interface RateSample {
  chunksPerSecond: number;
  /** Of input; 0 where the kernel reads none. */
  bytesPerSecond: number;
  /** 0 to 1; 0 while it rests. */
  duty: number;
}

/** The samples of so many seconds are kept. */
export const RATE_SAMPLES = 120;
