// How a call of the coordinator ends, as a value that a screen can show.

/** A failure as a person reads it. */
export interface Problem {
  code: string;
  message: string;
  hint: string;
}

export type Outcome<T> = { ok: true; value: T } | { ok: false; problem: Problem };

export const unreachable: Problem = {
  code: 'unreachable',
  message: 'The coordinator cannot be reached.',
  hint: 'Check that it is running and that this device is on the same network.',
};
