// The `covey` program. Exits when its command is done: connections that are kept alive must not hold the person up.
import { makeTerminal } from './output/terminal.ts';
import { runProgram } from './program.ts';

const terminal = makeTerminal({ out: process.stdout, err: process.stderr }, process.env);
// A reader that went away (`covey jobs | head -1`) is no error.
process.stdout.on('error', (error: NodeJS.ErrnoException) => process.exit(error.code === 'EPIPE' ? 0 : 1));
const code = await runProgram(process.argv.slice(2), { terminal, env: process.env });
// What was written to a pipe may still be on its way.
process.stdout.write('', () => process.stderr.write('', () => process.exit(code)));
