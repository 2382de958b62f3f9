// What screens and the command line are told of a contribution: its status a few times a second at most, and its last lines.
import type { ContributionMachine } from './contribution.ts';
import {
  type ContributionEvent,
  type ContributionLine,
  type ContributionStatus,
  KEPT_LINES,
} from './contribution-view.ts';
import type { Clock } from './ports.ts';
import { createRateMeter } from './rate-meter.ts';
import { sayReason } from './reason-sentences.ts';

const STATUS_EVERY_MS = 250;
/** Rates sink while nothing happens. */
const IDLE_STATUS_MS = 1000;

export function createContributionReport(
  machine: ContributionMachine,
  clock: Clock,
  onEvent: (event: ContributionEvent) => void,
) {
  const chunkRate = createRateMeter(clock.now);
  const byteRate = createRateMeter(clock.now);
  const lines: ContributionLine[] = [];
  let chunksDone = 0;
  let cpuMs = 0;
  let bytesDone = 0;
  let cancelTimer: (() => void) | null = null;
  let stopped = false;

  function status(): ContributionStatus {
    const why = machine.duty();
    const { duty, reason } = why;
    const { programs: _, ...readings } = machine.readings(clock.now());
    const current = machine.current();
    const refusal = machine.refusal();
    const { holding, unacknowledged } = machine.status();
    return {
      connection: machine.connection(),
      duty,
      reason,
      ...(why.figure !== undefined && { figure: why.figure }),
      sentence: refusal ? `${refusal.message}. ${refusal.hint}` : sayReason(why),
      readings,
      settings: machine.settings(),
      busy: machine.busy(),
      ...machine.names(),
      jobName: current?.jobName ?? '',
      kernel: current?.kernel ?? '',
      rate: chunkRate.rate(),
      bytesPerSecond: byteRate.rate(),
      chunksDone,
      chunksFailed: machine.failed(),
      cpuSeconds: cpuMs / 1000,
      bytesDone,
      holding,
      unacknowledged,
    };
  }

  function send() {
    cancelTimer = null;
    const now = status();
    onEvent({ type: 'status', status: now });
    if (now.rate > 0) schedule(IDLE_STATUS_MS);
  }

  function schedule(ms: number) {
    if (!stopped) cancelTimer ??= clock.after(ms, send);
  }

  return {
    status,
    lines: () => [...lines],
    /** Something may have changed: it is told soon. */
    changed: () => schedule(STATUS_EVERY_MS),
    countWork(chunks: number, bytes: number, ms: number) {
      chunksDone += chunks;
      cpuMs += ms;
      bytesDone += bytes;
      chunkRate.add(chunks);
      if (bytes > 0) byteRate.add(bytes);
    },
    addLine(text: string, tone: ContributionLine['tone']) {
      const line = { at: clock.utc(), text, tone };
      lines.push(line);
      if (lines.length > KEPT_LINES) lines.shift();
      onEvent({ type: 'line', line });
    },
    /** Tells the last status. */
    stop() {
      cancelTimer?.();
      stopped = true;
      send();
    },
  };
}
