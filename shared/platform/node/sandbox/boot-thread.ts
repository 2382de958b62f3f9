// What a child process runs before any job code: reads frames from stdin, takes away everything of Node's, evaluates the
// kernel's script and serves it. Self-contained: its text is the child's `--eval`, so it uses only its parameters.
// The permission model is the wall; taking the globals away only keeps scripts from finding out what stands behind it.
import type { ChunkTask, KernelScript } from '../../../kernels/kernel.ts';
import type { ThreadPort } from '../../../runtime/serve-thread.ts';
import type { FromThread, ToThread } from '../../../runtime/thread-messages.ts';

type Serve = (
  port: ThreadPort,
  kernel: KernelScript,
  sleep: (ms: number) => Promise<void>,
  native: ChunkTask['native'],
) => void;
export type LoadMessage = { type: 'load'; native: boolean; bytes: Uint8Array };

export function bootThread(serve: Serve, languageGlobals: readonly string[]): void {
  'use strict';
  const fs = process.getBuiltinModule('node:fs');
  const vm = process.getBuiltinModule('node:vm');
  const native = {
    zlib: process.getBuiltinModule('node:zlib'),
    crypto: process.getBuiltinModule('node:crypto'),
  };
  process.getBuiltinModule('node:module').registerHooks({
    resolve() {
      throw new Error('job code cannot import anything');
    },
  });
  const { parse, stringify } = JSON;
  const { setTimeout, setImmediate, Buffer } = globalThis;
  const now = performance.now.bind(performance);
  const cpuUsage = process.cpuUsage.bind(process);
  const exit = (process as unknown as { reallyExit: (code: number) => never }).reallyExit.bind(process);
  const STDIN = 0;
  const STDOUT = 1;
  const CHUNK = 64 * 1024;
  let arrived: ((message: ToThread | LoadMessage) => void) | undefined;

  /** Frame: length of all that follows u32 · length of the JSON u32 · JSON · bytes. Blocks while the supervisor is behind. */
  function post(message: FromThread) {
    const { bytes, ...rest } = message as FromThread & { bytes?: Uint8Array };
    const json = Buffer.from(stringify(rest));
    const head = Buffer.allocUnsafe(8 + json.length);
    head.writeUInt32LE(4 + json.length + (bytes ? bytes.length : 0), 0);
    head.writeUInt32LE(json.length, 4);
    json.copy(head, 8);
    writeAll(bytes && bytes.length <= CHUNK ? Buffer.concat([head, bytes]) : head);
    if (bytes && bytes.length > CHUNK) writeAll(bytes);
  }

  function writeAll(bytes: Uint8Array) {
    try {
      for (let at = 0; at < bytes.length;) at += fs.writeSync(STDOUT, bytes, at);
    } catch {
      exit(0); // the supervisor is gone
    }
  }

  let held = Buffer.allocUnsafe(CHUNK);
  let filled = 0;

  function readMore() {
    fs.read(STDIN, held, filled, held.length - filled, null, (error, count) => {
      if (error || count === 0) exit(0); // the supervisor is gone
      filled += count;
      takeFrames();
      readMore();
    });
  }

  function takeFrames() {
    let at = 0;
    while (filled - at >= 4) {
      const length = 4 + held.readUInt32LE(at);
      if (filled - at < length) {
        if (length > held.length) return moveTo(Buffer.allocUnsafe(length), at);
        break;
      }
      const bodyAt = at + 8 + held.readUInt32LE(at + 4);
      const message = parse(held.toString('utf8', at + 8, bodyAt)) as ToThread | LoadMessage;
      // A copy in memory of its own: the script may keep or change it.
      if (bodyAt < at + length || message.type === 'bytes')
        (message as LoadMessage).bytes = new Uint8Array(held.subarray(bodyAt, at + length));
      at += length;
      arrived?.(message);
    }
    moveTo(filled === at && held.length > CHUNK ? Buffer.allocUnsafe(CHUNK) : held, at);
  }

  function moveTo(target: typeof held, from: number) {
    held.copy(target, 0, from, filled);
    filled -= from;
    held = target;
  }

  /** Nothing but the language stays; a name that cannot be taken away is a door that cannot be closed. */
  function takeGlobalsAway() {
    const kept = new Set<PropertyKey>(languageGlobals);
    for (const name of Reflect.ownKeys(globalThis)) {
      if (!kept.has(name) && !Reflect.deleteProperty(globalThis, name))
        throw new Error(`the global \`${String(name)}\` cannot be taken away`);
    }
  }

  /** For the case that a script finds `process` after all: what permissions do not cover is gone from it. */
  function disarmProcess() {
    const disarmed = [
      'kill',
      '_kill',
      'binding',
      '_linkedBinding',
      'dlopen',
      'execve',
      'abort',
      'getBuiltinModule',
      '_debugProcess',
      '_debugEnd',
      '_rawDebug',
    ];
    for (const name of [
      ...disarmed,
      'loadEnvFile',
      'report',
      'mainModule',
      'stdin',
      'stdout',
      'stderr',
      'openStdin',
      'setuid',
      'setgid',
      'chdir',
      'umask',
    ]) {
      Reflect.deleteProperty(process, name);
    }
  }

  function load(message: LoadMessage) {
    const source = new TextDecoder().decode(message.bytes);
    disarmProcess();
    takeGlobalsAway();
    vm.runInThisContext(source, { filename: 'kernel.js' });
    const kernel = (globalThis as { coveyKernel?: KernelScript }).coveyKernel;
    if (typeof kernel?.run !== 'function') throw new Error('the script leaves no `coveyKernel.run`');
    const port: ThreadPort = {
      post,
      onMessage: (listener) => (arrived = listener as typeof arrived),
      now,
      cpuMs() {
        const { user, system } = cpuUsage();
        return (user + system) / 1000;
      },
    };
    const sleep = (ms: number) =>
      new Promise<void>((resolve) => (ms > 0 ? setTimeout(resolve, ms) : setImmediate(resolve)));
    serve(port, kernel, sleep, message.native ? native : undefined);
  }

  arrived = (message) => {
    try {
      load(message as LoadMessage);
    } catch (error) {
      post({ type: 'unloadable', message: String((error as Error | undefined)?.message ?? error) });
      exit(0);
    }
  };
  readMore();
}
