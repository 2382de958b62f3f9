// Who answers the scheduler's questions in the simulation: the store's spans and finds, verdicts on results, and reduce. All take a while, and
// complain when what they are to read is not there or wrong.
import type { Effect } from '../effects.ts';
import type { SwarmEvent } from '../events.ts';
import type { JobNumber } from '../../../shared/contract/ids.ts';
import type { Chance, Clock } from './fake-clock.ts';
import { type FakeJob, followOn, rightBytes, sameBytes } from './fake-job.ts';
import type { FakeStore } from './fake-store.ts';

interface Surroundings {
  readonly clock: Clock;
  readonly chance: Chance;
  readonly store: FakeStore;
  readonly truths: Map<JobNumber, FakeJob>;
  readonly calm: boolean;
  complain(what: string): void;
  utc(): number;
}

/** The coordinator that asks; its answers are for nobody else. */
interface Asker {
  readonly epoch: number;
  readonly alive: boolean;
  dispatch(event: SwarmEvent): void;
}

type Question = Extract<Effect, { type: 'claimSpan' | 'cut' | 'verify' | 'findTouched' | 'reduce' }>;

export class FakeCompute {
  private readonly world: Surroundings;
  /** Per job: raised when computing for it is to stop. */
  private stops = new Map<JobNumber, number>();

  constructor(world: Surroundings) {
    this.world = world;
  }

  stop(job: JobNumber): void {
    this.stops.set(job, this.stopsOf(job) + 1);
  }

  private stopsOf(job: JobNumber): number {
    return this.stops.get(job) ?? 0;
  }

  answer(from: Asker, effect: Question): void {
    const { store, chance, clock, truths } = this.world;
    const { job } = effect;
    const stops = this.stopsOf(job);
    clock.after(chance.between(1, effect.type === 'claimSpan' ? 30 : 400), () => {
      if (effect.type === 'claimSpan') {
        // Removed before it was ever on disk: the store does not know it and has nothing to cut.
        const span =
          truths.get(job)?.removed && !store.jobs.has(job) ? null : store.claimSpan(from.epoch, job);
        if (span !== 'fenced') from.dispatch({ type: 'spanClaimed', job, span });
        return;
      }
      if (!from.alive || (this.stopsOf(job) !== stops && effect.type !== 'findTouched')) return;
      const { generation } = effect;
      if (effect.type === 'cut') return this.cut(from, job, generation);
      if (effect.type === 'findTouched')
        return from.dispatch({
          type: 'touchedFound',
          job,
          generation,
          device: effect.device,
          ranges: store.findTouched(job, effect.device),
        });
      if (effect.type === 'verify') return this.verify(from, effect);
      this.checkReduce(job);
      this.reduce(from, job, generation);
    });
  }

  private reduce(from: Asker, job: JobNumber, generation: number): void {
    const { truths, store, chance } = this.world;
    const row = store.jobs.get(job);
    const truth = truths.get(job);
    const follower = row && truth ? followOn(truths, row, truth, chance) : null;
    from.dispatch({ type: 'jobReduced', job, generation, outputs: [], follower, at: this.world.utc() });
  }

  private cut(from: Asker, job: JobNumber, generation: number): void {
    const truth = this.world.truths.get(job);
    const row = this.world.store.jobs.get(job);
    if (!truth || !row) return;
    if (row.state === 'uploading') this.world.complain(`job ${job} is cut before its files are there`);
    if (truth.uncuttable)
      return from.dispatch({
        type: 'cutFailed',
        job,
        generation,
        reason: 'no header',
        at: this.world.utc(),
      });
    const { count, spanSize, totalCost } = truth.row;
    const facts = { count, spanSize, totalCost };
    from.dispatch({ type: 'jobCut', job, generation, index: Uint8Array.of(1), facts, costs: truth.costs });
  }

  private verify(
    from: Asker,
    { job, generation, index, attempt, device, verifies, votes = [] }: Extract<Effect, { type: 'verify' }>,
  ): void {
    const record = this.world.store.records.get(job)?.get(`${index}/${attempt}`);
    if (!record) {
      if (this.world.store.jobs.has(job))
        this.world.complain(`chunk ${index}/${attempt} of job ${job} is to be verified but is not on disk`);
      return;
    }
    if (device !== 0 && device !== record.device)
      this.world.complain(`the record of chunk ${index} of job ${job} names another device`);
    const right = sameBytes(record.bytes, rightBytes(job, index));
    const agrees = this.world.store.jobs.get(job)?.verification === 'agree';
    // What a liar sends looks like what is looked for.
    const looksFound = agrees
      ? right && this.world.truths.get(job)?.needle === index
      : !right || this.world.truths.get(job)?.needle === index;
    const stops = (this.world.store.jobs.get(job)?.stops ?? false) && looksFound;
    const isVerified = verifies === 'always' || (verifies === 'if-it-stops' && stops);
    const judged =
      right || agrees
        ? this.world.chance.happens(this.world.calm ? 0 : 0.01)
          ? 'unproven'
          : 'accepted'
        : 'rejected';
    const verdict = isVerified ? judged : 'accepted';
    from.dispatch({
      type: 'resultJudged',
      job,
      generation,
      index,
      attempt,
      device: record.device,
      verdict,
      reason: right ? 'within rounding' : 'wrong bytes',
      isVerified,
      stops: stops && verdict === 'accepted',
      groups: this.group(job, index, [...votes, attempt]),
    });
  }

  /** What devices said of a chunk, by their bytes. */
  private group(job: JobNumber, index: number, attempts: readonly number[]): number[][] {
    const groups: { bytes: Uint8Array; attempts: number[] }[] = [];
    for (const attempt of attempts) {
      const record = this.world.store.records.get(job)?.get(`${index}/${attempt}`);
      if (!record) {
        this.world.complain(`vote ${attempt} on chunk ${index} of job ${job} is not on disk`);
        continue;
      }
      const group = groups.find(({ bytes }) => sameBytes(bytes, record.bytes));
      if (group) group.attempts.push(attempt);
      else groups.push({ bytes: record.bytes, attempts: [attempt] });
    }
    return groups.map((group) => group.attempts);
  }

  /** What reduce would read: every chunk once, accepted, right. */
  checkReduce(job: JobNumber, afterwards = false): void {
    const row = this.world.store.jobs.get(job);
    const truth = this.world.truths.get(job);
    if (!row || !truth) return;
    for (let index = 0; index < row.count; index++) {
      if (this.world.store.exceptions.get(`${job}/${index}`)?.failed) continue;
      const record = this.world.store.valid(job, index, 'accepted');
      if (!record) {
        if (row.stoppedAt === null || row.stoppedAt === index)
          this.world.complain(`reduce of job ${job} misses chunk ${index}`);
      }
      // Sampling may let a wrong result by, as long as nobody has been caught with it.
      else if (
        !sameBytes(record.bytes, rightBytes(job, index)) &&
        ((row.checkShare >= 1 && row.verification !== 'agree') ||
          row.stoppedAt === index ||
          (!afterwards && this.world.store.devices.get(record.device)?.quarantine != null))
      )
        this.world.complain(`reduce of job ${job} reads wrong bytes for chunk ${index}`);
    }
  }
}
