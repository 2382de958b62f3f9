// A thread that measures, so that the page does not stutter: calibration and hashing.
import { calibrate } from '#shared/platform/calibrate.ts';
import type { MeasureAnswer, MeasureOrder } from './benchmark-messages.ts';
import { measureHash } from './measure-hash.ts';

/** The part of DedicatedWorkerGlobalScope used here; the DOM's types know only windows. */
interface WorkerScope {
  postMessage(answer: MeasureAnswer): void;
  onmessage: ((event: MessageEvent<MeasureOrder>) => void) | null;
}

const scope = globalThis as unknown as WorkerScope;
const now = () => performance.now();

scope.onmessage = ({ data: { hashMs, calibrates } }) => {
  const score = calibrates ? { score: calibrate(now) } : {};
  measureHash(hashMs, now).then(
    (hashBytesPerSecond) => scope.postMessage({ ok: true, measured: { ...score, hashBytesPerSecond } }),
    (error: unknown) =>
      scope.postMessage({ ok: false, message: error instanceof Error ? error.message : String(error) }),
  );
};
