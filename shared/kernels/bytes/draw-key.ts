// A name that nobody can guess, for what devices keep between chunks of one job.

/** 128 bits, hexadecimal. Whoever could guess it could have another owner's data used for a job. */
export const drawKey = (): string =>
  Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, '0')).join(
    '',
  );
