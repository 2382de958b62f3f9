// What an owner's script looks like to the runner, and what the runner gives it.

/** One item: a number of a range, a line of text, a value of a JSON line, or a file. */
export type ScriptItem = unknown;

export interface ScriptContext {
  /** 0 ≤ x < 1: the same for the same item and seed, wherever it is computed. */
  random(): number;
  /** Capped; reaches the owner in `log.txt`, or with the error. */
  log(...values: unknown[]): void;
  /** Share of this item that is done. Waiting for it lets a device rest in a long item. */
  progress(share: number): Promise<void>;
  /** `Math` whose results are the same on every device. */
  math: typeof Math;
  /** Never aborted: a thread whose work is not wanted any more is ended. For code that asks for one. */
  signal: {
    readonly aborted: false;
    throwIfAborted(): void;
    addEventListener(): void;
    removeEventListener(): void;
  };
}

export interface OwnerModule {
  default(item: ScriptItem, params: unknown, context: ScriptContext): unknown;
  reduce?(results: unknown[], params: unknown, context: ScriptContext): unknown;
  /** Whether a result is right. False or an error fails the chunk, and another device computes it. */
  verify?(item: ScriptItem, result: unknown, params: unknown, context: ScriptContext): unknown;
  meta?: unknown;
}
