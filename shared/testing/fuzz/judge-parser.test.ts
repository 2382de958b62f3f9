// The judge and the mutations themselves: a parser that breaks a promise is caught, and what was valid stays as it was.
import { describe, expect, test } from 'vitest';
import * as fc from 'fast-check';
import * as z from 'zod/mini';
import { nearSchema, validSamples } from './from-schema.ts';
import { ownProto } from './hostile-values.ts';
import { judgeParser, type Parsed, SLOW_MS } from './judge-parser.ts';
import { bytesMutations, mutateBytes } from './mutate-bytes.ts';
import { mutateValue, valueMutations } from './mutate-value.ts';

const parser = (
  parse: (input: unknown) => Parsed,
  again: ((value: unknown) => unknown) | null = (value) => value,
) => ({
  name: 'it',
  parse,
  again,
});

describe('a parser is caught that', () => {
  test('throws', () => {
    const throwing = parser(() => {
      throw new TypeError('surprise');
    });
    expect(() => judgeParser(throwing, 1)).toThrow('surprise');
  });

  test('lets a key reach into the language’s own objects', () => {
    const careless = parser((input) => {
      const merged: Record<string, object> = {};
      for (const [key, value] of Object.entries(input as object)) Object.assign((merged[key] ??= {}), value);
      return { ok: true, value: {} };
    });
    try {
      expect(() => judgeParser(careless, ownProto({ polluted: 1 }))).toThrow('changed a prototype');
    } finally {
      Reflect.deleteProperty(Object.prototype, 'polluted');
    }
  });

  test('takes too long, every time', () => {
    const slow = parser(() => {
      for (const until = performance.now() + SLOW_MS + 5; performance.now() < until;);
      return { ok: false };
    });
    expect(() => judgeParser(slow, 1)).toThrow(/took \d+ ms/);
  });

  test('refuses or changes what it made', () => {
    expect(() =>
      judgeParser(
        parser((input) => (input === 1 ? { ok: true, value: 2 } : { ok: false })),
        1,
      ),
    ).toThrow('refuses');
    const growing = parser((input) => ({ ok: true, value: Number(input) + 1 }));
    expect(() => judgeParser(growing, 1)).toThrow('something else');
  });
});

test('a mutation leaves the message it was made from as it was, and mostly changes something', () => {
  const message = { a: [1, 2, { b: 'text' }], c: new Uint8Array([1, 2, 3]), d: null };
  const before = structuredClone(message);
  let changed = 0;
  fc.assert(
    fc.property(valueMutations, (mutations) => {
      if (JSON.stringify(mutateValue(message, mutations)) !== JSON.stringify(before)) changed++;
    }),
    { numRuns: 2000, seed: 1 },
  );
  expect(message).toEqual(before);
  expect(changed).toBeGreaterThan(1500);
});

test('a mutation of bytes leaves them as they were, and mostly changes something', () => {
  const bytes = new TextEncoder().encode('{"first":0,"count":12,"names":["a","b"]}');
  const before = Buffer.from(bytes);
  let changed = 0;
  fc.assert(
    fc.property(bytesMutations, (mutations) => {
      if (!before.equals(mutateBytes(bytes, mutations))) changed++;
    }),
    { numRuns: 2000, seed: 1 },
  );
  expect(before.equals(bytes)).toBe(true);
  expect(changed).toBeGreaterThan(1500);
});

test('a schema gives values that it takes, and values close to them of which it takes some', () => {
  const schema = z.object({
    id: z.string().check(z.regex(/^job_[0-9a-f]{8}$/)),
    count: z.int().check(z.gte(1), z.lte(9)),
    kind: z.optional(z.enum(['a', 'b'])),
    list: z.array(z.nullable(z.number())),
  });
  expect(validSamples(schema, 3)).toHaveLength(8);
  const near = fc.sample(nearSchema(schema), { numRuns: 1000, seed: 3 });
  const taken = near.filter((value) => schema.safeParse(value).success).length;
  expect(taken).toBeGreaterThan(10);
  expect(taken).toBeLessThan(900);
});
