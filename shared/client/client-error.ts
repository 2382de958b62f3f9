// What can go wrong on this side of the wire: nobody answers, the answer cannot be read, a source is not what it was.
// Refusals by the coordinator are CoveyError with the code it sent; these are the rest, with the same three parts.

const hints = {
  unreachable: 'Check that the coordinator runs (`covey serve`) and that the address is right.',
  'strange-answer':
    'Check the address: something else may live there, or the two programs are of different versions.',
  'open-channel':
    'Use the https address, with --ca where its root is not known, or run it on the coordinator’s own computer.',
  'source-unreadable': 'Make the file readable or leave it out, then submit again.',
  'source-changed': 'Wait until nothing writes to the file any more, then submit again.',
} as const satisfies Record<string, string>;

export type ClientErrorCode = keyof typeof hints;

export class ClientError extends Error {
  override readonly name = 'ClientError';
  readonly code: ClientErrorCode;
  /** What the person can do, a full sentence. */
  readonly hint: string;
  constructor(code: ClientErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
    this.hint = hints[code];
  }
}
