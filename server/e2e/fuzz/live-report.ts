// What a fuzz over live sockets sent and saw.

export interface LiveReport {
  sent: Record<'requests' | 'bytes' | 'device' | 'stranger' | 'viewer', number>;
  /** Mutations of valid ones. */
  mutated: number;
  /** HTTP answers by status; 0 stands for none. */
  statuses: Record<number, number>;
  goodJobs: number;
  seconds: number;
  /** After collection, MiB: at the start and after each tenth. */
  heap: number[];
  rss: number[];
}

export const emptyReport = (): LiveReport => ({
  sent: { requests: 0, bytes: 0, device: 0, stranger: 0, viewer: 0 },
  mutated: 0,
  statuses: {},
  goodJobs: 0,
  seconds: 0,
  heap: [],
  rss: [],
});
