// For tests: a terminal that remembers what was written.
import { makeTerminal, type Terminal } from './output/terminal.ts';

export interface FakeTerminal extends Terminal {
  readonly written: { out: string; err: string };
}

export function makeFakeTerminal(options: { screen?: boolean; env?: NodeJS.ProcessEnv } = {}): FakeTerminal {
  const written = { out: '', err: '' };
  const isTTY = options.screen ?? false;
  const out = { write: (text: string) => void (written.out += text), isTTY };
  const err = {
    write: (text: string) => void (written.err += text),
    isTTY: options.screen ?? false,
    columns: 60,
  };
  return Object.assign(makeTerminal({ out, err }, options.env ?? {}), { written });
}
