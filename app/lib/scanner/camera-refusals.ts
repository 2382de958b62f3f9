// Why there is no picture, as a person reads it, and what they can do. Typing the code works in every case, and each says so.
import type { Problem } from '#lib/swarm/ask.ts';

export type CameraRefusal =
  /** A page on plain http: browsers give it no camera. */
  | 'insecure'
  /** The person, or the system, said no. */
  | 'forbidden'
  | 'none'
  /** Another program has it, or it broke. */
  | 'busy'
  /** The part that reads codes did not load. */
  | 'no-reader';

const typing = 'Typing the code always works.';

export const refusalWords: Record<CameraRefusal, Pick<Problem, 'message' | 'hint'>> = {
  insecure: {
    message: 'This page may not use the camera, because it was opened over plain http.',
    hint: `The phone’s own camera app reads the QR code as well. ${typing}`,
  },
  forbidden: {
    message: 'The camera is not allowed for this page.',
    hint: `Allow it by the sign beside the address, or in the system’s settings, then try again. ${typing}`,
  },
  none: { message: 'No camera was found on this device.', hint: typing },
  busy: {
    message: 'The camera gave no picture.',
    hint: `Perhaps another app uses it: close that one, then try again. ${typing}`,
  },
  'no-reader': {
    message: 'The part of Covey that reads QR codes could not be loaded.',
    hint: `Check the connection, then try again. ${typing}`,
  },
};
