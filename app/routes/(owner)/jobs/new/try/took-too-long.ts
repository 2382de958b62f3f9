// What a try meets when its time is over: not the chunk's own failure, so what was computed before still counts.
export class TookTooLong extends Error {
  constructor(withinMs: number, options?: ErrorOptions) {
    super(`it took longer than ${withinMs / 1000} s, and was stopped here`, options);
  }
}
