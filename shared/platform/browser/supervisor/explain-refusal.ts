// A failure of joining or handing over as a person reads it.
import { CoveyError } from '../../../contract/errors.ts';
import type { Refusal } from './supervisor-messages.ts';

export function explainRefusal(error: unknown): Refusal {
  if (error instanceof CoveyError) return { code: error.code, message: error.message, hint: error.hint };
  return {
    code: 'unreachable',
    message: 'The coordinator cannot be reached.',
    hint: 'Check that this device is on the same network as the coordinator, then try again.',
  };
}
