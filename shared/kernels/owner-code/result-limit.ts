// How large the result of a chunk of owner code may be: the runner says so to the owner, the supervisor holds the thread to it.

/** A chunk's result, its log included. */
export const MAX_RESULT_BYTES = 64 * 1024 * 1024;
