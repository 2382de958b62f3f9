// Does the suite notice? Each broken engine must fail the cases that are there to catch it, and the same engine whole must pass them.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { storeCases, trackStores } from '../store-contract.ts';
import type { Store } from '../store.ts';
import { openUnbroken, openWithoutFence, openWithoutTransaction } from './testing/broken-engines.ts';

/** Sentences of the cases of these rules that an engine fails. */
async function failures(open: (dir: string) => Store, rules: readonly string[]): Promise<string[]> {
  const failed: string[] = [];
  for (const { rule, says, run } of storeCases.filter((one) => rules.includes(one.rule))) {
    const dir = await mkdtemp(join(tmpdir(), 'covey-broken-'));
    const world = trackStores(
      () => open(dir),
      () => rm(dir, { recursive: true, force: true }),
    );
    await run(world).catch(() => failed.push(`[${rule}] ${says}`));
    await world.end();
  }
  return failed;
}

describe('the suite', () => {
  test('finds nothing wrong with the engine as it is', async () => {
    expect(await failures(openUnbroken, ['S5', 'S6', 'S10', 'S14', 'S21'])).toEqual([]);
  });

  test('catches an engine without a fence', async () => {
    expect(await failures(openWithoutFence, ['S5', 'S6', 'S10', 'S21'])).toEqual([
      '[S5] after a take-over the former owner’s commit is fenced and writes nothing',
      '[S5] after a take-over the former owner claims no span',
      '[S5] of two that both record a chunk, only the present owner’s record counts',
      '[S6] fenced is for ever, even when the new owner has gone',
      '[S21] a chunk is claimed once, over any number of restarts and take-overs',
    ]);
  });

  test('catches an engine without transactions', async () => {
    expect(await failures(openWithoutTransaction, ['S5', 'S10', 'S14'])).toEqual([
      '[S10] a tick whose last change fails leaves nothing of the others',
      '[S10] bytes of results never stay without their bits',
      '[S14] a tick that contradicts what is stored, or itself, is refused',
      '[S14] a tick that refers to people or swarms that are not there, or takes what is taken, is refused',
      '[S10] a refused tick leaves nothing in the log and takes nothing from it',
    ]);
  });
});
