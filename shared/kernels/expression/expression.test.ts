import { describe, expect, test } from 'vitest';
import { compileExpression } from './compile-expression.ts';
import { ARITY, parseExpression } from './parse-expression.ts';

const valueOf = (text: string, variables: Record<string, number> = {}) =>
  compileExpression(parseExpression(text, Object.keys(variables)))(
    Float64Array.from(Object.values(variables)),
  );
const errorOf = (text: string, variables: string[] = ['x']) => {
  try {
    parseExpression(text, variables);
  } catch (error) {
    return (error as Error).message;
  }
  return 'it was read';
};

describe('formulas', () => {
  test.each([
    ['1 + 2 * 3', 7],
    ['(1 + 2) * 3', 9],
    ['2 - 3 - 4', -5],
    ['16 / 4 / 2', 2],
    ['-2 ^ 2', -4],
    ['2 ^ -1', 0.5],
    ['2 ^ 3 ^ 2', 512],
    ['--3', 3],
    ['1.5e2 + .5', 150.5],
    ['7 % 4 + mod(-1, 4)', 6],
    ['sin(pi / 6) * 2 + cos(0)', 2],
    ['max(1, min(5, 3))', 3],
    ['if(2 > 1, 10, 1 / 0)', 10],
    ['(1 == 1) + (1 != 1) + (2 <= 2)', 2],
    ['hypot(3, 4)', 5],
    [' \t log(e) ', 1],
  ])('%s = %d', (text, value) => {
    expect(valueOf(text)).toBeCloseTo(value, 14);
  });

  test('variables are found by name', () => {
    expect(valueOf('x^2 + y', { x: 3, y: 0.5 })).toBe(9.5);
    expect(valueOf('e', { e: 7 })).toBe(7);
  });

  test('every function can be called', () => {
    for (const [name, count] of Object.entries(ARITY))
      expect(Number.isFinite(valueOf(`${name}(${Array(count).fill('0.5').join(', ')})`))).toBe(true);
  });

  test.each([
    ['', 'something is missing at character 1 of “”'],
    ['1 +', 'something is missing at character 4 of “1 +”'],
    ['1 2', '“2” does not fit at character 3'],
    ['2 $ 3', '“$” does not fit at character 3'],
    ['(1', '“)” is missing at character 3'],
    ['y', 'there is no “y” (known: x)'],
    ['constructor(1)', 'there is no “constructor”'],
    ['sin(1, 2)', 'sin takes 1, not 2'],
    ['sin', '“(” is missing'],
    ['if(1, 2)', 'if takes 3, not 2'],
    [`${'('.repeat(60)}1${')'.repeat(60)}`, 'the formula is nested too deeply'],
    [Array(400).fill('1').join('+'), 'the formula is too long'],
    ['x = 1', '“=” does not fit at character 3'],
  ])('%s is refused: %s', (text, message) => {
    expect(errorOf(text)).toContain(message);
  });
});
