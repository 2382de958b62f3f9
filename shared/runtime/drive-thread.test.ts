// A thread that does not keep to the messages is ended, whatever it says.
import { expect, test } from 'vitest';
import type { ChunkError } from './chunk-error.ts';
import { driveThread } from './drive-thread.ts';
import { WRITE_CREDIT } from './thread-messages.ts';

function openFake() {
  let arrived: (message: unknown) => void = () => {};
  let died: (error: ChunkError) => void = () => {};
  let kills = 0;
  const thread = driveThread({
    post: () => undefined,
    listen: (onMessage, onDeath) => {
      arrived = onMessage;
      died = onDeath;
    },
    kill: async () => {
      kills++;
      died({ code: 'thread-died' } as ChunkError);
    },
  });
  const never = () => new Promise<never>(() => undefined);
  const task = { index: 0, params: null, args: undefined, input: [], inputSize: 1 };
  const ended = thread
    .run(task, { read: never, write: never, progress: () => undefined })
    .catch((error: ChunkError) => error);
  return { say: (message: unknown) => arrived(message), ended, kills: () => kills };
}

test('a thread may write as much as its credit, and is ended with one byte more', async () => {
  const { say, ended, kills } = openFake();
  for (let i = 0; i < 4; i++) say({ type: 'write', bytes: new Uint8Array(WRITE_CREDIT / 4) });
  expect(kills()).toBe(0);
  say({ type: 'write', bytes: new Uint8Array(1) });
  expect(kills()).toBe(1);
  expect(await ended).toMatchObject({
    code: 'thread-died',
    message: expect.stringMatching(/more at once/) as string,
  });
});

test('a thread that asks for its input again and again without waiting is ended', async () => {
  const { say, ended, kills } = openFake();
  for (let id = 0; id < 300; id++) say({ type: 'read', id, offset: 0, length: 1 });
  expect(kills()).toBeGreaterThanOrEqual(1);
  expect(await ended).toMatchObject({ message: expect.stringMatching(/more at once/) as string });
});

test('an error of megabytes is cut', async () => {
  const { say, ended } = openFake();
  say({ type: 'threw', index: 0, message: 'x'.repeat(5_000_000) });
  expect(((await ended) as ChunkError).message).toHaveLength(1500);
});
