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

/** The name under which the script that a job needs was built. */
export function scriptNameOf(kernel: KernelDescription, params: unknown, input: JobInput): string {
  const variant = kernel.variantFor?.(params, input) ?? null;
  return variant === null ? kernel.name : `${kernel.name}-${variant}`;
}

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
