// What dock mode is told, in a file of its own so that its entry does not pull it in.
import type { Readings } from '#shared/governor/readings.ts';

export type DockProps = {
  /** The state in one line. */
  line: string;
  readings: Readings;
  onclose: () => void;
};
