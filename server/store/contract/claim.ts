// Opening a store as the suite, the benches and the test processes do.
import type { Claim, Opened, Store } from '../store.ts';

export const NOW = 1_700_000_000_000;
export const TERM = 30_000;

export const claim = (parts: Partial<Claim> = {}): Claim => ({
  holder: 'A',
  now: NOW,
  termMs: TERM,
  force: false,
  ...parts,
});

/** @throws when it is refused. */
export async function takeOver(
  store: Store,
  parts: Partial<Claim> = {},
): Promise<Extract<Opened, { kind: 'opened' }>> {
  const opened = await store.open(claim(parts));
  if (opened.kind !== 'opened') throw new Error(`the store is held by ${opened.holder}`);
  return opened;
}
