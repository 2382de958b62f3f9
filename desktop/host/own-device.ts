// This machine's own contribution to a coordinator that this program runs: a child process, so that computing never holds up the
// coordinator's loop, started again with growing pauses when it dies, and gone when this program is.
//
//   starting ──started──▶ contributing ──child dies──▶ resting ──▶ starting
//      └──it may not join──▶ failed          any of them ──stop──▶ stopped
import { fork, type ChildProcess } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { ContributionEvent } from '../../shared/runtime/contribution-view.ts';
import type { DeviceOrder, FromDevice, ToDevice } from './device-messages.ts';
import { Problem } from './problem.ts';

const FIRST_REST_MS = 1_000;
const LONGEST_REST_MS = 60_000;
/** A child that lived this long was no failure to start. */
const STEADY_MS = 30_000;
/** How long handing back work may take before the child is ended. */
const STOP_MS = 8_000;

export interface OwnDeviceParts {
  order: Omit<DeviceOrder, 'token'>;
  /** A new way in, asked for at each start of the child; used up only when it has no identity yet. */
  makeToken(): Promise<string>;
  onEvent?: (event: ContributionEvent) => void;
  onTrouble?: (text: string) => void;
  program?: string;
}

export interface OwnDevice {
  /** Resolves with the device's id when it contributes for the first time, rejects when it may not. */
  started: Promise<string>;
  /** Hands work back and ends the child. Idempotent. */
  stop(): Promise<void>;
}

export function startOwnDevice(parts: OwnDeviceParts): OwnDevice {
  const program = parts.program ?? fileURLToPath(new URL('./device-process.ts', import.meta.url));
  const first = Promise.withResolvers<string>();
  first.promise.catch(() => undefined);
  let child: ChildProcess | undefined;
  let restTimer: NodeJS.Timeout | undefined;
  let restMs = FIRST_REST_MS;
  let stopping: Promise<void> | undefined;

  const begin = async () => {
    const token = await parts.makeToken();
    if (stopping) return;
    const began = performance.now();
    const born = fork(program, { stdio: ['ignore', 'ignore', 'inherit', 'ipc'] });
    child = born;
    born.on('message', (message: FromDevice) => {
      if (message.type === 'started') first.resolve(message.deviceId);
      else if (message.type === 'event') parts.onEvent?.(message.event);
      else first.reject(new Problem(message.problem.code, message.problem.message, message.problem.hint));
    });
    born.once('exit', (code, signal) => {
      child = undefined;
      if (stopping) return;
      if (performance.now() - began > STEADY_MS) restMs = FIRST_REST_MS;
      parts.onTrouble?.(
        `this computer's contribution ended (${signal ?? `code ${code}`}); it is started again in ${restMs / 1000} s`,
      );
      restTimer = setTimeout(beginOrRest, restMs);
      restMs = Math.min(LONGEST_REST_MS, restMs * 2);
    });
    born.once('error', (error) => first.reject(error));
    tell(born, { type: 'start', order: { ...parts.order, token } });
  };
  const beginOrRest = () => {
    begin().catch((error: unknown) =>
      first.reject(error instanceof Error ? error : new Error(String(error))),
    );
  };

  const stop = async () => {
    clearTimeout(restTimer);
    const living = child;
    if (!living) return;
    const gone = new Promise<void>((resolve) => void living.once('exit', () => resolve()));
    const limit = setTimeout(() => living.kill('SIGKILL'), STOP_MS);
    tell(living, { type: 'stop' });
    await gone;
    clearTimeout(limit);
  };

  beginOrRest();
  return { started: first.promise, stop: () => (stopping ??= stop()) };
}

/** A child that is gone already is not told anything. */
function tell(child: ChildProcess, message: ToDevice): void {
  if (child.connected) child.send(message, () => undefined);
}
