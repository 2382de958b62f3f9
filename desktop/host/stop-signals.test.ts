import { expect, onTestFinished, test, vi } from 'vitest';
import { exitCodeOf, onStopSignal, Stopped } from './stop-signals.ts';

function listen() {
  const heard: string[] = [];
  const left: number[] = [];
  const release = onStopSignal(
    (signal) => void heard.push(signal),
    (code) => void left.push(code),
  );
  onTestFinished(release);
  return { heard, left, release };
}

test('the first signal asks to stop; a second one, later, leaves', () => {
  vi.useFakeTimers({ toFake: ['performance'] });
  onTestFinished(() => void vi.useRealTimers());
  const { heard, left } = listen();
  process.emit('SIGTERM');
  process.emit('SIGTERM');
  expect([heard, left]).toEqual([['SIGTERM'], []]);
  vi.advanceTimersByTime(500);
  process.emit('SIGINT');
  expect([heard, left]).toEqual([['SIGTERM'], [130]]);
});

test('after release nothing is heard', () => {
  const before = process.listenerCount('SIGTERM');
  listen().release();
  expect(process.listenerCount('SIGTERM')).toBe(before);
});

test('exit codes are those of a shell', () => {
  expect([exitCodeOf('SIGINT'), exitCodeOf('SIGTERM'), new Stopped('SIGHUP').exitCode]).toEqual([
    130, 143, 129,
  ]);
});
