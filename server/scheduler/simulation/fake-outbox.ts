// The results and failures that a device of the simulation keeps until somebody thanks for them. It survives a crash, as the file it stands for.
import type { DeviceNumber, JobNumber } from '../../../shared/contract/ids.ts';
import { packBatch, parseBatch } from '../../../shared/contract/result-batch.ts';
import type { SwarmEvent } from '../events.ts';
import { type Clock, sure } from './fake-clock.ts';

/** A chunk under a lease. */
export interface Task {
  leaseId: number;
  job: JobNumber;
  generation: number;
  index: number;
}

interface Made extends Task {
  bytes: Uint8Array;
  cpu: number;
  failure: string | null;
}

interface Outgoing extends Made {
  sentAt: number;
}

interface Sender {
  readonly clock: Clock;
  readonly device: DeviceNumber;
  isOnline(): boolean;
  say(make: () => SwarmEvent): void;
  /** A ticket for the reply that says these chunks are on disk. */
  expect(chunks: { job: JobNumber; index: number }[], thanked: () => void): number;
  utc(): number;
}

const RESEND_MS = 8_000;

export class FakeOutbox {
  private readonly sender: Sender;
  private items: Outgoing[] = [];

  constructor(sender: Sender) {
    this.sender = sender;
  }

  get size(): number {
    return this.items.length;
  }

  add(made: Made): void {
    this.items.push({ ...made, sentAt: -Infinity });
  }

  forget(matches: (task: Task) => boolean): void {
    this.items = this.items.filter((item) => !matches(item));
  }

  /** Nothing counts as sent any more. */
  startAgain(): void {
    for (const item of this.items) item.sentAt = -Infinity;
  }

  /** Sends what was never sent on this connection, or not thanked for in a while. */
  flush(): void {
    if (!this.sender.isOnline()) return;
    const { clock } = this.sender;
    const { now } = clock;
    const due = this.items.filter((item) => now - item.sentAt > RESEND_MS);
    const batches = new Map<string, Outgoing[]>();
    for (const item of due) {
      item.sentAt = now;
      const key =
        item.failure === null ? `${item.job}/${item.generation}` : `failure ${item.job}/${item.index}`;
      batches.set(key, [...(batches.get(key) ?? []), item]);
    }
    for (const items of batches.values()) this.send(items.slice(0, 64));
    if (due.length > 0) clock.after(RESEND_MS + 1, () => this.flush());
  }

  private send(items: Outgoing[]): void {
    const { job, generation, failure, index } = sure(items[0]);
    const thanked = () => (this.items = this.items.filter((item) => !items.includes(item)));
    if (failure !== null) {
      this.sender.say(() => ({
        type: 'chunkFailed',
        device: this.sender.device,
        failure: { job, generation, index, code: 'threw', message: failure },
        ticket: this.sender.expect([], thanked),
        at: this.sender.utc(),
      }));
      return;
    }
    const records = items.map(({ index: chunk, bytes, cpu }) => ({
      index: chunk,
      start: 0,
      cpu: cpu * 1e6,
      digest: new Uint8Array(16),
      byReference: false,
      bytes,
    }));
    const packed = packBatch({ job, generation }, records);
    const ticket = this.sender.expect(
      items.map((item) => ({ job, index: item.index })),
      thanked,
    );
    this.sender.say(() => ({
      type: 'resultsArrived',
      device: this.sender.device,
      batch: sure(parseBatch(packed.slice())),
      ticket,
      at: this.sender.utc(),
    }));
  }
}
