// The fields of a kernel's form, read from the JSON Schema of its parameters. Knows what kernels use: choices, switches, whole
// and other numbers, text. Anything else is edited as JSON, so that no parameter is out of reach.
import { locale } from '#lib/messages/t.ts';
import { CoveyError } from '#shared/contract/errors.ts';

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
  | { kind: 'numbers'; initial: string }
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
    case 'array':
      if (isNumber(record(property['items'])['type']))
        return { kind: 'numbers', initial: Array.isArray(initial) ? initial.join(', ') : '' };
      return { kind: 'json', initial: initial === undefined ? '' : JSON.stringify(initial) };
    default:
      return { kind: 'json', initial: initial === undefined ? '' : JSON.stringify(initial) };
  }
}

/** What is not filled in is left out: the kernel's own default holds. @throws CoveyError `bad-params` naming what cannot be read. */
export function collectParams(
  fields: readonly ParamField[],
  entered: Readonly<Record<string, unknown>>,
): Record<string, unknown> {
  const params: Record<string, unknown> = {};
  for (const field of fields) {
    const value = entered[field.name] ?? field.initial;
    if (value === undefined || value === '' || value === null) continue;
    params[field.name] = typeof value === 'string' ? readText(field, value) : value;
  }
  return params;
}

function readText({ kind, name }: ParamField, text: string): unknown {
  if (kind === 'numbers') {
    const numbers = text.split(/[\s,;]+/).filter((each) => each !== '');
    const wrong = numbers.find((each) => !Number.isFinite(Number(each)));
    if (wrong === undefined) return numbers.map(Number);
    throw new CoveyError('bad-params', `${name}: “${wrong}” is not a number`, {
      hint: 'Write numbers with commas between them.',
    });
  }
  if (kind !== 'json') return text;
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new CoveyError('bad-params', `${name}: this is not JSON`, {
      cause,
      hint: 'Quotes, brackets and commas must be as in {"a": [1, 2]}.',
    });
  }
}

/** How a value is shown in its control. */
export function shownValue(field: ParamField, value: unknown): string {
  if (value === undefined || value === null) return '';
  if (typeof value === 'string') return value;
  return field.kind === 'numbers' && Array.isArray(value) ? value.join(', ') : JSON.stringify(value);
}

/** What may be entered, from the schema alone: `1 to 19`, `at least 0`. */
export function limitText(field: ParamField): string {
  if (field.kind === 'numbers') return 'Numbers with commas between them; may stay empty.';
  if (field.kind !== 'number') return '';
  const { min, max, whole } = field;
  const kind = whole ? 'A whole number' : 'A number';
  if (min !== undefined && max !== undefined) return `${kind} from ${format(min)} to ${format(max)}.`;
  if (min !== undefined) return `${kind}, at least ${format(min)}.`;
  return max === undefined ? '' : `${kind}, at most ${format(max)}.`;
}

const format = (value: number) => new Intl.NumberFormat(locale()).format(value);
const isNumber = (type: unknown) => type === 'integer' || type === 'number';

const record = (value: unknown): Record<string, unknown> =>
  typeof value === 'object' && value !== null ? { ...value } : {};

/** zod writes the limits of safe integers where there is no limit. */
const sensible = (value: unknown) =>
  typeof value === 'number' && Math.abs(value) < Number.MAX_SAFE_INTEGER ? value : undefined;
