// Turns a formula that was read into a function of its variables: nested closures over math that has the same bits everywhere.
import { deterministicMath as m } from '../math/deterministic-math.ts';
import type { Expression } from './parse-expression.ts';

/** Given the values of the variables by their number. */
export type Compiled = (variables: Float64Array) => number;

const ONE: Readonly<Record<string, (x: number) => number>> = {
  abs: m.abs,
  ceil: m.ceil,
  floor: m.floor,
  round: m.round,
  sign: m.sign,
  sqrt: m.sqrt,
  trunc: m.trunc,
  exp: m.exp,
  log: m.log,
  log2: m.log2,
  log10: m.log10,
  sin: m.sin,
  cos: m.cos,
  tan: m.tan,
  asin: m.asin,
  acos: m.acos,
  atan: m.atan,
  sinh: m.sinh,
  cosh: m.cosh,
  tanh: m.tanh,
  cbrt: m.cbrt,
  erfc: m.erfc,
};

const TWO: Readonly<Record<string, (a: number, b: number) => number>> = {
  atan2: m.atan2,
  min: (a, b) => m.min(a, b),
  max: (a, b) => m.max(a, b),
  hypot: (a, b) => m.hypot(a, b),
  pow: m.pow,
  mod: (a, b) => a - b * m.floor(a / b),
  '%': (a, b) => a % b,
  '<': (a, b) => (a < b ? 1 : 0),
  '<=': (a, b) => (a <= b ? 1 : 0),
  '>': (a, b) => (a > b ? 1 : 0),
  '>=': (a, b) => (a >= b ? 1 : 0),
  '==': (a, b) => (a === b ? 1 : 0),
  '!=': (a, b) => (a === b ? 0 : 1),
};

export function compileExpression(expression: Expression): Compiled {
  if (expression.kind === 'number') {
    const { value } = expression;
    return () => value;
  }
  if (expression.kind === 'variable') {
    const { index } = expression;
    return (variables) => variables[index] ?? NaN;
  }
  const { name } = expression;
  const [a, b, c] = expression.args.map(compileExpression);
  if (a && b && c) return (v) => (a(v) === 0 ? c(v) : b(v));
  if (a && b) {
    // The four that are met most are spelled out: an engine inlines them.
    if (name === '+') return (v) => a(v) + b(v);
    if (name === '-') return (v) => a(v) - b(v);
    if (name === '*') return (v) => a(v) * b(v);
    if (name === '/') return (v) => a(v) / b(v);
    const two = TWO[name];
    if (two) return (v) => two(a(v), b(v));
  }
  const one = ONE[name];
  if (a && !b && one) return (v) => one(a(v));
  throw new Error(`there is no function ${name} of ${expression.args.length}`);
}
