// Compute threads in a browser, seen from the supervisor. It asks the page for a thread and sends one end of a channel along;
// the page passes both into the sandbox frame. From then on supervisor and thread talk directly.
import { runsOwnerCode } from '../../../kernels/owner-code/owner-limits.ts';
import { ChunkError } from '../../../runtime/chunk-error.ts';
import { driveThread, type ThreadChannel } from '../../../runtime/drive-thread.ts';
import type { ComputeThreads } from '../../../runtime/ports.ts';
import { LANGUAGE_GLOBALS } from '../../language-globals.ts';
import { threadBootText } from '../../../runtime/thread-boot.ts';
import { parseFromThread, type ToThread } from '../../../runtime/thread-messages.ts';

/** A data: worker of a few hundred kilobytes starts within milliseconds; a phone that swaps may need seconds. */
const READY_WITHIN_MS = 20_000;

/** What the page does for the supervisor. */
export interface ThreadOpener {
  open(id: number, source: string, port: MessagePort): void;
  kill(id: number): void;
}

export interface WebThreads extends ComputeThreads {
  /** The page says that a thread ended without being told to. */
  died(id: number, message: string): void;
}

export function createWebThreads(page: ThreadOpener): WebThreads {
  const ends = new Map<number, (error: ChunkError) => void>();
  const next = { id: 1 };

  function end(id: number, error: ChunkError): void {
    const tell = ends.get(id);
    ends.delete(id);
    tell?.(error);
  }

  return {
    died: (id, message) => end(id, new ChunkError('thread-died', message)),
    async open({ source, kernel }) {
      const id = next.id++;
      const { port1, port2 } = new MessageChannel();
      const kill = () => {
        page.kill(id);
        end(id, new ChunkError('thread-died', 'the thread was stopped'));
        port1.close();
        return Promise.resolve();
      };
      const ready = waitUntilReady(port1, (tell) => ends.set(id, tell));
      page.open(id, `${bootText(runsOwnerCode(kernel))}\n${new TextDecoder().decode(source)}`, port2);
      try {
        await ready;
      } catch (error) {
        await kill();
        throw error;
      }
      return driveThread(makeChannel(port1, kill, (tell) => ends.set(id, tell)));
    },
  };
}

function waitUntilReady(
  port: MessagePort,
  onEnd: (tell: (error: ChunkError) => void) => void,
): Promise<void> {
  return new Promise((resolve, reject) => {
    const late = () => reject(new ChunkError('thread-died', 'the thread did not start in time'));
    const timer = setTimeout(late, READY_WITHIN_MS);
    onEnd((error) => {
      clearTimeout(timer);
      reject(error);
    });
    port.onmessage = (event) => {
      clearTimeout(timer);
      const message = parseFromThread(event.data);
      if (message?.type === 'ready') resolve();
      else
        reject(
          new ChunkError(
            'threw',
            message?.type === 'unloadable' ? message.message : 'the script could not be loaded',
          ),
        );
    };
  });
}

function makeChannel(
  port: MessagePort,
  kill: () => Promise<void>,
  onEnd: (tell: (error: ChunkError) => void) => void,
): ThreadChannel {
  return {
    kill,
    listen(arrived, died) {
      onEnd(died);
      port.onmessage = (event) => arrived(event.data);
    },
    post(message: ToThread) {
      port.postMessage(message);
    },
  };
}

// Put before the kernel's script; the first message brings the port. A browser shows no CPU time of a thread, so wall time
// without rests and waits stands in for it. Nested timers of 0 ms become 4 ms in browsers; a message to oneself does not,
// and lets other messages in all the same. An owner's code, which is first evaluated by its first chunk, finds the language and nothing
// of the browser's; no code finds threads of its own to start. The policy is the wall: this keeps code from what leads nowhere.
const bootText = (isOwners: boolean) => `addEventListener('message', (event) => {
  'use strict';
  const { setTimeout, performance } = globalThis;
  const end = event.ports[0];
  const kernel = globalThis.coveyKernel;
  if (typeof kernel?.run !== 'function') return end.postMessage({ type: 'unloadable', message: 'the script left no kernel' });
  const turn = new MessageChannel();
  (${String(takeGlobalsAway)})(${isOwners ? JSON.stringify(LANGUAGE_GLOBALS) : 'null'});
  const turns = [];
  turn.port1.onmessage = () => turns.shift()();
  const sleep = (ms) => new Promise((resolve) => {
    if (ms > 0) return setTimeout(resolve, ms);
    turns.push(resolve);
    turn.port2.postMessage(null);
  });
  const isWhole = (bytes) => bytes instanceof Uint8Array && bytes.byteLength === bytes.buffer.byteLength;
  const port = {
    now: () => performance.now(),
    post: (message) => end.postMessage(message, isWhole(message.bytes) ? [message.bytes.buffer] : []),
    onMessage: (listener) => (end.onmessage = ({ data }) => listener(data)),
  };
  (${threadBootText()})(port, kernel, sleep);
}, { once: true });`;

/** Its text runs in the thread, so it uses nothing but its parameters. `kept` is all that stays; null: all but threads of its own. */
function takeGlobalsAway(kept: readonly string[] | null): void {
  const taken = new Set(['Worker', 'SharedWorker']);
  const stays = (name: PropertyKey) => (kept ? kept.includes(String(name)) : !taken.has(String(name)));
  for (
    let holder: object | null = globalThis;
    holder && holder !== Object.prototype;
    holder = Object.getPrototypeOf(holder) as object | null
  ) {
    for (const name of Reflect.ownKeys(holder))
      // what an engine holds on to leads nowhere all the same
      if (!stays(name) && name !== 'constructor' && !Reflect.deleteProperty(holder, name))
        Reflect.defineProperty(holder, name, { value: undefined });
  }
}
