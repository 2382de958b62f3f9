// What a measuring Worker is told and answers.

export interface MeasureOrder {
  /** How long the hashing is measured, ms. */
  hashMs: number;
  /** Alone on the device also the calibration is measured. */
  calibrates: boolean;
}

export interface Measured {
  /** Steps of integer arithmetic per ms on one thread; as the device told the coordinator when it joined. */
  score?: number;
  /** SHA-256, by the `hash` kernel's own code. */
  hashBytesPerSecond: number;
}

export type MeasureAnswer = { ok: true; measured: Measured } | { ok: false; message: string };
