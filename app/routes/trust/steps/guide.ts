// What a platform's way of trusting a certificate consists of. The words in the pictures are those of the systems themselves, in English.
import type { PicturedStep } from '#lib/pictures/pictured-step.ts';

export interface Guide {
  /** The route that hands out the file this platform takes. */
  download: '/api/ca.crt' | '/api/ca.mobileconfig';
  /** After the download. */
  steps: readonly PicturedStep[];
  /** What is different elsewhere. */
  note?: string;
  remove: readonly string[];
}

/** How the certificate calls itself in lists; the rest is the coordinator's computer. */
export const ITS_NAME = 'Covey on …';
