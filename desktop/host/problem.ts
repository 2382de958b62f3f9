// What went wrong on this machine, in the three parts that every error here has: a code, what happened to which thing, what to do.
// `describeProblem` brings whatever was thrown into that form; a surprise keeps its message and asks for a report.
import { ClientError } from '../../shared/client/client-error.ts';
import { CoveyError } from '../../shared/contract/errors.ts';

export class Problem extends Error {
  override readonly name = 'Problem';
  readonly code: string;
  readonly hint: string;
  constructor(code: string, message: string, hint: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
    this.hint = hint;
  }
}

/** The coordinator does not take this device in: trying again does not mend it. */
export class RefusedProblem extends Problem {}

/** One that is found in a result which was printed already: scripts have it, only people must be told. */
export class ResultProblem extends Problem {}

export interface Described {
  code: string;
  message: string;
  hint: string;
}

const SYSTEM_HINTS: Record<string, string> = {
  ENOENT: 'Check the name; it does not exist.',
  EACCES: 'Change its permissions, or choose another place.',
  EPERM: 'Change its permissions, or choose another place.',
  ENOSPC: 'Make room on the disk, then run it again.',
  EDQUOT: 'Make room on the disk, then run it again.',
  EROFS: 'Choose a place that can be written to.',
  ENOTDIR: 'Part of the path is a file; choose another path.',
  EISDIR: 'It is a folder; choose another path.',
  ENAMETOOLONG: 'Choose a shorter name.',
  EMFILE: 'Close some programs, or raise the limit with `ulimit -n`.',
};

export function describeProblem(error: unknown): Described {
  if (error instanceof Problem || error instanceof ClientError || error instanceof CoveyError)
    return { code: error.code, message: error.message, hint: error.hint };
  if (!(error instanceof Error)) return { code: 'internal', message: String(error), hint: INTERNAL_HINT };
  const code = 'code' in error && typeof error.code === 'string' ? error.code : '';
  const hint = SYSTEM_HINTS[code];
  if (hint) return { code, message: error.message.replace(`${code}: `, ''), hint };
  return { code: code || 'internal', message: error.message, hint: INTERNAL_HINT };
}

const INTERNAL_HINT = 'This was not foreseen: run it again with COVEY_DEBUG=1 and report what it prints.';
