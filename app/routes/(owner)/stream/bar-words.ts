// A bar in words: for the label beside it and for who does not see it. Pure.
import { clockTime, counted, percent, span } from '#lib/words/numbers.ts';
import type { Bar } from '#shared/contract/stream-bars.ts';
import type { DeviceLine, StreamJob } from '#shared/contract/viewer-messages.ts';

/** The fact that is shown in red. */
export const FAILED = 'Failed';

export interface BarWords {
  device: string;
  job: string;
  facts: { name: string; value: string }[];
}

const length = (ms: number) =>
  ms < 1000 ? `${Math.round(ms)} ms` : ms < 10_000 ? `${(ms / 1000).toFixed(1)} s` : span(ms / 1000);

export function describeBar(bar: Bar, device: DeviceLine | undefined, job: StreamJob | undefined): BarWords {
  const cores = device?.cores ?? 1;
  return {
    device: device?.name ?? 'A device that left',
    job: job ? `${job.name} · ${job.kernel}` : 'A job that was removed',
    facts: [
      { name: 'Chunks', value: bar.done === 0 ? 'none finished' : counted(bar.done, 'chunk') },
      ...(bar.failed > 0 ? [{ name: FAILED, value: counted(bar.failed, 'chunk') }] : []),
      { name: 'Time', value: `${clockTime(bar.start)}, ${length(bar.length)}` },
      {
        name: 'CPU',
        value:
          bar.length > 0
            ? `${length(bar.cpu)}, ${percent(Math.min(1, bar.cpu / (bar.length * cores)))} of ${counted(cores, 'core')}`
            : length(bar.cpu),
      },
    ],
  };
}

export const sayBar = ({ device, job, facts }: BarWords) =>
  `${device}. ${job}. ${facts.map(({ name, value }) => `${name}: ${value}`).join('. ')}.`;
