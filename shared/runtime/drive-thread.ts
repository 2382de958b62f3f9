// The supervisor's side of thread-messages.ts: makes a ComputeThread of a channel to a thread that is ready. Everything that
// arrives is parsed; a thread that says something else is killed. Knows nothing of the platform.
import { ChunkError } from './chunk-error.ts';
import type {
  ComputeThread,
  ManyListener,
  ManyOutcome,
  ThreadListener,
  ThreadOutcome,
  ThreadTask,
} from './ports.ts';
import {
  type FromThread,
  parseFromThread,
  type ToThread,
  unpackMany,
  WRITE_CREDIT,
} from './thread-messages.ts';

/** What a platform gives: one thread, its script loaded (`ready` has arrived and was not passed on). */
export interface ThreadChannel {
  post(message: ToThread): void;
  /** Called once. `died` is called at most once, after the last message. */
  listen(arrived: (message: unknown) => void, died: (error: ChunkError) => void): void;
  /** Ends the thread at once, also in an endless loop; `died` follows. Idempotent. */
  kill(): Promise<void>;
}

type Work =
  | {
      kind: 'one';
      task: ThreadTask;
      listener: ThreadListener;
      resolve: (outcome: ThreadOutcome) => void;
      reject: (error: ChunkError) => void;
    }
  | {
      kind: 'many';
      next: number;
      end: number;
      listener: ManyListener;
      resolve: (outcome: ManyOutcome) => void;
      reject: (error: ChunkError) => void;
    };

/** A thread asks for a few pieces of its input at a time; so many that nobody answered yet are an attack on our memory. */
const MOST_READS = 256;
/** What a thread says about an error, at most. */
const MESSAGE_CHARS = 1500;

export function driveThread(channel: ThreadChannel): ComputeThread {
  let work: Work | null = null;
  let dead: ChunkError | null = null;
  /** Bytes that the thread wrote and was not credited for. */
  let uncredited = 0;
  let reading = 0;

  const finish = () => {
    const finished = work;
    work = null;
    return finished;
  };

  function die(error: ChunkError) {
    dead ??= error;
    finish()?.reject(dead);
  }

  /** The thread does not keep to the messages: nothing it says later can be believed. */
  function distrust(what: string) {
    die(new ChunkError('thread-died', `the thread ${what}`));
    void channel.kill();
  }

  async function serveRead(
    listener: ThreadListener,
    { id, offset, length }: Extract<FromThread, { type: 'read' }>,
  ) {
    reading++;
    try {
      channel.post({ type: 'bytes', id, bytes: await listener.read(offset, length) });
    } catch (error) {
      channel.post({ type: 'unreadable', id, message: (error as Error).message });
    } finally {
      reading--;
    }
  }

  async function serveWrite(listener: ThreadListener, bytes: Uint8Array) {
    const amount = bytes.length;
    try {
      await listener.write(bytes);
    } catch (error) {
      // What cannot be written cannot be reported either: the chunk has failed, and the thread is in the middle of it.
      die(error instanceof ChunkError ? error : new ChunkError('thread-died', (error as Error).message));
      void channel.kill();
    }
    credit(amount);
  }

  function credit(amount: number) {
    uncredited -= amount;
    channel.post({ type: 'credit', amount });
  }

  /** Whether the thread has more on its way to us than an honest one ever has. */
  function floods(message: FromThread): boolean {
    if (message.type === 'read') return reading >= MOST_READS;
    if (message.type !== 'write') return false;
    uncredited += message.bytes.length;
    return uncredited > WRITE_CREDIT;
  }

  function arrivedForOne(one: Extract<Work, { kind: 'one' }>, message: FromThread): boolean {
    switch (message.type) {
      case 'read':
        void serveRead(one.listener, message);
        return true;
      case 'write':
        void serveWrite(one.listener, message.bytes);
        return true;
      case 'progressed':
        one.listener.progress(message.share);
        return true;
      case 'finished':
        if (message.index !== one.task.index) return false;
        finish();
        one.resolve({ cpuMs: message.cpuMs });
        return true;
      case 'threw':
        if (message.index !== one.task.index) return false;
        finish();
        one.reject(new ChunkError('threw', message.message.slice(0, MESSAGE_CHARS)));
        return true;
      default:
        return false;
    }
  }

  function arrivedForMany(many: Extract<Work, { kind: 'many' }>, message: FromThread): boolean {
    switch (message.type) {
      case 'finishedMany': {
        const results = unpackMany(message);
        if (!results || message.first !== many.next || message.first + message.count > many.end) return false;
        many.next += results.length;
        many.listener.finished(message.first, results, message.cpuMs);
        return true;
      }
      case 'ended':
      case 'outgrew':
        if (message.next !== many.next) return false;
        finish();
        many.resolve({ next: many.next, outgrew: message.type === 'outgrew' });
        return true;
      case 'threw':
        if (message.index !== many.next) return false;
        finish();
        many.reject(new ChunkError('threw', message.message.slice(0, MESSAGE_CHARS)));
        return true;
      default:
        return false;
    }
  }

  channel.listen(
    (value) => {
      const message = parseFromThread(value);
      if (dead) return;
      if (!message) return distrust('sent something unreadable');
      if (floods(message)) return distrust('said more at once than it may');
      // Left over from the chunk before, which did not wait for its own reads and writes.
      if (!work) return message.type === 'write' ? credit(message.bytes.length) : undefined;
      const understood = work.kind === 'one' ? arrivedForOne(work, message) : arrivedForMany(work, message);
      if (!understood) distrust(`said \`${message.type}\` where it makes no sense`);
    },
    (error) => die(error),
  );

  function begin<T>(
    make: (resolve: (outcome: T) => void, reject: (error: ChunkError) => void) => Work,
    first: ToThread,
  ): Promise<T> {
    if (dead) return Promise.reject(dead);
    if (work) return Promise.reject(new Error('a thread computes one chunk at a time'));
    return new Promise<T>((resolve, reject) => {
      work = make(resolve, reject);
      channel.post(first);
    });
  }

  return {
    run: (task, listener) =>
      begin<ThreadOutcome>((resolve, reject) => ({ kind: 'one', task, listener, resolve, reject }), {
        type: 'run',
        index: task.index,
        params: task.params,
        args: task.args,
        inputSize: task.inputSize,
      }),
    runMany: (task, listener) =>
      begin<ManyOutcome>(
        (resolve, reject) => ({
          kind: 'many',
          next: task.first,
          end: task.first + task.count,
          listener,
          resolve,
          reject,
        }),
        {
          type: 'runMany',
          ...task,
        },
      ),
    halt: () => channel.post({ type: 'halt' }),
    setDuty: (duty, restFirstMs = 0) => channel.post({ type: 'duty', duty, restFirstMs }),
    kill: () => channel.kill(),
  };
}
