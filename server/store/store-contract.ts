// The suite that every engine passes. An engine's own test file calls `describeStoreContract` with a way to make a world.
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { StoreCase, StoreWorld } from './contract/harness.ts';
import { ownershipCases } from './contract/ownership-cases.ts';
import { auditCases } from './contract/audit-cases.ts';
import { payloadCases } from './contract/payload-cases.ts';
import { peopleCases } from './contract/people-cases.ts';
import { readAlongCases } from './contract/read-along-cases.ts';
import { restartCases } from './contract/restart-cases.ts';
import { resultCases } from './contract/result-cases.ts';
import { spanCases } from './contract/span-cases.ts';
import { tickCases } from './contract/tick-cases.ts';
import type { Store } from './store.ts';

export const storeCases: readonly StoreCase[] = [
  ...ownershipCases,
  ...tickCases,
  ...spanCases,
  ...resultCases,
  ...readAlongCases,
  ...restartCases,
  ...payloadCases,
  ...peopleCases,
  ...auditCases,
];

/** A world whose stores are all closed by `end`, also those that a failing case left open. */
export interface EndingWorld extends StoreWorld {
  end(): Promise<void>;
}

export function trackStores(connect: StoreWorld['connect'], dispose: () => Promise<void>): EndingWorld {
  const stores: Store[] = [];
  return {
    connect(options) {
      const store = connect(options);
      stores.push(store);
      return store;
    },
    async end() {
      await Promise.all(stores.map((store) => store.close()));
      await dispose();
    },
  };
}

export function describeStoreContract(engine: string, makeWorld: () => Promise<EndingWorld>): void {
  describe(`${engine} keeps the rules of the store`, () => {
    let world: EndingWorld;
    beforeEach(async () => {
      world = await makeWorld();
    });
    afterEach(() => world.end());

    for (const { rule, says, run } of storeCases)
      test(`[${rule}] ${says}`, () => {
        expect.hasAssertions();
        return run(world);
      });
  });
}
