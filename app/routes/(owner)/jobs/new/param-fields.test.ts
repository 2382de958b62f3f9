import { expect, test } from 'vitest';
import * as z from 'zod/mini';
import { collectParams, limitText, readParamFields, shownValue } from './param-fields.ts';

const schema = z.toJSONSchema(
  z.strictObject({
    format: z._default(z.enum(['gzip', 'zstd']), 'zstd'),
    level: z.optional(z.int().check(z.gte(1), z.lte(19))),
    keep: z._default(z.boolean(), true),
    label: z.optional(z.string().check(z.maxLength(20))),
    matrix: z.optional(z.array(z.array(z.number()))),
    skip: z._default(z.array(z.int()), [3]),
    seed: z.optional(z.int()),
  }),
  { io: 'input' },
);

test('each parameter becomes the control that fits it', () => {
  expect(readParamFields(schema)).toEqual([
    { name: 'format', required: false, kind: 'choice', values: ['gzip', 'zstd'], initial: 'zstd' },
    { name: 'level', required: false, kind: 'number', whole: true, min: 1, max: 19, initial: undefined },
    { name: 'keep', required: false, kind: 'switch', initial: true },
    { name: 'label', required: false, kind: 'text', maxLength: 20, initial: '' },
    { name: 'matrix', required: false, kind: 'json', initial: '' },
    { name: 'skip', required: false, kind: 'numbers', initial: '3' },
    {
      name: 'seed',
      required: false,
      kind: 'number',
      whole: true,
      min: undefined,
      max: undefined,
      initial: undefined,
    },
  ]);
});

test('what is not filled in is left to the kernel', () => {
  const fields = readParamFields(schema);
  expect(collectParams(fields, { level: null, matrix: '[[1,2]]', skip: '4, 5 6', seed: 0 })).toEqual({
    format: 'zstd',
    keep: true,
    matrix: [[1, 2]],
    skip: [4, 5, 6],
    seed: 0,
  });
  expect(() => collectParams(fields, { matrix: '[1,' })).toThrow('matrix: this is not JSON');
  expect(() => collectParams(fields, { skip: '1, two' })).toThrow('skip: “two” is not a number');
});

test('a schema without properties has no fields', () => {
  expect(readParamFields({})).toEqual([]);
  expect(readParamFields(null)).toEqual([]);
});

test('limits are told as sentences, and values of a former job are shown as they are entered', () => {
  const [, level, , , , skip, seed] = readParamFields(schema);
  expect(limitText(level!)).toBe('A whole number from 1 to 19.');
  expect(limitText(seed!)).toBe('');
  expect(shownValue(skip!, [7, 8])).toBe('7, 8');
  expect(shownValue(readParamFields(schema)[4]!, { a: 1 })).toBe('{"a":1}');
});
