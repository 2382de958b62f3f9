// A device that the coordinator forgot and that has a way in at hand.
import { expect, test } from 'vitest';
import { wireError } from '../../contract/errors.ts';
import { settle } from '../../runtime/fakes/fake-clock.ts';
import { fakeCoordinator } from '../../runtime/fakes/fake-coordinator.ts';
import { withRejoin } from './rejoin-link.ts';

function listen() {
  const refused: string[] = [];
  const ignore = () => {};
  const listener = {
    challenged: ignore,
    disconnected: ignore,
    leased: ignore,
    takenBack: ignore,
    dropped: ignore,
    steered: ignore,
    refused: ({ code }: { code: string }) => void refused.push(code),
  };
  return { listener, refused };
}
const unknown = wireError('device-unknown', 'no such device');

test('joins anew, once, and says hello again under its new id', async () => {
  const { link, state, say } = fakeCoordinator();
  let joins = 0;
  const rejoining = withRejoin(link, async () => void joins++);
  const { listener, refused } = listen();
  rejoining.start(listener);
  state.helloAnswer = { ok: false, error: unknown };
  await expect(rejoining.hello({} as never)).rejects.toThrow(/anew/);
  say().refused(unknown);
  await settle();
  expect([joins, refused]).toEqual([1, []]);
  expect(await rejoining.hello({} as never)).toEqual({ ok: false, error: unknown });
  expect(joins).toBe(1);
});

test('when the way in is not good, the refusal comes through', async () => {
  const { link, state, say } = fakeCoordinator();
  const rejoining = withRejoin(link, () => Promise.reject(new Error('code expired')));
  const { listener, refused } = listen();
  rejoining.start(listener);
  state.helloAnswer = { ok: false, error: unknown };
  await expect(rejoining.hello({} as never)).rejects.toThrow('code expired');
  say().refused(unknown);
  await settle();
  expect(refused).toEqual(['device-unknown']);
});

test('other refusals are none of its business', async () => {
  const { link, state } = fakeCoordinator();
  const rejoining = withRejoin(link, () => Promise.reject(new Error('not to be called')));
  state.helloAnswer = { ok: false, error: wireError('upgrade-required', 'old') };
  expect(await rejoining.hello({} as never)).toEqual(state.helloAnswer);
});
