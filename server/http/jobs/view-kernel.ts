// A kernel as owners' programs and screens see it.
import * as z from 'zod/mini';
import type { KernelView } from '../../../shared/contract/http-api.ts';
import type { KernelDescription } from '../../../shared/kernels/kernel.ts';
import { scriptNamesOf } from '../../../shared/kernels/registry.ts';
import type { KernelScripts } from '../../kernel-scripts.ts';

export function viewKernel(kernel: KernelDescription, scripts: KernelScripts): KernelView {
  const { name, title, summary, inputs, looksInside, params, defaultVerification } = kernel;
  return {
    name,
    title,
    summary,
    inputs: [...inputs],
    looksInside: looksInside ?? false,
    version: scripts.versionOf(name),
    scripts: Object.fromEntries(scriptNamesOf(kernel).map((script) => [script, scripts.versionOf(script)])),
    params: z.toJSONSchema(params, { io: 'input' }),
    defaultVerification,
    pictures: kernel.pictures !== undefined,
    concatenates: kernel.concatenates ?? false,
  };
}
