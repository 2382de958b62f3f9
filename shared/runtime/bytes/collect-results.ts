// Puts finished results together into packed batches of one job [P14]: a batch goes when it is full (64 records or 256 KiB),
// when its oldest result has waited 50 ms, or when it is told to. What is collected here and lost is merely computed again.
import type { JobNumber } from '../../contract/ids.ts';
import {
  HEADER_BYTES,
  MAX_BATCH_BYTES,
  MAX_BATCH_RECORDS,
  packBatch,
  RECORD_BYTES,
  type ResultRecord,
} from '../../contract/result-batch.ts';
import type { Clock } from '../ports.ts';

export const COLLECT_MS = 50;

export interface PackedBatch {
  job: JobNumber;
  generation: number;
  count: number;
  bytes: Uint8Array;
}

interface Group {
  job: JobNumber;
  generation: number;
  records: ResultRecord[];
  size: number;
}

export function createCollector(clock: Clock, onBatch: (batch: PackedBatch) => void) {
  const groups = new Map<string, Group>();
  let cancelTimer: (() => void) | null = null;

  function pack(group: Group) {
    if (group.records.length === 0) return;
    const bytes = packBatch({ job: group.job, generation: group.generation }, group.records);
    const count = group.records.length;
    group.records = [];
    group.size = HEADER_BYTES;
    onBatch({ job: group.job, generation: group.generation, count, bytes });
  }

  function flush() {
    cancelTimer?.();
    cancelTimer = null;
    const waiting = [...groups.values()];
    groups.clear();
    for (const group of waiting) pack(group);
  }

  return {
    add(job: JobNumber, generation: number, record: ResultRecord) {
      const key = `${job}:${generation}`;
      let group = groups.get(key);
      if (!group) groups.set(key, (group = { job, generation, records: [], size: HEADER_BYTES }));
      const size = RECORD_BYTES + record.bytes.length;
      if (group.size + size > MAX_BATCH_BYTES) pack(group);
      group.records.push(record);
      group.size += size;
      if (group.records.length >= MAX_BATCH_RECORDS) pack(group);
      cancelTimer ??= clock.after(COLLECT_MS, flush);
    },
    flush,
    forget(job: JobNumber, generation: number) {
      for (const [key, group] of groups)
        if (group.job === job && group.generation <= generation) groups.delete(key);
    },
    stop() {
      cancelTimer?.();
      cancelTimer = null;
      groups.clear();
    },
  };
}

export type Collector = ReturnType<typeof createCollector>;
