import { expect, test } from 'vitest';
import { makeFakeTerminal } from '../fake-terminal.ts';

test('on a screen the status line is rewritten in place and stays below what is said', () => {
  const terminal = makeFakeTerminal({ screen: true });
  terminal.status('working, 1 of 4', 0.25);
  terminal.say('a note');
  terminal.status('working, 2 of 4', 0.5);
  terminal.clearStatus();
  expect(terminal.written.out).toBe('');
  expect(terminal.written.err.split('\r\u001b[K')).toEqual([
    '██████░░░░░░░░░░░░░░░░░░  25 %  working, 1 of 4',
    'a note\n██████░░░░░░░░░░░░░░░░░░  25 %  working, 1 of 4',
    '████████████░░░░░░░░░░░░  50 %  working, 2 of 4',
    '',
  ]);
});

test('a status line is never longer than the screen is wide', () => {
  const terminal = makeFakeTerminal({ screen: true });
  terminal.status('x'.repeat(500), 0.5);
  expect(terminal.written.err).toHaveLength(59);
});

test('without a screen progress is a line at every quarter and for every new activity', () => {
  const terminal = makeFakeTerminal();
  for (let i = 0; i <= 100; i++) terminal.status(`hashing, ${i} of 100`, i / 100);
  terminal.status('waiting');
  terminal.clearStatus();
  const lines = terminal.written.err.trimEnd().split('\n');
  expect(lines).toHaveLength(6);
  expect(lines.slice(0, 2)).toEqual(['  0 %  hashing, 0 of 100', ' 25 %  hashing, 25 of 100']);
  expect(lines.at(-1)).toBe('waiting');
});

test('results go to standard output alone', () => {
  const terminal = makeFakeTerminal();
  terminal.out('{"a":1}');
  expect(terminal.written).toEqual({ out: '{"a":1}\n', err: '' });
});

test('colours are used on screens that have them and nobody forbade them', () => {
  expect(makeFakeTerminal({ screen: true }).colors).toBe(true);
  expect(makeFakeTerminal({ screen: true, env: { NO_COLOR: '1' } }).colors).toBe(false);
  expect(makeFakeTerminal({ screen: true, env: { TERM: 'dumb' } }).colors).toBe(false);
  expect(makeFakeTerminal().colors).toBe(false);
});
