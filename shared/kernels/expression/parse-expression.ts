// Reads a formula: numbers, variables, + - * / % ^, comparisons (1 or 0), parentheses and named functions. Written by hand, so that
// nothing is ever evaluated as a program. `^` binds to the right and tighter than a sign before it, as in mathematics: -2^2 = -4.

export type Expression =
  | { kind: 'number'; value: number }
  | { kind: 'variable'; index: number }
  | { kind: 'call'; name: string; args: Expression[] };

const taking = (count: number, names: string) =>
  names.split(' ').map((name): [string, number] => [name, count]);

/** How many arguments each function takes; the operators are functions too. */
export const ARITY: Readonly<Record<string, number>> = Object.fromEntries([
  ...taking(1, 'abs ceil floor round sign sqrt cbrt trunc exp log log2 log10 erfc'),
  ...taking(1, 'sin cos tan asin acos atan sinh cosh tanh'),
  ...taking(2, 'atan2 pow min max hypot mod'),
  ...taking(3, 'if'),
]);

const CONSTANTS: Readonly<Record<string, number>> = { pi: Math.PI, e: Math.E };
/** Deeper or longer formulas are refused: they are read by recursion and evaluated for every sample. */
const MOST_DEPTH = 50;
const MOST_NODES = 500;
const LEVELS = [
  ['<', '<=', '>', '>=', '==', '!='],
  ['+', '-'],
  ['*', '/', '%'],
];

export class ExpressionError extends Error {
  override name = 'ExpressionError';
}

type Token = { at: number; text: string; kind: 'number' | 'name' | 'sign' | 'end' };

/** @throws ExpressionError saying what is wrong and where, counted from 1. */
export function parseExpression(text: string, variables: readonly string[]): Expression {
  const tokens = tokenize(text);
  let next = 0;
  let nodes = 0;
  const peek = (): Token => tokens[next] ?? { at: text.length, text: '', kind: 'end' };
  const fail = (what: string, { at } = peek()): never => {
    throw new ExpressionError(`${what} at character ${at + 1} of “${text}”`);
  };
  const make = <E extends Expression>(expression: E): E => {
    if (++nodes > MOST_NODES) fail('the formula is too long');
    return expression;
  };
  const accept = (sign: string) => {
    if (peek().kind !== 'sign' || peek().text !== sign) return false;
    next++;
    return true;
  };
  const expectSign = (sign: string) => {
    if (!accept(sign)) fail(`“${sign}” is missing`);
  };

  const binary = (level: number, depth: number): Expression => {
    const signs = LEVELS[level];
    if (!signs) return unary(depth);
    let left = binary(level + 1, depth);
    for (let sign = peek(); sign.kind === 'sign' && signs.includes(sign.text); sign = peek()) {
      next++;
      left = make({ kind: 'call', name: sign.text, args: [left, binary(level + 1, depth)] });
    }
    return left;
  };
  const unary = (depth: number): Expression => {
    if (depth > MOST_DEPTH) fail('the formula is nested too deeply');
    if (accept('+')) return unary(depth + 1);
    if (accept('-')) {
      const zero = make({ kind: 'number', value: -0 });
      return make({ kind: 'call', name: '-', args: [zero, unary(depth + 1)] });
    }
    const base = atom(depth);
    return accept('^') ? make({ kind: 'call', name: 'pow', args: [base, unary(depth + 1)] }) : base;
  };
  const atom = (depth: number): Expression => {
    const token = peek();
    next++;
    if (token.kind === 'number') return make({ kind: 'number', value: Number(token.text) });
    if (token.kind === 'name') return named(token, depth);
    if (token.kind === 'sign' && token.text === '(') {
      const inner = binary(0, depth + 1);
      expectSign(')');
      return inner;
    }
    next--;
    return fail(token.kind === 'end' ? 'something is missing' : `“${token.text}” does not fit`, token);
  };
  const named = (token: Token, depth: number): Expression => {
    const index = variables.indexOf(token.text);
    if (index >= 0) return make({ kind: 'variable', index });
    const constant = Object.hasOwn(CONSTANTS, token.text) ? CONSTANTS[token.text] : undefined;
    if (constant !== undefined) return make({ kind: 'number', value: constant });
    const arity = Object.hasOwn(ARITY, token.text) ? ARITY[token.text] : undefined;
    if (arity === undefined)
      return fail(`there is no “${token.text}” (known: ${variables.join(', ')})`, token);
    expectSign('(');
    const args = [binary(0, depth + 1)];
    while (accept(',')) args.push(binary(0, depth + 1));
    expectSign(')');
    if (args.length !== arity) fail(`${token.text} takes ${arity}, not ${args.length}`, token);
    return make({ kind: 'call', name: token.text, args });
  };

  const whole = binary(0, 0);
  if (peek().kind !== 'end') fail(`“${peek().text}” does not fit`);
  return whole;
}

function tokenize(text: string): Token[] {
  const pattern =
    /\s*(?:(\d+(?:\.\d*)?(?:e[+-]?\d+)?|\.\d+(?:e[+-]?\d+)?)|([a-z]\w*)|(<=|>=|==|!=|[-+*/%^(),<>]))/iy;
  const tokens: Token[] = [];
  const end = text.trimEnd().length;
  while (pattern.lastIndex < end) {
    const from = pattern.lastIndex;
    const match = pattern.exec(text);
    if (!match) {
      const at = from + (text.slice(from).match(/\S/)?.index ?? 0);
      throw new ExpressionError(`“${text[at] ?? ''}” does not fit at character ${at + 1} of “${text}”`);
    }
    const [, number, name, sign] = match;
    const found = number ?? name ?? sign ?? '';
    const kind = number !== undefined ? 'number' : name !== undefined ? 'name' : 'sign';
    tokens.push({ at: pattern.lastIndex - found.length, text: found, kind });
  }
  return tokens;
}
