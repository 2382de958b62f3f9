// A scheduler in a test whose devices say things of chunks that can be compared. Not used by the program.
import type { Effect } from '../effects.ts';
import { deviceRow, emptyStore } from '../fake-rows.ts';
import type { JobRow } from '../rows.ts';
import { only, Scenario } from '../scenario.ts';

/** A swarm that remembers what each device said of a chunk, and answers the scheduler's questions from that. */
export class AgreeingSwarm extends Scenario {
  private said = new Map<string, string>();

  /** Results of these chunks, and all that follows: `value` is what the device says of each. */
  say(device: number, job: number, indexes: readonly number[], value = 'right'): Effect[] {
    for (const index of indexes) {
      const attempt = this.job(job).history.get(index)?.row.attempt ?? 0;
      this.said.set(`${job}/${index}/${attempt}`, value);
    }
    return this.answer(this.results(device, job, indexes));
  }

  answer(effects: Effect[]): Effect[] {
    const all = [...effects];
    for (const asked of only(effects, 'verify')) {
      const byValue = new Map<string, number[]>();
      for (const attempt of [...(asked.votes ?? []), asked.attempt]) {
        const value = this.said.get(`${asked.job}/${asked.index}/${attempt}`) ?? 'unread';
        byValue.set(value, [...(byValue.get(value) ?? []), attempt]);
      }
      all.push(...this.answer(this.judge(asked, 'accepted', '', false, [...byValue.values()])));
    }
    return all;
  }

  /** [chunks, of these taken on trust] of a device. */
  share(job: number, device: number): [number, number] {
    const share = this.job(job).shares.get(this.device(device).row.number);
    return [share?.chunks ?? 0, share?.trusted ?? 0];
  }

  votesOf(job: number, index: number): number[] {
    return (this.job(job).history.get(index)?.row.votes ?? []).map(({ device }) => device);
  }
}

export function swarmOf(proven: readonly number[], over: Partial<JobRow> = {}): AgreeingSwarm {
  const s = new AgreeingSwarm(
    emptyStore({ devices: proven.map((many, i) => deviceRow(i + 1, { proven: many })) }),
  );
  s.submit(1, { count: 1, verification: 'agree', checkShare: 0.1, ...over });
  s.commit();
  for (let n = 1; n <= proven.length; n++) s.connect(n, { threads: 1 });
  return s;
}
