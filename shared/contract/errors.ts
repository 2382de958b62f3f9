// The closed set of errors that may cross a wire. Each code says which HTTP status carries it, whether trying again can
// help, and what the person can do. The message beside a code names the thing it happened to.
import * as z from 'zod/mini';

interface ErrorKind {
  status: number;
  retry: boolean;
  /** What the person can do, a full sentence. */
  hint: string;
}

const kinds = {
  'bad-request': { status: 400, retry: false, hint: 'Correct the named field and send it again.' },
  'unknown-kernel': {
    status: 400,
    retry: false,
    hint: 'Choose one of the kernels that `GET /api/kernels` lists.',
  },
  'bad-params': {
    status: 400,
    retry: false,
    hint: 'Correct the named parameter; the kernel’s page lists its limits.',
  },
  'no-input': {
    status: 400,
    retry: false,
    hint: 'Add at least one file or a range with at least one element.',
  },
  'bad-input': {
    status: 422,
    retry: false,
    hint: 'Leave the named file out or replace it by a whole one, and submit again.',
  },
  'not-signed-in': {
    status: 401,
    retry: false,
    hint: 'Open the link that `covey link` prints on the coordinator’s computer, or send an API token.',
  },
  'setup-token-invalid': {
    status: 401,
    retry: false,
    hint: 'Run `covey link` on the coordinator’s computer; it prints a new link.',
  },
  forbidden: { status: 403, retry: false, hint: 'Ask the owner of this swarm to do it.' },
  'wrong-host': {
    status: 421,
    retry: false,
    hint: 'Open the address that the coordinator shows, or start it with --allow-host and this name.',
  },
  'not-found': { status: 404, retry: false, hint: 'Check the name; the thing may have been removed.' },
  'wrong-state': {
    status: 409,
    retry: false,
    hint: 'Look at the present state first; this step does not fit it.',
  },
  'hash-mismatch': {
    status: 422,
    retry: true,
    hint: 'Send the bytes again; they changed on the way or on disk.',
  },
  'part-missing': { status: 409, retry: true, hint: 'Upload the missing parts, then say so again.' },
  'too-large': { status: 413, retry: false, hint: 'Send it in smaller pieces.' },
  'code-unknown': { status: 401, retry: false, hint: 'Check the letters, or ask the owner for a new code.' },
  'code-expired': { status: 401, retry: false, hint: 'Ask the owner for a new code.' },
  'code-used-up': { status: 401, retry: false, hint: 'Ask the owner for a new code.' },
  'code-revoked': { status: 401, retry: false, hint: 'Ask the owner for a new code.' },
  'device-unknown': { status: 401, retry: false, hint: 'Join again with a code.' },
  'bad-signature': {
    status: 401,
    retry: false,
    hint: 'Join again with a code; this device’s key does not fit its id.',
  },
  replaced: {
    status: 409,
    retry: false,
    hint: 'Another connection of this device took over; close one of them.',
  },
  'upgrade-required': { status: 426, retry: false, hint: 'Reload the page or update the program.' },
  'coordinator-too-old': { status: 426, retry: false, hint: 'Update the coordinator.' },
  'malformed-message': {
    status: 400,
    retry: false,
    hint: 'Update the program; it sent something this coordinator cannot read.',
  },
  'too-many-requests': { status: 429, retry: true, hint: 'Wait a minute and try again.' },
  'disk-full': {
    status: 507,
    retry: true,
    hint: 'Make room on the coordinator’s disk; work goes on by itself.',
  },
  stopping: { status: 503, retry: true, hint: 'Wait until the coordinator is back.' },
  fenced: {
    status: 503,
    retry: true,
    hint: 'Another coordinator took over this data directory; talk to that one.',
  },
  internal: { status: 500, retry: true, hint: 'Look into the coordinator’s log.' },
} as const satisfies Record<string, ErrorKind>;

export type ErrorCode = keyof typeof kinds;
export const errorKinds: Readonly<Record<ErrorCode, ErrorKind>> = kinds;
export const ErrorCode = z.enum(Object.keys(kinds) as [ErrorCode, ...ErrorCode[]]);

/** What stands on the wire. `message` names what happened to which thing; `hint` what to do. */
export const WireError = z.object({ code: ErrorCode, message: z.string(), hint: z.string() });
export type WireError = z.infer<typeof WireError>;

export const wireError = (code: ErrorCode, message: string): WireError => ({
  code,
  message,
  hint: kinds[code].hint,
});

/** An expected refusal that leaves a function by throwing because its caller is a door (HTTP, socket, CLI). */
export class CoveyError extends Error {
  override readonly name = 'CoveyError';
  readonly code: ErrorCode;
  /** What the person can do: the code's own sentence, unless this happening has a better one. */
  readonly hint: string;
  constructor(code: ErrorCode, message: string, options?: ErrorOptions & { hint?: string }) {
    super(message, options);
    this.code = code;
    this.hint = options?.hint ?? kinds[code].hint;
  }
  toWire(): WireError {
    return { code: this.code, message: this.message, hint: this.hint };
  }
}
