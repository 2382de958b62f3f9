// `covey map`: runs the owner's own function, a file of TypeScript, JavaScript or WebAssembly, over numbers, lines or files.
import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { InvalidArgumentError, Option, type Command } from 'commander';
import type { OwnCode } from '../../../shared/client/upload-code.ts';
import { CoveyError } from '../../../shared/contract/errors.ts';
import { autoGroup } from '../../../shared/kernels/owner-code/items/items-plan.ts';
import { findKernel, parseParams } from '../../../shared/kernels/registry.ts';
import { bundleScript } from '../../host/bundle-script.ts';
import { listSource } from '../../host/list-source.ts';
import { fromWhereTheyStand, standingDirectory } from '../../host/places.ts';
import type { JobOrder } from '../../host/run-job.ts';
import { walkInputs } from '../../host/walk-inputs.ts';
import { withDeviceOptions, withOwnerOptions, type CommandContext } from '../command-context.ts';
import { type OrderOptions, type ReadOrder, requireFolder, runOrder } from '../run-order.ts';
import { readRange, readWhole } from '../read-option.ts';

interface MapOptions extends OrderOptions {
  out: string;
  range?: { start: number; count: number };
  lines?: string[];
  jsonLines?: string[];
  files?: string[];
  list?: string;
  args?: unknown;
  output?: string;
  group?: number;
  seed?: number;
  seconds?: number;
  memory?: number;
  trust?: true;
  name?: string;
  priority?: number;
}

const HELP = `
The file exports a function, and may export more:
  export default function (item, params, ctx) { return … }     for every item; may be async
  export function reduce(results, params, ctx) { return … }    once, over all results, on one device
  export function verify(item, result, params, ctx) { … }      false: the result is wrong, another device computes it

ctx: random() (the same for the same item), log(…), await progress(0.5), math (sin, exp, pow … the same on every device).
Some results are computed on several devices, which must agree; --trust where they cannot (a clock, say).
What a script imports is bundled. It has no files and no network, on any device. A .wasm file is run as it is.

Examples:
  covey map prime.ts --range 0:1000000 --out results
  covey map score.ts --lines reviews.txt --args '{"language":"en"}' --out results
  covey map thumb.ts --files photos --output files --out thumbs`;

export function addMap(program: Command, context: CommandContext): void {
  const own = ['lines', 'jsonLines', 'files', 'list'];
  const command = program
    .command('map')
    .description('run your own function over numbers, lines or files')
    .argument('<code>', 'a file of TypeScript, JavaScript or WebAssembly')
    .requiredOption(
      '--out <dir>',
      '(required) where the output goes; older output of the same name is replaced',
    )
    .addOption(
      new Option('--range <start:count>', 'every whole number of a range')
        .argParser(readRange)
        .conflicts(own),
    )
    .addOption(new Option('--lines <path...>', 'every line of these text files').conflicts(own.slice(1)))
    .addOption(new Option('--json-lines <path...>', 'every line, read as JSON').conflicts(['files', 'list']))
    .addOption(new Option('--files <path...>', 'every file, and all in these folders').conflicts(['list']))
    .option('--list <file>', 'every element of a JSON array')
    .addOption(new Option('--args <json>', 'the function’s second argument').argParser(readJson))
    .addOption(
      new Option(
        '--output <kind>',
        'results as lines of JSON, as bytes end to end, or a file for each item',
      ).choices(['jsonl', 'bin', 'files']),
    )
    .option(
      '--group <n>',
      'items in a chunk, or KiB of lines (default: what suits the input)',
      readWhole(1, 65_536),
    )
    .option('--seed <n>', 'changes what ctx.random gives', readWhole(0, 0xffff_ffff))
    .option('--seconds <n>', 'what a chunk may take (default: 300)', readWhole(1, 86_400))
    .option('--memory <mib>', 'memory that a chunk may take (default: 512)', readWhole(16, 8192))
    .option('--trust', 'results count as they come, because they may differ from device to device')
    .option('--name <name>', 'what the job is called in lists')
    .option('--priority <n>', 'higher goes first, -100 to 100', readWhole(-100, 100))
    .addHelpText('after', HELP);
  withDeviceOptions(withOwnerOptions(command)).action((code: string, options: MapOptions) =>
    runOrder(options, context, () => readMap(code, options, context.env)),
  );
}

async function readMap(file: string, options: MapOptions, env: NodeJS.ProcessEnv): Promise<ReadOrder> {
  const out = fromWhereTheyStand(options.out, env);
  await requireFolder(out);
  const { kernel, code } = await readCode(fromWhereTheyStand(file, env));
  const { range, args, output, group, seed, seconds, memory, name, priority } = options;
  const params = {
    ...(args !== undefined && { args }),
    ...(output !== undefined && { output }),
    ...(seed !== undefined && { seed }),
    ...(seconds !== undefined && { seconds }),
    ...(memory !== undefined && { memory }),
    ...(options.files === undefined && range === undefined && { items: options.lines ? 'lines' : 'json' }),
    // said, not left to the coordinator: then chunks of a range need no description each
    ...(group !== undefined ? { group } : range && { group: autoGroup(range.count) }),
  };
  parseParams(findKernel(kernel), params);
  const submission = {
    kernel,
    code,
    params,
    name: name ?? `${code.name}: ${describeInput(options)}`,
    ...(options.trust && { verification: 'trust' as const }),
    ...(priority !== undefined && { priority }),
  };
  const { input, skipped } = await readInput(options, out, env);
  return { job: { submission, out, input }, skipped };
}

async function readCode(path: string): Promise<{ kernel: 'script' | 'wasm'; code: OwnCode }> {
  if (path.endsWith('.wasm')) {
    const bytes = await readFile(path).catch((cause: NodeJS.ErrnoException) => {
      throw new CoveyError(
        'bad-input',
        `the module ${JSON.stringify(path)} cannot be read: ${cause.message}`,
        { cause },
      );
    });
    return { kernel: 'wasm', code: { name: basename(path), bytes } };
  }
  const { name, text, hasReduce } = await bundleScript(path);
  return { kernel: 'script', code: { name, bytes: new TextEncoder().encode(text), reduce: hasReduce } };
}

async function readInput(
  { range, lines, jsonLines, files, list }: MapOptions,
  out: string,
  env: NodeJS.ProcessEnv,
): Promise<{ input: JobOrder['input']; skipped: ReadOrder['skipped'] }> {
  if (range) return { input: { kind: 'range', ...range }, skipped: [] };
  if (list !== undefined)
    return {
      input: { kind: 'sources', sources: [await listSource(fromWhereTheyStand(list, env))] },
      skipped: [],
    };
  const paths = lines ?? jsonLines ?? files;
  if (!paths)
    throw new CoveyError('no-input', 'there is nothing to run the function over', {
      hint: 'Give one of --range, --lines, --json-lines, --files and --list.',
    });
  const walked = await walkInputs(paths, standingDirectory(env), out);
  if (walked.files.length === 0)
    throw new CoveyError(
      'no-input',
      `there are no files in ${paths.map((path) => JSON.stringify(path)).join(', ')}`,
    );
  return { input: { kind: 'files', files: walked.files }, skipped: walked.skipped };
}

function describeInput({ range, lines, jsonLines, files, list }: MapOptions): string {
  if (range) return `${range.count} numbers from ${range.start}`;
  const kind = files ? 'files of' : list === undefined ? 'lines of' : 'elements of';
  return `${kind} ${(lines ?? jsonLines ?? files ?? [list]).join(', ').slice(0, 100)}`;
}

function readJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new InvalidArgumentError(`It must be JSON, such as '{"limit": 5}'.`);
  }
}
