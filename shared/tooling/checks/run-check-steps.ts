// Runs the steps of `npm run check` side by side and reports each in one line, with its output if it failed.
import { spawn } from 'node:child_process';
import { availableParallelism } from 'node:os';
import { checkFileLengths } from './check-file-lengths.ts';
import type { CheckStep } from './check-steps.ts';

interface Outcome {
  passed: boolean;
  /** Shown when it is not empty: what failed, or what to keep in mind. */
  output: string;
}

export interface FinishedStep {
  name: string;
  passed: boolean;
}

/** Resolves with every step, in the order in which they ended. */
export async function runCheckSteps(steps: CheckStep[]): Promise<FinishedStep[]> {
  const waiting = [...steps];
  const lengths = report('file lengths', checkFileLengths(), 0);
  const finished = [lengths];

  const lane = async (): Promise<void> => {
    for (let step = waiting.shift(); step; step = waiting.shift()) {
      const start = performance.now();
      finished.push(report(step.name, await runCommands(step.commands), performance.now() - start));
    }
  };
  await Promise.all(Array.from({ length: Math.max(2, availableParallelism()) }, lane));
  return finished;
}

function report(name: string, { passed, output }: Outcome, milliseconds: number): FinishedStep {
  const seconds = (milliseconds / 1000).toFixed(1).padStart(5);
  process.stdout.write(`check  ${name.padEnd(14)} ${seconds} s  ${passed ? 'ok' : 'FAILED'}\n`);
  if (output.trim()) process.stdout.write(`${output.trimEnd()}\n`);
  return { name, passed };
}

async function runCommands(commands: CheckStep['commands']): Promise<Outcome> {
  for (const [script, ...args] of commands) {
    const outcome = await runCommand([`node_modules/${script}`, ...args]);
    if (!outcome.passed) return outcome;
  }
  return { passed: true, output: '' };
}

function runCommand(args: string[]): Promise<Outcome> {
  return new Promise((resolve) => {
    // Tools that find no terminal leave out their progress bars.
    const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'pipe'] });
    const kept: Buffer[] = [];
    child.stdout.on('data', (bytes: Buffer) => kept.push(bytes));
    child.stderr.on('data', (bytes: Buffer) => kept.push(bytes));
    child.once('error', (error) => resolve({ passed: false, output: error.message }));
    child.once('close', (code) =>
      resolve({ passed: code === 0, output: Buffer.concat(kept).toString('utf8') }),
    );
  });
}
