// Asks a person before something that cannot be undone. Scripts say `--yes`.
import { createInterface } from 'node:readline/promises';
import { Problem } from '../host/problem.ts';

/** @throws Problem when nobody is there to answer, or the answer is no. */
export async function confirm(question: string, isSure: boolean | undefined): Promise<void> {
  if (isSure) return;
  if (!process.stdin.isTTY)
    throw new Problem(
      'not-confirmed',
      `${question} Nobody is there to answer.`,
      'Add --yes if you are sure.',
    );
  const lines = createInterface({ input: process.stdin, output: process.stderr });
  try {
    const answer = await lines.question(`${question} [y/N] `);
    if (/^y(es)?$/i.test(answer.trim())) return;
  } finally {
    lines.close();
  }
  throw new Problem('not-confirmed', 'Nothing was changed.', 'Answer with y to go on.');
}
