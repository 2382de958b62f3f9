// Failed chunks that the owner wants tried again: of a job that goes on, of one that had ended, after a restart.
import { describe, expect, test } from 'vitest';
import type { Change } from './changes.ts';
import { deviceRow, emptyStore, jobNumber, uniform, UTC } from './fake-rows.ts';
import type { DeviceRow, ExceptionRow, JobRow, ShareRow, SpanRow } from './rows.ts';
import { only, Scenario } from './scenario.ts';

/** What a store keeps of the ticks it was given. */
class Kept {
  spans = new Map<number, SpanRow>();
  exceptions = new Map<number, ExceptionRow>();
  shares = new Map<number, ShareRow>();
  job: JobRow | undefined;

  take(changes: readonly Change[]): void {
    for (const change of changes) {
      if (change.type === 'spanChanged') this.spans.set(change.row.no, change.row);
      if (change.type === 'exceptionChanged') this.exceptions.set(change.row.index, change.row);
      if (change.type === 'shareChanged') this.shares.set(change.row.device, change.row);
      if (change.type === 'jobAdded' || change.type === 'jobChanged') this.job = change.row;
    }
  }
}

/** Job 1 of three chunks on three devices; chunk 0 throws on each of them until it has failed. */
function withFailure(): { it: Scenario; kept: Kept } {
  const it = new Scenario();
  const kept = new Kept();
  it.submit(1, { count: 3 });
  kept.take(it.commit());
  for (const device of [1, 2, 3]) it.add(device, {}, { threads: 1 });
  for (let round = 0; round < 3; round++) {
    const [holder] = it.holdersOf(1, 0);
    it.fail(holder!, 1, 0, 'no such codec');
    it.now += 300;
    it.pass(300);
  }
  expect(it.job(1).failed).toBe(1);
  kept.take(it.commit());
  return { it, kept };
}

const retry = (it: Scenario, kept?: Kept) =>
  it.tell({
    type: 'jobRetried',
    job: jobNumber(1),
    at: UTC + it.now,
    ...(kept && {
      kept: { spans: [...kept.spans.values()], exceptions: [...kept.exceptions.values()], costs: uniform },
    }),
  });

function endWithFailure(): { it: Scenario; kept: Kept } {
  const { it, kept } = withFailure();
  for (const index of [1, 2]) it.results(it.holdersOf(1, index)[0]!, 1, [index]);
  it.tell({ type: 'jobReduced', job: jobNumber(1), generation: 1, outputs: [], at: UTC + it.now });
  expect(it.job(1).row).toMatchObject({ state: 'done', note: '1 chunk failed' });
  kept.take(it.commit());
  return { it, kept };
}

const restarted = (kept: Kept, devices: DeviceRow[] = []) =>
  new Scenario(
    emptyStore({
      jobs: [kept.job!],
      shares: [...kept.shares.values()],
      free: [{ job: jobNumber(1), low: 3 }],
      devices,
    }),
  );

describe('[E7] failed chunks tried again', () => {
  test('in a running job: pending at once, also for devices that threw, and three throws are needed anew', () => {
    const { it } = withFailure();
    const effects = retry(it);
    expect(only(effects, 'note').map(({ text }) => text)).toEqual([
      '1 failed chunk of job 1 is tried again.',
    ]);
    expect(it.job(1)).toMatchObject({ failed: 0, row: { state: 'running', generation: 1 } });
    expect(it.job(1).history.get(0)?.row).toMatchObject({ failed: false, threwOn: [], crashes: 0 });
    const [first] = it.holdersOf(1, 0);
    expect(first).toBeDefined();
    it.fail(first!, 1, 0);
    expect(it.job(1).failed).toBe(0);
  });

  test('while the output is put together: that reduce is void [E3]', () => {
    const { it } = withFailure();
    for (const index of [1, 2]) it.results(it.holdersOf(1, index)[0]!, 1, [index]);
    expect(it.job(1).row.state).toBe('reducing');
    expect(only(retry(it), 'stopCompute')).toHaveLength(1);
    expect(it.job(1).row).toMatchObject({ state: 'running', generation: 2 });
    it.tell({ type: 'jobReduced', job: jobNumber(1), generation: 1, outputs: [], at: UTC });
    expect(it.job(1).row.state).toBe('running');
  });

  test('a job that is done goes on with what it had, and is done again without the note', () => {
    const { it, kept } = endWithFailure();
    const before = it.job(1).row;
    const ran = before.endedAt! - before.startedAt!;
    it.now += 60_000;
    retry(it, kept);
    const job = it.job(1);
    expect(job).toMatchObject({ claimed: 3, recorded: 2, accepted: 2, failed: 0, acceptedCost: 2 });
    expect(job.row).toMatchObject({ state: 'running', generation: 2, endedAt: null, note: '' });
    expect(UTC + it.now - job.row.startedAt!).toBe(ran);
    const [holder] = it.holdersOf(1, 0);
    const reduce = only(it.results(holder!, 1, [0], 1, 2), 'reduce');
    expect(reduce).toMatchObject([{ generation: 2 }]);
    it.tell({ type: 'jobReduced', job: jobNumber(1), generation: 2, outputs: [], at: UTC + it.now });
    expect(it.job(1)).toMatchObject({ accepted: 3, row: { state: 'done', note: '' } });
  });

  test('after a restart as well', () => {
    const { kept } = endWithFailure();
    const again = restarted(kept);
    expect(again.job(1)).toMatchObject({ accepted: 2, failed: 1 });
    retry(again, kept);
    expect(again.job(1)).toMatchObject({ pending: 1, accepted: 2, failed: 0, row: { state: 'running' } });
  });

  test('results of a device that is in quarantine by then are looked up first [V4]', () => {
    const { kept } = endWithFailure();
    const [share] = kept.shares.values();
    const again = restarted(kept, [deviceRow(share!.device, { quarantine: 'it lied' })]);
    expect(only(retry(again, kept), 'findTouched')).toMatchObject([{ device: share!.device, generation: 2 }]);
  });

  test('nothing happens to a job without failed chunks, to a cancelled one, or without what was kept', () => {
    const { it, kept } = endWithFailure();
    expect(retry(it)).toEqual([]);
    expect(it.job(1).row.state).toBe('done');
    it.job(1).row.state = 'cancelled';
    expect(retry(it, kept)).toEqual([]);
    const fresh = new Scenario();
    fresh.submit(1, { count: 3 });
    expect(retry(fresh)).toEqual([]);
    expect(fresh.job(1).row.generation).toBe(1);
  });
});
