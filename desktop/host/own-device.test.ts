import { fileURLToPath } from 'node:url';
import { expect, onTestFinished, test } from 'vitest';
import { startOwnDevice, type OwnDeviceParts } from './own-device.ts';

const program = fileURLToPath(new URL('./fake-device-process.ts', import.meta.url));

function start(name: string, more: Partial<OwnDeviceParts> = {}) {
  const device = startOwnDevice({
    program,
    order: { url: 'http://x', dataDir: '/x', name },
    makeToken: async () => 'token',
    ...more,
  });
  onTestFinished(() => device.stop());
  return device;
}

const isAlive = (pid: number) => {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
};

test('the child gets its order and a way in, and ends when it is stopped', async () => {
  const device = start('works');
  const [, pid, token] = (await device.started).split(' ');
  expect(token).toBe('token');
  expect(isAlive(Number(pid))).toBe(true);
  await Promise.all([device.stop(), device.stop()]);
  expect(isAlive(Number(pid))).toBe(false);
});

test('a child that is refused says why', async () => {
  await expect(start('is refused').started).rejects.toMatchObject({
    code: 'code-expired',
    message: 'too late',
    hint: 'Ask again.',
  });
});

test('a child that dies is reported and will be started again; stopping in between starts nothing', async () => {
  const trouble = Promise.withResolvers<string>();
  const device = start('dies later', { onTrouble: trouble.resolve });
  await device.started;
  expect(await trouble.promise).toBe(
    "this computer's contribution ended (code 4); it is started again in 1 s",
  );
  await device.stop();
});

test('a way in that cannot be made is an error', async () => {
  await expect(
    start('works', { makeToken: () => Promise.reject(new Error('no invite')) }).started,
  ).rejects.toThrow('no invite');
});
