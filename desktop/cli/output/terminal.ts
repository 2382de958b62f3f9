// Where a command's words go: results to standard output, everything said on the way to standard error. A status line is rewritten in
// place on a terminal; elsewhere the same progress is a line now and then.
import { formatPercent } from './format.ts';

export interface Terminal {
  /** A result. */
  out(line: string): void;
  /** Anything else; stays above the status line. */
  say(line: string): void;
  /** What goes on now, and the share done where there is one. */
  status(text: string, share?: number): void;
  /** Takes the status line away. */
  clearStatus(): void;
  /** Whether results go to a screen on which colours may be used. */
  readonly colors: boolean;
}

export interface Streams {
  out: { write(text: string): unknown; isTTY?: boolean | undefined };
  err: { write(text: string): unknown; isTTY?: boolean | undefined; columns?: number | undefined };
}

const BAR_COLUMNS = 24;
/** Without a screen: a line at every quarter, or when the activity is another one. */
const STEPS = 4;

export function makeTerminal(streams: Streams, env: NodeJS.ProcessEnv): Terminal {
  const isScreen = ({ isTTY }: { isTTY?: boolean | undefined }) => isTTY === true && env['TERM'] !== 'dumb';
  const screen = isScreen(streams.err);
  let shown = '';
  let told = '';
  const clearStatus = () => {
    if (screen && shown !== '') streams.err.write('\r\u001b[K');
    shown = '';
  };
  const write = (stream: Streams['out'], line: string) => {
    const again = shown;
    clearStatus();
    stream.write(`${line}\n`);
    if (again !== '') streams.err.write((shown = again));
  };
  return {
    colors: isScreen(streams.out) && !env['NO_COLOR'],
    out: (line) => write(streams.out, line),
    say: (line) => write(streams.err, line),
    clearStatus,
    status(text, share) {
      if (screen) {
        const line = (
          share === undefined ? text : `${bar(share)} ${formatPercent(share).padStart(5)}  ${text}`
        ).slice(0, (streams.err.columns || 80) - 1);
        if (line === shown) return;
        clearStatus();
        streams.err.write((shown = line));
        return;
      }
      // The activity is what stands before the first comma or colon; the rest are numbers that change all the time.
      const activity = text.split(/[,:]/, 1)[0] ?? '';
      const step = `${activity} ${share === undefined ? '' : Math.floor(share * STEPS)}`;
      if (step === told) return;
      told = step;
      streams.err.write(share === undefined ? `${text}\n` : `${formatPercent(share).padStart(5)}  ${text}\n`);
    },
  };
}

function bar(share: number): string {
  const full = Math.round(Math.min(1, Math.max(0, share)) * BAR_COLUMNS);
  return '█'.repeat(full) + '░'.repeat(BAR_COLUMNS - full);
}
