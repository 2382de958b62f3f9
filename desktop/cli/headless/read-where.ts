// What stands behind `node - …` of the device bundle: a code for the coordinator that served the file, or a link or address as for `covey join`.
import { Problem } from '../../host/problem.ts';

/** Eight letters with or without a dash, as the coordinator shows them. */
const CODE = /^[a-z]{4}[- ]?[a-z]{4}$/i;

export interface Where {
  typed: string;
  code?: string;
}

/** @throws Problem when nobody said which coordinator. */
export function readWhere(
  word: string | undefined,
  code: string | undefined,
  coordinator: string | null,
): Where {
  const isCode = word !== undefined && code === undefined && CODE.test(word);
  if (word !== undefined && !isCode) return { typed: word, ...(code !== undefined && { code }) };
  if (coordinator === null)
    throw new Problem(
      'bad-request',
      'this file does not know its coordinator',
      'Fetch it from the coordinator’s address, or give the link that the coordinator shows.',
    );
  const given = isCode ? word : code;
  return { typed: coordinator, ...(given !== undefined && { code: given }) };
}
