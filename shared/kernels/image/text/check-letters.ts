// Refuses a watermark that cannot be written, when the job is submitted.
import { CoveyError } from '../../../contract/errors.ts';
import { missingLetter } from './watermark.ts';

/** @throws CoveyError `bad-params` naming the letter. */
export async function checkLetters(watermark: string): Promise<void> {
  const letter = await missingLetter(watermark);
  if (letter === null) return;
  throw new CoveyError('bad-params', `watermark: ${JSON.stringify(letter)} cannot be written`, {
    hint: 'Latin, Greek and Cyrillic letters, digits and usual signs can.',
  });
}
