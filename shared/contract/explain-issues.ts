// What is wrong with something from outside, in words a person can read and no longer than that: a list of ten thousand wrong
// elements, or a key of a megabyte, must not become an answer or a log line of the same size.
import type * as z from 'zod/mini';

const MOST_ISSUES = 5;
const LONGEST_PATH = 100;
const LONGEST_MESSAGE = 200;

const clip = (text: string, most: number) =>
  (text.length > most ? `${text.slice(0, most)}…` : text).toWellFormed();

/** One sentence per issue, the first few only: `files[3].size: Invalid input: expected number`. */
export function explainIssues({ issues }: z.core.$ZodError): string {
  const told = issues.slice(0, MOST_ISSUES).map(({ path, message }) => {
    const where = path
      .slice(0, 10)
      .map((part, i) =>
        typeof part === 'number' ? `[${part}]` : `${i > 0 ? '.' : ''}${clip(String(part), LONGEST_PATH)}`,
      )
      .join('');
    return `${where === '' ? '' : `${where}: `}${clip(message, LONGEST_MESSAGE)}`;
  });
  const more = issues.length - told.length;
  return told.join('; ') + (more > 0 ? `; and ${more} more` : '');
}
