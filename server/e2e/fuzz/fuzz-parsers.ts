// Drives inputs through every parser with fast-check: six in ten are mutations of valid ones, the rest is made from the schemas or is
// anything at all. A failure is shrunk and told with the seed that replays it.
import * as fc from 'fast-check';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { hostileText, hostileValue } from '../../../shared/testing/fuzz/hostile-values.ts';
import { judgeParser } from '../../../shared/testing/fuzz/judge-parser.ts';
import { bytesMutations, mutateBytes } from '../../../shared/testing/fuzz/mutate-bytes.ts';
import { mutateValue, valueMutations } from '../../../shared/testing/fuzz/mutate-value.ts';
import { nearSchema } from '../../../shared/testing/fuzz/from-schema.ts';
import { readCorpus } from './corpus.ts';
import type { FuzzedParser } from './fuzzed-parser.ts';
import { makeParsers } from './parsers.ts';

export interface ParserFuzz {
  seed: number;
  inputs: number;
  /** Ends earlier, in good order, when this much time has gone by. */
  limitMs: number;
  onRound?(done: number, heapMiB: number): void;
}

export interface ParserReport {
  parsers: number;
  inputs: number;
  /** Inputs that were mutations of valid ones. */
  mutated: number;
  /** Inputs that a parser took. */
  taken: number;
  seconds: number;
  /** Heap after collection, MiB: after each round. */
  heap: number[];
}

interface Case {
  input: unknown;
  mutated: boolean;
}

const ROUNDS = 8;
const MOST_GROWTH_MIB = 8;
/** Characters of a failing input that are shown; the seed makes the rest again. */
const TOLD_OF_AN_INPUT = 2000;
const encode = (text: string) => new TextEncoder().encode(text);
const mutated = (input: unknown): Case => ({ input, mutated: true });
const made = (input: unknown): Case => ({ input, mutated: false });

/** JSON as JSON.stringify makes it of whatever there is: what it cannot say is left out. */
const sayable = (value: unknown) =>
  encode(JSON.stringify(value, (_, each: unknown) => (each instanceof Uint8Array ? [...each] : each)) ?? '');

function casesOf(parser: FuzzedParser): fc.Arbitrary<Case> {
  const anything = fc.oneof(
    fc.nat(10_000).map(hostileValue),
    fc.anything({ withNullPrototype: true, withTypedArray: true }),
  );
  const near = parser.schema ? nearSchema(parser.schema) : anything;
  switch (parser.kind) {
    case 'value': {
      const valid = fc.constantFrom(...parser.valid);
      return fc.oneof(
        {
          weight: 6,
          arbitrary: fc.tuple(valid, valueMutations).map(([value, how]) => mutated(mutateValue(value, how))),
        },
        { weight: 3, arbitrary: near.map(made) },
        { weight: 1, arbitrary: anything.map(made) },
      );
    }
    case 'bytes': {
      const valid = fc.constantFrom(...parser.valid);
      const json = parser.schema !== null;
      const inside = fc
        .tuple(valid, valueMutations)
        .map(([bytes, how]) => sayable(mutateValue(JSON.parse(new TextDecoder().decode(bytes)), how)));
      return fc.oneof(
        {
          weight: json ? 3 : 6,
          arbitrary: fc.tuple(valid, bytesMutations).map(([bytes, how]) => mutated(mutateBytes(bytes, how))),
        },
        ...(json ? [{ weight: 3, arbitrary: inside.map(mutated) }] : []),
        {
          weight: 3,
          arbitrary: json
            ? near.map((value) => made(sayable(value)))
            : fc.uint8Array({ maxLength: 400 }).map(made),
        },
        { weight: 1, arbitrary: fc.uint8Array({ maxLength: 60 }).map(made) },
      );
    }
    case 'text': {
      const texts = fc.tuple(fc.constantFrom(...parser.valid), bytesMutations);
      return fc.oneof(
        {
          weight: 6,
          arbitrary: texts.map(([text, how]) =>
            mutated(new TextDecoder().decode(mutateBytes(encode(text), how))),
          ),
        },
        { weight: 3, arbitrary: fc.string({ unit: 'binary' }).map(made) },
        { weight: 1, arbitrary: fc.nat(1000).map((pick) => made(hostileText(pick))) },
      );
    }
  }
}

/** @throws Error of the first promise broken, with the input and how to replay it. */
export function fuzzParsers({ seed, inputs, limitMs, onRound }: ParserFuzz): ParserReport {
  const parsers = makeParsers(readCorpus()).map((parser) => ({ parser, cases: casesOf(parser) }));
  const report: ParserReport = {
    parsers: parsers.length,
    inputs: 0,
    mutated: 0,
    taken: 0,
    seconds: 0,
    heap: [],
  };
  const started = performance.now();
  const numRuns = Math.ceil(inputs / ROUNDS / parsers.length);
  for (let round = 0; round < ROUNDS; round++) {
    for (const [i, { parser, cases }] of parsers.entries()) {
      const left = limitMs * ((round + 1) / ROUNDS) - (performance.now() - started);
      if (left <= 0) break;
      const property = fc.property(cases, ({ input, mutated: isMutated }) => {
        report.inputs++;
        if (isMutated) report.mutated++;
        if (judgeParser(parser as never, input).ok) report.taken++;
      });
      const share = {
        interruptAfterTimeLimit: Math.max(1, left / (parsers.length - i)),
        markInterruptAsFailure: false,
      };
      const outcome = fc.check(property, { seed: seed + round, numRuns, ...share });
      if (outcome.counterexample !== null)
        throw new Error(
          `${parser.name}: ${String(outcome.errorInstance)}\n${String(fc.defaultReportMessage(outcome)).slice(0, TOLD_OF_AN_INPUT)}\nreplay: COVEY_SEED=${seed} npm run soak -- fuzz`,
          { cause: outcome.errorInstance },
        );
    }
    report.heap.push(heapMiB());
    onRound?.(report.inputs, report.heap.at(-1) ?? 0);
  }
  const growth = (report.heap.at(-1) ?? 0) - (report.heap[1] ?? 0);
  if (growth > MOST_GROWTH_MIB)
    throw new Error(
      `the parsers keep ${growth.toFixed(1)} MiB: ${report.heap.map((each) => each.toFixed(1)).join(', ')}`,
    );
  return { ...report, seconds: (performance.now() - started) / 1000 };
}

/** What is still held once everything is collected that can be. */
function heapMiB(): number {
  setFlagsFromString('--expose-gc');
  (runInNewContext('gc') as () => void)();
  return process.memoryUsage().heapUsed / 2 ** 20;
}
