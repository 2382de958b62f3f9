// The points of a grid where a formula is smallest or largest. Candidate i is the i-th point, the last variable running fastest. A record
// holds the best points of its block, best first: candidate and value each, candidate -1 where there are no more.
import { compileExpression } from '../../expression/compile-expression.ts';
import { parseExpression } from '../../expression/parse-expression.ts';
import { keepBest, type Ranked } from '../keep-best.ts';
import type { SearchParams } from '../params.ts';
import { BLOCKS_PER_CHUNK } from '../records.ts';
import { SearchParamError, type SearchMode } from '../mode.ts';

/** Some 5 ms on a laptop. */
const POINTS_PER_BLOCK = 65_536;
const PAIR_BYTES = 16;
const MOST_VARIABLES = 6;

export interface Variable {
  name: string;
  from: number;
  step: number;
  count: number;
}

export function openSweep(params: SearchParams): SearchMode {
  const { keep, goal, expression } = params;
  const variables = readVariables(params.variables);
  const names = variables.map(({ name }) => name);
  const f = compileExpression(parseExpression(expression, names));
  const point = new Float64Array(variables.length);
  return {
    cut: {
      units: variables.reduce((product, { count }) => product * count, 1),
      unitsPerBlock: POINTS_PER_BLOCK,
      blocksPerChunk: BLOCKS_PER_CHUNK,
      costPerUnit: 1,
    },
    recordBytes: keep * PAIR_BYTES,
    scan({ first, count }) {
      const best = keepBest(keep, goal);
      for (let i = 0; i < count; i++) {
        setPoint(variables, first + i, point);
        best.offer(first + i, f(point));
      }
      return writePairs(best.ranked(), keep);
    },
    // The best is known only at the end.
    hitOf: () => null,
  };
}

function writePairs(ranked: readonly Ranked[], keep: number): Uint8Array {
  const view = new DataView(new ArrayBuffer(keep * PAIR_BYTES));
  for (let i = 0; i < keep; i++) {
    view.setFloat64(i * PAIR_BYTES, ranked[i]?.candidate ?? -1, true);
    view.setFloat64(i * PAIR_BYTES + 8, ranked[i]?.value ?? 0, true);
  }
  return new Uint8Array(view.buffer);
}

export function readPairs(record: DataView): Ranked[] {
  const ranked: Ranked[] = [];
  for (let at = 0; at < record.byteLength; at += PAIR_BYTES) {
    const candidate = record.getFloat64(at, true);
    if (candidate >= 0) ranked.push({ candidate, value: record.getFloat64(at + 8, true) });
  }
  return ranked;
}

/** The values of the variables at a candidate, in their order. */
export function setPoint(variables: readonly Variable[], candidate: number, target: Float64Array): void {
  let rest = candidate;
  for (let i = variables.length - 1; i >= 0; i--) {
    const variable = variables[i];
    if (!variable) continue;
    const next = Math.floor(rest / variable.count);
    target[i] = variable.from + (rest - next * variable.count) * variable.step;
    rest = next;
  }
}

const NUMBER = String.raw`([-+]?(?:\d+\.?\d*|\.\d+)(?:e[-+]?\d+)?)`;
const VARIABLE = new RegExp(
  String.raw`^\s*([a-z]\w*)\s+from\s+${NUMBER}\s+to\s+${NUMBER}(?:\s+step\s+${NUMBER})?\s*$`,
  'i',
);

/** `x from 0 to 10 step 0.5, y from 1 to 3`; a step that is not named is 1. */
export function readVariables(text: string): Variable[] {
  const variables = text.split(/[,;]/).map((part): Variable => {
    const match = VARIABLE.exec(part);
    if (!match)
      throw new SearchParamError(
        `variables: “${part.trim()}” does not read like “x from 0 to 10 step 0.5”, with commas between variables`,
      );
    const [, name = '', from, to, step = '1'] = match;
    const variable = { name, from: Number(from), step: Number(step) };
    const reach = Number(to) - variable.from;
    if (!(variable.step > 0) || !(reach >= 0))
      throw new SearchParamError(`variables: ${name} must go upwards, by steps above 0`);
    // A last step that falls short only by rounding is taken.
    return { ...variable, count: Math.floor(reach / variable.step + 1e-9) + 1 };
  });
  if (variables.length > MOST_VARIABLES)
    throw new SearchParamError(`variables: at most ${MOST_VARIABLES}, not ${variables.length}`);
  if (new Set(variables.map(({ name }) => name)).size < variables.length)
    throw new SearchParamError('variables: each name can be used once');
  return variables;
}
