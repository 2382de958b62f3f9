// The `covey` program. Exits when its command is done: connections that are kept alive must not hold the person up.
import { createInterface } from 'node:readline/promises';
import { fileURLToPath } from 'node:url';
import { makeTerminal } from './output/terminal.ts';
import { runProgram } from './program.ts';

const terminal = makeTerminal({ out: process.stdout, err: process.stderr }, process.env);
// A reader that went away (`covey jobs | head -1`) is no error.
process.stdout.on('error', (error: NodeJS.ErrnoException) => process.exit(error.code === 'EPIPE' ? 0 : 1));

async function ask(question: string): Promise<string> {
  const reader = createInterface({ input: process.stdin, output: process.stderr });
  try {
    return await reader.question(question);
  } finally {
    reader.close();
  }
}

const code = await runProgram(process.argv.slice(2), {
  terminal,
  env: process.env,
  joinAgain: () => Promise.resolve([process.execPath, fileURLToPath(import.meta.url), 'join']),
  ...(process.stdin.isTTY && process.stderr.isTTY && { ask }),
});
// What was written to a pipe may still be on its way.
process.stdout.write('', () => process.stderr.write('', () => process.exit(code)));
