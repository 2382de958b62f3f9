// A store thread's entry: makes the half of the engine it is told to be when the first call comes, answers each call in order, and ends
// after `close`. Blocking is its purpose; the event loop of the coordinator never waits for a disk.
import { randomBytes } from 'node:crypto';
import { parentPort, workerData } from 'node:worker_threads';
import { CoveyError } from '../../../shared/contract/errors.ts';
import { makeReader } from './reader.ts';
import { explainError } from './sqlite-errors.ts';
import type { Answer, Call, ThreadSettings } from './thread-messages.ts';
import { makeWriter } from './writer.ts';

type Engine = Record<string, (...args: never[]) => unknown>;

function serve(port: NonNullable<typeof parentPort>, settings: ThreadSettings): void {
  let engine: Engine | null = null;
  const make = (): Engine =>
    settings.role === 'writer'
      ? { ...makeWriter(settings.dir, { ...settings, random: randomBytes }) }
      : { ...makeReader(settings.dir) };

  const answer = ({ id, name, args }: Call): Answer => {
    try {
      if (name === 'close' && !engine) return { id, ok: true, value: undefined };
      engine ??= make();
      const run = engine[name];
      if (!run) throw new Error(`a ${settings.role} knows no ${name}`);
      return { id, ok: true, value: run(...(args as never[])) };
    } catch (thrown) {
      const error = explainError(thrown);
      return {
        id,
        ok: false,
        code: error instanceof CoveyError ? error.code : null,
        message: error instanceof Error ? error.message : String(error),
      };
    }
  };
  port.on('message', (call: Call) => {
    port.postMessage(answer(call));
    if (call.name === 'close') port.close();
  });
}

if (parentPort) serve(parentPort, workerData as ThreadSettings);
