// A guesser is locked out while a class of thirty joins, from the same address and from others.
import { expect, test } from 'vitest';
import { capabilities, makeKey } from '../test-coordinator.ts';
import { useCoordinator } from '../use-coordinator.ts';
import { askRaw } from './raw-http.ts';

const coordinator = useCoordinator();

/** Joins from an address of one's own choice; the answer's status. */
async function join(secret: { code: string } | { token: string }, from: string): Promise<number> {
  const body = JSON.stringify({
    ...secret,
    publicKey: makeKey().publicKey,
    algorithm: 'ed25519',
    capabilities,
  });
  const { status } = await askRaw(
    coordinator.url,
    [
      'POST /api/join HTTP/1.1',
      `Host: ${new URL(coordinator.url).host}`,
      'Content-Type: application/json',
      `Content-Length: ${Buffer.byteLength(body)}`,
      'Connection: close',
      '',
      body,
    ],
    from,
  );
  return status;
}

const wrong = { code: 'ZZZZ-ZZZZ' };

test('thirty devices behind one address join within a minute while a guesser elsewhere is locked out', async () => {
  const { code } = await coordinator.running.createInvite({ uses: 40, minutes: 5 });
  const started = performance.now();
  const guesses: number[] = [];
  const joins: number[] = [];
  for (let i = 0; i < 30; i++) {
    guesses.push(await join(wrong, '127.0.0.9'));
    joins.push(await join({ code }, '127.0.0.8'));
  }
  expect(guesses).toEqual([
    ...Array.from({ length: 10 }, () => 401),
    ...Array.from({ length: 20 }, () => 429),
  ]);
  expect(joins).toEqual(Array.from({ length: 30 }, () => 200));
  expect(performance.now() - started).toBeLessThan(60_000);
});

test('a guesser among them closes typed codes for that address and for nobody who scans', async () => {
  const { code, token } = await coordinator.running.createInvite({ uses: 40, minutes: 5 });
  for (let i = 0; i < 11; i++) await join(wrong, '127.0.0.10');
  expect(await join({ code }, '127.0.0.10')).toBe(429);
  const scans = await Promise.all(Array.from({ length: 30 }, () => join({ token }, '127.0.0.10')));
  expect(scans).toEqual(Array.from({ length: 30 }, () => 200));
  expect(await join({ code }, '127.0.0.11')).toBe(200);
});

test('a right code guessed while locked out opens nothing: it is not looked at', async () => {
  const { id, code } = await coordinator.running.createInvite({ uses: 3, minutes: 5 });
  for (let i = 0; i < 10; i++) await join(wrong, '127.0.0.12');
  expect(await join({ code }, '127.0.0.12')).toBe(429);
  const invites = (await coordinator.api('GET', '/api/invites')).json as { id: string; usesLeft: number }[];
  expect(invites.find((invite) => invite.id === id)?.usesLeft).toBe(3);
});
