// Values made from a schema itself, by way of its JSON Schema: valid ones to mutate where nothing was recorded, and near ones that are right in
// shape and mostly at or just past the limits. A kind of schema that is not known here gives anything at all.
import * as fc from 'fast-check';
import * as z from 'zod/mini';
import { listFacts } from '../../contract/list.ts';
import { hostileNumbers, hostileText, hostileTexts, hostileValue } from './hostile-values.ts';

type Schema = z.core.JSONSchema.BaseSchema;

const anything = fc.nat(10_000).map(hostileValue);
const nearNumbers = fc.oneof(
  fc.constantFrom(...hostileNumbers),
  fc.integer({ min: -2, max: 5000 }),
  fc.double(),
);
const nearTexts = fc.oneof(
  fc.string({ maxLength: 80 }),
  fc.string({ unit: 'binary', maxLength: 80 }),
  fc.nat(hostileTexts.length).map(hostileText),
);

interface Manner {
  /** Wraps what is right into what is mostly right. */
  mostly(right: fc.Arbitrary<unknown>, near: fc.Arbitrary<unknown>): fc.Arbitrary<unknown>;
}

const strict: Manner = { mostly: (right) => right };
const loose: Manner = {
  mostly: (right, near) =>
    fc.oneof(
      { weight: 6, arbitrary: right },
      { weight: 3, arbitrary: near },
      { weight: 1, arbitrary: anything },
    ),
};

function make(schema: Schema | boolean | undefined, manner: Manner): fc.Arbitrary<unknown> {
  if (typeof schema !== 'object') return fc.jsonValue({ maxDepth: 2 });
  const { mostly } = manner;
  if (schema.const !== undefined) return mostly(fc.constant(schema.const), anything);
  if (schema.enum) return mostly(fc.constantFrom(...(schema.enum as unknown[])), nearTexts);
  const options = schema.anyOf ?? schema.oneOf;
  if (options) return fc.oneof(...(options as Schema[]).map((option) => make(option, manner)));
  switch (schema.type) {
    case 'object':
      return mostly(makeObject(schema, manner), fc.constant({}));
    case 'array':
      return mostly(
        fc.array(make(schema.items as Schema, manner), {
          minLength: schema.minItems ?? 0,
          maxLength: Math.min(schema.maxItems ?? 3, (schema.minItems ?? 0) + 3),
        }),
        fc.constant([]),
      );
    case 'string':
      return mostly(makeText(schema), nearTexts);
    case 'integer':
    case 'number':
      return mostly(makeNumber(schema), nearNumbers);
    case 'boolean':
      return mostly(fc.boolean(), anything);
    case 'null':
      return mostly(fc.constant(null), anything);
    default:
      return fc.jsonValue({ maxDepth: 2 });
  }
}

function makeObject(
  { properties, required, additionalProperties }: Schema,
  manner: Manner,
): fc.Arbitrary<unknown> {
  if (!properties && typeof additionalProperties === 'object')
    return fc.dictionary(fc.string({ maxLength: 20 }), make(additionalProperties as Schema, manner), {
      maxKeys: 4,
    });
  const fields = Object.entries(properties ?? {}).map(
    ([key, value]) => [key, make(value as Schema, manner)] as const,
  );
  return fc.record(Object.fromEntries(fields), { requiredKeys: required ?? [] });
}

function makeText({ pattern, minLength = 0, maxLength = 40 }: Schema): fc.Arbitrary<string> {
  if (pattern !== undefined) return fc.stringMatching(new RegExp(pattern));
  return fc.string({ minLength, maxLength: Math.max(minLength, Math.min(maxLength, 40)) });
}

function makeNumber({ type, minimum, maximum, exclusiveMinimum }: Schema): fc.Arbitrary<number> {
  const min = Math.max(Number(minimum ?? -1e6), Number(exclusiveMinimum ?? -1e6));
  const max = Math.max(min, Math.min(Number(maximum ?? 1e6), Number.MAX_SAFE_INTEGER));
  return type === 'integer'
    ? fc.integer({ min: Math.ceil(min), max: Math.floor(max) })
    : fc.double({ min, max, noNaN: true });
}

const describe = (schema: z.ZodMiniType): Schema =>
  z.toJSONSchema(schema, {
    io: 'input',
    unrepresentable: 'any',
    override({ zodSchema, jsonSchema }) {
      const facts = listFacts.get(zodSchema);
      if (facts)
        Object.assign(jsonSchema, { type: 'array', maxItems: facts.most, items: describe(facts.item) });
    },
  });

export const nearSchema = (schema: z.ZodMiniType): fc.Arbitrary<unknown> => make(describe(schema), loose);

/** Up to eight values that the schema takes, the same for the same seed. */
export function validSamples(schema: z.ZodMiniType, seed: number): unknown[] {
  return fc
    .sample(make(describe(schema), strict), { numRuns: 40, seed })
    .filter((value) => schema.safeParse(value).success)
    .slice(0, 8);
}
