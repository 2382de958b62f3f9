// The text that a platform puts into a compute thread: the pacer and the thread's side of the messages, joined to a port that
// the platform's own text makes. Works because those functions use nothing but their parameters and the language's globals.
import { createPacer } from './pace-by-duty.ts';
import { serveThread } from './serve-thread.ts';
import { MANY_MS, MANY_RESULT_BYTES, MANY_RESULTS, READ_BYTES, WRITE_CREDIT } from './thread-messages.ts';

/**
 * An expression whose value is `(port, kernel, sleep, native) => void`: see `serveThread` for the port. `sleep(ms)` resolves
 * after so many ms and `sleep(0)` in the next turn, once waiting messages were delivered.
 */
export function threadBootText(): string {
  const limits = {
    writeCredit: WRITE_CREDIT,
    readBytes: READ_BYTES,
    manyResults: MANY_RESULTS,
    manyMs: MANY_MS,
    manyResultBytes: MANY_RESULT_BYTES,
  };
  return `(port, kernel, sleep, native) => (${String(serveThread)})(port, kernel, (${String(createPacer)})(port.now, sleep), ${JSON.stringify(limits)}, native)`;
}
