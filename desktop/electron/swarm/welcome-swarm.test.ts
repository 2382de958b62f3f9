// A computer that starts a swarm helps it, unless its person had it leave.
import { expect, test } from 'vitest';
import { fakeClock } from '../../../shared/runtime/fakes/fake-clock.ts';
import { FIRST_KEPT } from '../app-state.ts';
import { openAccount } from '../link/device-account.ts';
import { welcomeSwarm } from './welcome-swarm.ts';

function open() {
  const kept = {
    value: FIRST_KEPT,
    change: async (change: Partial<typeof FIRST_KEPT>) => void (kept.value = { ...kept.value, ...change }),
    written: () => Promise.resolve(),
  };
  const asked = { tokens: 0, joins: [] as string[] };
  const come = () =>
    welcomeSwarm({
      url: 'http://127.0.0.1:9',
      dataDir: '/nowhere',
      kept,
      account: { join: async ({ where }) => void asked.joins.push(where) },
      clock: fakeClock().clock,
      // the first thing it does when it joins, and at once
      ownToken: async () => `TOKEN${++asked.tokens}`,
      log: () => undefined,
      joined: () => undefined,
      notify: () => undefined,
    })();
  return { kept, asked, come };
}

test('it joins its own swarm, and not again after it has left', async () => {
  const { kept, asked, come } = open();
  come();
  await expect.poll(() => asked.joins).toEqual(['http://127.0.0.1:9/j#TOKEN1']);
  const identities = {
    publicKey: '',
    sign: () => '',
    find: () => undefined,
    remember: async () => undefined,
  };
  await openAccount(identities as never, kept).forget();
  expect(kept.value).toMatchObject({ coordinator: null, hasLeft: true });
  come();
  expect(asked.tokens).toBe(1);
});
