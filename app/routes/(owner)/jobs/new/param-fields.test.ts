import { expect, test } from 'vitest';
import * as z from 'zod/mini';
import { collectParams, readParamFields } from './param-fields.ts';

const schema = z.toJSONSchema(
  z.strictObject({
    format: z._default(z.enum(['gzip', 'zstd']), 'zstd'),
    level: z.optional(z.int().check(z.gte(1), z.lte(19))),
    keep: z._default(z.boolean(), true),
    label: z.optional(z.string().check(z.maxLength(20))),
    matrix: z.optional(z.array(z.number())),
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
  expect(collectParams(fields, { level: null, matrix: '[1,2]', seed: 0 })).toEqual({
    format: 'zstd',
    keep: true,
    matrix: [1, 2],
    seed: 0,
  });
  expect(() => collectParams(fields, { matrix: '[1,' })).toThrow(SyntaxError);
});

test('a schema without properties has no fields', () => {
  expect(readParamFields({})).toEqual([]);
  expect(readParamFields(null)).toEqual([]);
});
