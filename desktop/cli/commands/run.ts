// `covey run`: files in, checked output out.
import { Option, type Command } from 'commander';
import * as z from 'zod/mini';
import { CoveyError } from '../../../shared/contract/errors.ts';
import { kernels, parseParams } from '../../../shared/kernels/registry.ts';
import { fromWhereTheyStand, standingDirectory } from '../../host/places.ts';
import { Problem } from '../../host/problem.ts';
import { walkInputs } from '../../host/walk-inputs.ts';
import { withDeviceOptions, withOwnerOptions, type CommandContext } from '../command-context.ts';
import { readParam, readRange, readWhole } from '../read-option.ts';
import { type OrderOptions, type ReadOrder, requireFolder, runOrder } from '../run-order.ts';

interface RunOptions extends OrderOptions {
  out: string;
  param?: Record<string, unknown>;
  name?: string;
  range?: { start: number; count: number };
  count?: { start: number; count: number };
  priority?: number;
}

export function addRun(program: Command, context: CommandContext): void {
  const command = program
    .command('run')
    .description('compute a job and write its output')
    .argument('<kernel>', 'what to compute, such as hash or compress')
    .argument('[path...]', 'files, and folders with all that is in them')
    .requiredOption(
      '--out <dir>',
      '(required) where the output goes; older output of the same name is replaced, input never',
    )
    .option('--param <name=value>', 'a parameter of the kernel; may be given several times', readParam)
    .addOption(
      new Option('--range <start:count>', 'for kernels that count instead of reading files').argParser(
        readRange,
      ),
    )
    .addOption(new Option('--count <n>', 'the same as --range 0:n').argParser(readRange).conflicts('range'))
    .option('--name <name>', 'what the job is called in lists')
    .option('--priority <n>', 'higher goes first, -100 to 100', readWhole(-100, 100))
    .addHelpText(
      'after',
      `\nKernels:\n${describeKernels()}\n\nWithout a running coordinator one is started for the length of the job. Ctrl-C cancels the job.\nExit code 0 only when every chunk was right and every output is written.`,
    );
  withDeviceOptions(withOwnerOptions(command)).action(
    (kernel: string, paths: string[], options: RunOptions) => runRun(kernel, paths, options, context),
  );
}

async function runRun(
  kernel: string,
  paths: string[],
  options: RunOptions,
  context: CommandContext,
): Promise<void> {
  await runOrder(options, context, () => readOrder(kernel, paths, options, context.env));
}

async function readOrder(
  kernel: string,
  paths: string[],
  options: RunOptions,
  env: NodeJS.ProcessEnv,
): Promise<ReadOrder> {
  const out = fromWhereTheyStand(options.out, env);
  await requireFolder(out);
  const { param: params, name, priority } = options;
  // before gigabytes are hashed; a kernel that only the coordinator knows is for the coordinator to judge
  const known = kernels.find((each) => each.name === kernel);
  if (known) parseParams(known, params);
  const submission = {
    kernel,
    ...(params && { params }),
    ...(name !== undefined && { name }),
    ...(priority !== undefined && { priority }),
  };
  const range = options.range ?? options.count;
  if (range) {
    if (paths.length > 0)
      throw new Problem(
        'bad-request',
        'a job has either files or a range, not both',
        'Leave out the paths or --range.',
      );
    return { job: { submission, out, input: { kind: 'range', ...range } }, skipped: [] };
  }
  if (paths.length === 0 && known?.inputs.includes('none'))
    return { job: { submission, out, input: { kind: 'none' } }, skipped: [] };
  if (paths.length === 0)
    throw new CoveyError('no-input', `there is nothing to ${kernel}: no path was given`);
  const { files, skipped } = await walkInputs(paths, standingDirectory(env), out);
  if (files.length === 0)
    throw new CoveyError(
      'no-input',
      `there are no files in ${paths.map((path) => JSON.stringify(path)).join(', ')}`,
    );
  return { job: { submission, out, input: { kind: 'files', files } }, skipped };
}

const INPUT_OPTIONS = { files: 'files', range: 'range', none: 'no input' } as const;

/** One line for each kernel that comes with Covey, and what `--param` may set. */
function describeKernels(): string {
  return kernels
    .map(({ name, summary, inputs, params }) => {
      const { properties = {} } = z.toJSONSchema(params, { io: 'input' });
      const settable = Object.entries(properties).map(([param, schema]) => `${param}=${valuesOf(schema)}`);
      return `  ${name.padEnd(9)} ${summary} (${inputs.map((input) => INPUT_OPTIONS[input]).join(' or ')})${settable.length > 0 ? `\n            ${settable.join('  ')}` : ''}`;
    })
    .join('\n');
}

function valuesOf(schema: z.core.JSONSchema._JSONSchema): string {
  if (typeof schema === 'boolean') return '…';
  if (schema.enum) return schema.enum.join('|');
  if (schema.minimum !== undefined && schema.maximum !== undefined)
    return `${schema.minimum}..${schema.maximum}`;
  return String(schema.type ?? '…');
}
