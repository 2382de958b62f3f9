// The fields of a kernel's form, read from the JSON Schema of its parameters. Knows what kernels use: choices, switches, whole
// and other numbers, text. Anything else is edited as JSON, so that no parameter is out of reach.
export type ParamField = { name: string; required: boolean } & (
  | { kind: 'choice'; values: string[]; initial: string }
  | { kind: 'switch'; initial: boolean }
  | {
      kind: 'number';
      whole: boolean;
      min: number | undefined;
      max: number | undefined;
      initial: number | undefined;
    }
  | { kind: 'text'; maxLength: number | undefined; initial: string }
  | { kind: 'json'; initial: string }
);

export function readParamFields(schema: unknown): ParamField[] {
  const { properties, required } = record(schema);
  const needed = new Set(Array.isArray(required) ? required : []);
  return Object.entries(record(properties)).map(([name, property]) => ({
    name,
    required: needed.has(name),
    ...readField(record(property)),
  }));
}

type Bare = ParamField extends infer F ? (F extends unknown ? Omit<F, 'name' | 'required'> : never) : never;

function readField(property: Record<string, unknown>): Bare {
  const initial = property['default'];
  const values = property['enum'];
  if (Array.isArray(values) && values.every((value) => typeof value === 'string'))
    return { kind: 'choice', values, initial: typeof initial === 'string' ? initial : (values[0] ?? '') };
  switch (property['type']) {
    case 'boolean':
      return { kind: 'switch', initial: initial === true };
    case 'integer':
    case 'number':
      return {
        kind: 'number',
        whole: property['type'] === 'integer',
        min: sensible(property['minimum']),
        max: sensible(property['maximum']),
        initial: typeof initial === 'number' ? initial : undefined,
      };
    case 'string':
      return {
        kind: 'text',
        maxLength: sensible(property['maxLength']),
        initial: typeof initial === 'string' ? initial : '',
      };
    default:
      return { kind: 'json', initial: initial === undefined ? '' : JSON.stringify(initial) };
  }
}

/** What is not filled in is left out: the kernel's own default holds. @throws SyntaxError for JSON that is none. */
export function collectParams(
  fields: readonly ParamField[],
  entered: Readonly<Record<string, unknown>>,
): Record<string, unknown> {
  const params: Record<string, unknown> = {};
  for (const field of fields) {
    const value = entered[field.name] ?? field.initial;
    if (value === undefined || value === '' || value === null) continue;
    params[field.name] =
      field.kind === 'json' && typeof value === 'string' ? (JSON.parse(value) as unknown) : value;
  }
  return params;
}

const record = (value: unknown): Record<string, unknown> =>
  typeof value === 'object' && value !== null ? { ...value } : {};

/** zod writes the limits of safe integers where there is no limit. */
const sensible = (value: unknown) =>
  typeof value === 'number' && Math.abs(value) < Number.MAX_SAFE_INTEGER ? value : undefined;
