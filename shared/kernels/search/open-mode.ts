// The modes of `search` by name.
import { openFactor } from './modes/factor.ts';
import { openNonce } from './modes/nonce.ts';
import { openPreimage } from './modes/preimage.ts';
import { openPrimes } from './modes/primes.ts';
import { openSweep } from './modes/sweep.ts';
import type { SearchParams } from './params.ts';
import type { SearchMode } from './mode.ts';

/** @throws SearchParamError, or ExpressionError where the formula cannot be read. */
export function openMode(params: SearchParams): SearchMode {
  switch (params.mode) {
    case 'nonce':
      return openNonce(params);
    case 'preimage':
      return openPreimage(params);
    case 'factor':
      return openFactor(params);
    case 'primes':
      return openPrimes(params);
    case 'sweep':
      return openSweep(params);
  }
}
