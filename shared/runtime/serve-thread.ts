// A compute thread's side of thread-messages.ts: runs the kernel's script on one chunk after the other and rests as the duty
// says. Knows nothing of the platform but the port handed in. Self-contained: its text is sent into the thread, so it may
// use nothing but its parameters and the language's own globals.
import type { ChunkTask, KernelScript } from '../kernels/kernel.ts';
import type { Pacer } from './pace-by-duty.ts';
import type { FromThread, ToThread } from './thread-messages.ts';

export interface ThreadPort {
  /** The bytes of a message may be transferred: they are not used again. */
  post(message: FromThread): void;
  /** Called once. Nothing may be delivered before. */
  onMessage(listener: (message: ToThread) => void): void;
  /** Monotonic ms. */
  now(): number;
  /** CPU time of this thread so far, ms; left out where the platform does not show it (then wall time without rests and waits). */
  cpuMs?: () => number;
}

export interface ThreadLimits {
  writeCredit: number;
  readBytes: number;
  manyResults: number;
  manyMs: number;
  manyResultBytes: number;
}

/** Says `ready` and serves until the platform ends the thread. */
export function serveThread(
  port: ThreadPort,
  kernel: KernelScript,
  pacer: Pacer,
  limits: ThreadLimits,
  native?: ChunkTask['native'],
): void {
  const reads = new Map<number, { resolve: (bytes: Uint8Array) => void; reject: (error: Error) => void }>();
  let nextRead = 0;
  let credit = limits.writeCredit;
  let creditCame = () => {};
  let written: Promise<unknown> = Promise.resolve();
  let halted = false;
  /** Wall time spent waiting inside the present chunk, where the platform shows no CPU time. */
  let idleMs = 0;

  const cpuMs = () => port.cpuMs?.() ?? port.now() - idleMs;
  const describe = (error: unknown) => {
    try {
      return String((error as Error | undefined)?.message ?? error).slice(0, 1500);
    } catch {
      return 'an error that cannot be shown';
    }
  };

  async function idle<T>(promise: Promise<T>): Promise<T> {
    const began = port.now();
    try {
      return await promise;
    } finally {
      idleMs += port.now() - began;
    }
  }

  function readOnce(offset: number, length: number): Promise<Uint8Array> {
    const id = nextRead++ >>> 0;
    const answer = new Promise<Uint8Array>((resolve, reject) => reads.set(id, { resolve, reject }));
    port.post({ type: 'read', id, offset, length });
    return idle(pacer.wait(answer));
  }

  async function read(inputSize: number, offset: number, length: number): Promise<Uint8Array> {
    if (!(offset >= 0 && length >= 0 && offset + length <= inputSize))
      throw new RangeError(`bytes ${offset}+${length} lie outside an input of ${inputSize} bytes`);
    if (length === 0) return new Uint8Array(0);
    if (length <= limits.readBytes) return readOnce(offset, length);
    const whole = new Uint8Array(length);
    for (let at = 0; at < length; at += limits.readBytes)
      whole.set(await readOnce(offset + at, Math.min(limits.readBytes, length - at)), at);
    return whole;
  }

  /** One after the other, also when the kernel does not wait for the first. */
  function write(bytes: Uint8Array): Promise<void> {
    const mine = written.then(() => writePieces(bytes));
    written = mine.catch(() => {});
    return mine;
  }

  async function writePieces(bytes: Uint8Array): Promise<void> {
    for (let at = 0; at < bytes.length;) {
      while (credit <= 0) await idle(pacer.wait(new Promise<void>((resolve) => (creditCame = resolve))));
      const piece = bytes.slice(at, at + Math.min(credit, bytes.length - at));
      at += piece.length;
      credit -= piece.length;
      port.post({ type: 'write', bytes: piece });
    }
  }

  async function rested() {
    const rest = pacer.pace();
    if (rest) await idle(rest);
  }

  async function run({ index, params, args, inputSize }: Extract<ToThread, { type: 'run' }>) {
    await pacer.begin();
    idleMs = 0;
    const began = cpuMs();
    const task: ChunkTask = {
      index,
      params,
      args,
      inputSize,
      read: (offset, length) => read(inputSize, offset, length),
      write,
      async progress(share) {
        port.post({ type: 'progressed', share: Number.isFinite(share) ? share : 0 });
        await rested();
      },
    };
    if (native) task.native = native;
    try {
      await kernel.run(task);
      port.post({ type: 'finished', index, cpuMs: Math.max(0, cpuMs() - began) });
    } catch (error) {
      port.post({ type: 'threw', index, message: describe(error) });
    }
    pacer.end();
  }

  async function runMany({ first, count, params }: Extract<ToThread, { type: 'runMany' }>) {
    halted = false;
    await pacer.begin();
    idleMs = 0;
    let began = cpuMs();
    let flushedAt = port.now();
    let flushed = first;
    let results: Uint8Array[] = [];
    let size = 0;

    function flush() {
      flushedAt = port.now();
      if (results.length === 0) return;
      const bytes = new Uint8Array(results.length * 4 + size);
      const view = new DataView(bytes.buffer);
      let at = results.length * 4;
      for (let i = 0; i < results.length; i++) {
        const result = results[i] as Uint8Array;
        view.setUint32(i * 4, result.length, true);
        bytes.set(result, at);
        at += result.length;
      }
      const now = cpuMs();
      port.post({
        type: 'finishedMany',
        first: flushed,
        count: results.length,
        cpuMs: Math.max(0, now - began),
        bytes,
      });
      began = now;
      flushed += results.length;
      results = [];
      size = 0;
    }

    for (let index = first; index < first + count && !halted; index++) {
      let result = new Uint8Array(0);
      const task: ChunkTask = {
        index,
        params,
        args: undefined,
        inputSize: 0,
        read: (offset, length) => read(0, offset, length),
        async write(bytes) {
          const longer = new Uint8Array(result.length + Math.min(bytes.length, limits.manyResultBytes + 1));
          longer.set(result);
          longer.set(bytes.subarray(0, longer.length - result.length), result.length);
          result = longer;
        },
        progress: rested,
      };
      if (native) task.native = native;
      try {
        await kernel.run(task);
      } catch (error) {
        flush();
        port.post({ type: 'threw', index, message: describe(error) });
        pacer.end();
        return;
      }
      if (result.length > limits.manyResultBytes) {
        flush();
        port.post({ type: 'outgrew', next: index });
        pacer.end();
        return;
      }
      results.push(result);
      size += result.length;
      if (results.length >= limits.manyResults || port.now() - flushedAt >= limits.manyMs) flush();
      const rest = pacer.pace();
      if (rest) {
        flush();
        await idle(rest);
      }
    }
    flush();
    port.post({ type: 'ended', next: flushed });
    pacer.end();
  }

  port.onMessage((message) => {
    switch (message.type) {
      case 'run':
        return void run(message);
      case 'runMany':
        return void runMany(message);
      case 'halt':
        halted = true;
        return pacer.hurry();
      case 'bytes':
      case 'unreadable': {
        const waiting = reads.get(message.id);
        reads.delete(message.id);
        if (message.type === 'bytes') waiting?.resolve(message.bytes);
        else waiting?.reject(new Error(message.message));
        return undefined;
      }
      case 'credit':
        credit += message.amount;
        return creditCame();
      case 'duty':
        return pacer.setDuty(message.duty, message.restFirstMs);
    }
  });
  port.post({ type: 'ready' });
}
