// Every kernel there is, by name; the only file that knows them all. What a screen loads is names, parameters and plans:
// verify and reduce are fetched by the kernels themselves when they are first asked for.
import type * as z from 'zod/mini';
import { CoveyError } from '../contract/errors.ts';
import type { JobInput } from '../contract/job.ts';
import { compress } from './compress/describe.ts';
import { hash } from './hash/describe.ts';
import { image } from './image/describe.ts';
import type { KernelDescription } from './kernel.ts';
import { mathStress } from './math-stress/describe.ts';
import { matmul } from './matmul/describe.ts';
import { montecarlo } from './montecarlo/describe.ts';
import { probe } from './probe/describe.ts';
import { render } from './render/describe.ts';
import { script } from './script/describe.ts';
import { search } from './search/describe.ts';
import { textTokenize } from './text-tokenize/describe.ts';
import { train } from './train/describe.ts';
import { video } from './video/describe.ts';
import { wasm } from './wasm/describe.ts';

/** What is kept of a kernel when many are kept together: its parameters come from `parseParams` and are not looked into. */
const erase = <P>(kernel: KernelDescription<P>) => kernel as unknown as KernelDescription;

export const kernels: readonly KernelDescription[] = [
  erase(hash),
  erase(compress),
  erase(image),
  erase(textTokenize),
  erase(matmul),
  erase(render),
  erase(montecarlo),
  erase(search),
  erase(mathStress),
  erase(probe),
  erase(script),
  erase(train),
  erase(video),
  erase(wasm),
];

const byName = new Map(kernels.map((kernel) => [kernel.name, kernel]));

/** @throws CoveyError `unknown-kernel` naming it and what there is. */
export function findKernel(name: string): KernelDescription {
  const kernel = byName.get(name);
  if (kernel) return kernel;
  throw new CoveyError(
    'unknown-kernel',
    `there is no kernel ${JSON.stringify(name)}; there are ${[...byName.keys()].join(', ')}`,
  );
}

/** The name under which a kernel's script, or that of a variant, is built. */
export const scriptName = (kernel: string, variant: string | null) =>
  variant === null ? kernel : `${kernel}-${variant}`;

/** The name under which the script that a job needs was built. */
export const scriptNameOf = (kernel: KernelDescription, params: unknown, input: JobInput): string =>
  scriptName(kernel.name, kernel.variantFor?.(params, input) ?? null);

/** The names of all of its scripts. */
export const scriptNamesOf = ({ name, variants = [] }: KernelDescription): string[] =>
  [null, ...variants].map((variant) => scriptName(name, variant));

/** The parameters with defaults filled in. @throws CoveyError `bad-params` naming each wrong one and its limit. */
export function parseParams<P>(kernel: KernelDescription<P>, params: unknown): P {
  const parsed = kernel.params.safeParse(params ?? {});
  if (parsed.success) return parsed.data;
  throw new CoveyError('bad-params', parsed.error.issues.map(describeIssue).join('; '));
}

function describeIssue(issue: z.core.$ZodIssue): string {
  const name = issue.path.join('.') || 'params';
  switch (issue.code) {
    case 'too_small':
      return `${name}: must be at least ${issue.minimum}`;
    case 'too_big':
      return `${name}: must be at most ${issue.maximum}`;
    case 'invalid_value':
      return `${name}: must be one of ${issue.values.join(', ')}`;
    case 'invalid_type':
      return `${name}: must be ${issue.expected === 'int' ? 'a whole number' : `of type ${issue.expected}`}`;
    case 'unrecognized_keys':
      return issue.keys.map((key) => `${key}: there is no such parameter`).join('; ');
    default:
      return `${name}: ${issue.message}`;
  }
}
