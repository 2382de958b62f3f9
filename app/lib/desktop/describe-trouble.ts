// What the main process could not do, as a person reads it.
import { CoveyError } from '#shared/contract/errors.ts';

export interface Told {
  message: string;
  hint: string;
}

export function describeTrouble(error: unknown): Told {
  if (error instanceof CoveyError) return { message: error.message, hint: error.hint };
  return {
    message: 'The tray app did not answer.',
    hint: 'Quit Covey from its icon and start it again.',
  };
}
