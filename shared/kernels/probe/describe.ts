// `probe`: measures the swarm itself. Turns each number of a range into a few bytes with as much work as asked for; its
// plan is arithmetic, so ten million chunks cost no more than ten. Also the kernel of the benches.
import { CoveyError } from '../../contract/errors.ts';
import { MAX_CHUNKS, type JobInput, type RangeInput } from '../../contract/job.ts';
import type { KernelDescription, NextContext, NextJob, Plan } from '../kernel.ts';
import type { ProbeArgs } from './numbers.ts';
import { ProbeParams } from './params.ts';

const MOST_RESULT_BYTES = 1024 * 1024;

function requireRange(input: JobInput): RangeInput {
  if (input.kind !== 'range') throw new CoveyError('no-input', 'probe works on a range of numbers');
  if (input.count === 0) throw new CoveyError('no-input', 'the range has no numbers');
  return input;
}

function split({ group, bytes }: ProbeParams, input: JobInput): Uint8Array {
  const { start, count } = requireRange(input);
  if (!Number.isSafeInteger(start + count)) throw new CoveyError('bad-request', 'the range ends beyond 2^53');
  if (group * bytes > MOST_RESULT_BYTES)
    throw new CoveyError(
      'bad-params',
      `group: ${group} results of ${bytes} bytes exceed 1 MiB; at most ${Math.floor(MOST_RESULT_BYTES / bytes)}`,
    );
  if (Math.ceil(count / group) > MAX_CHUNKS)
    throw new CoveyError(
      'bad-params',
      `group: must be at least ${Math.ceil(count / MAX_CHUNKS)} for ${count} numbers`,
    );
  return new Uint8Array(0);
}

function openPlan({ group }: ProbeParams, input: JobInput): Plan {
  const { start, count: numbers } = requireRange(input);
  const count = Math.ceil(numbers / group);
  return {
    count,
    cost: (first, length) => Math.min(numbers, (first + length) * group) - Math.min(numbers, first * group),
    describe: (index) => {
      if (!Number.isInteger(index) || index < 0 || index >= count)
        throw new RangeError(`there is no chunk ${index} of ${count}`);
      const inChunk = Math.min(group, numbers - index * group);
      if (start === 0 && inChunk === group) return null;
      const args: ProbeArgs = { first: start + index * group, count: inChunk };
      return { input: [], args };
    },
  };
}

async function next({ params, input, round, stoppedAt }: NextContext<ProbeParams>): Promise<NextJob | null> {
  if (round >= params.rounds || stoppedAt !== null) return null;
  const { start, count } = requireRange(input);
  return { params: { ...params }, input: { kind: 'range', start: start + count, count } };
}

export const probe: KernelDescription<ProbeParams> = {
  name: 'probe',
  title: 'Probe',
  summary: 'Measures the swarm itself: turns each number of a range into a few bytes.',
  inputs: ['range'],
  concatenates: true,
  params: ProbeParams,
  defaultVerification: 'check',
  checkShare: ({ work }) => (work > 1000 ? 0.1 : 1),
  split,
  openPlan,
  verify: async (...asked) => (await import('./verify.ts')).verify(...asked),
  reduce: async (context) => (await import('./reduce.ts')).reduce(context),
  stop: async (params, _chunk, result) => (await import('./stop.ts')).stop(params, result),
  looksFor: ({ findBelow }) => findBelow > 0,
  next,
  rounds: ({ rounds }) => rounds,
  evenRounds: true,
};
