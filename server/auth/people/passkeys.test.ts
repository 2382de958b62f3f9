import { describe, expect, test } from 'vitest';
import { addPerson, makeTestAccess } from '../fake-disk.ts';
import { makeAuthenticator } from './fake-authenticator.ts';
import { readPasskeyPlace } from './passkeys.ts';

const place = readPasskeyPlace('https', 'home.local:8787');
type NewOptions = Parameters<ReturnType<typeof makeAuthenticator>['create']>[0];
type SignInOptions = Parameters<ReturnType<typeof makeAuthenticator>['get']>[0];

async function withPasskey() {
  const it = makeTestAccess();
  const { passkeys, ledger } = it.access;
  const person = await addPerson(it.access, 'Ada', 'owner');
  const authenticator = makeAuthenticator();
  const asked = (await passkeys.askNew(person, place)) as NewOptions;
  const row = await passkeys.readNew(person, place, 'my key', authenticator.create(asked, place.origin));
  await ledger.commit([{ type: 'passkeyChanged', row }]);
  const ask = async () => (await passkeys.askSignIn(place)) as SignInOptions;
  return { ...it, passkeys, ledger, person, authenticator, row, ask };
}

test.each([
  ['localhost:8787', 'localhost', 'localhost:8787'],
  ['name.local', 'name.local', 'name.local'],
  ['swarm.example.org:443', 'swarm.example.org', 'swarm.example.org'],
])('the place of %s is the name %s and the host %s', (asked, name, host) =>
  expect(readPasskeyPlace('https', asked)).toMatchObject({ name, host }),
);

test('what is no host is a bad request', () => {
  expect(() => readPasskeyPlace('http', 'localhost:99999')).toThrow(/is no host/);
});

test.each(['192.168.1.5:8787', '127.0.0.1', '[::1]:8787', '[fd77::1]'])(
  '%s is an address and has no passkeys',
  (host) => {
    expect(() => readPasskeyPlace('http', host)).toThrow(/is an address/);
  },
);

describe('a passkey', () => {
  test('that was added signs in, and its counter goes on', async () => {
    const { passkeys, ledger, authenticator, person, row, ask } = await withPasskey();
    expect(row).toMatchObject({
      person: person.id,
      host: 'home.local:8787',
      name: 'my key',
      counter: 0,
      transports: ['internal'],
    });
    const used = await passkeys.readSignIn(place, authenticator.get(await ask(), place.origin));
    expect(used).toMatchObject({ id: authenticator.id, person: person.id, counter: 1 });
    await ledger.commit([{ type: 'passkeyChanged', row: used }]);
    expect(await passkeys.readSignIn(place, authenticator.get(await ask(), place.origin))).toMatchObject({
      counter: 2,
    });
  });

  test('that does not count on is refused: there is a copy of it', async () => {
    const { passkeys, ledger, authenticator, ask } = await withPasskey();
    const used = await passkeys.readSignIn(place, authenticator.get(await ask(), place.origin));
    await ledger.commit([{ type: 'passkeyChanged', row: used }]);
    await expect(
      passkeys.readSignIn(place, authenticator.get(await ask(), place.origin, 0)),
    ).rejects.toMatchObject({
      code: 'not-signed-in',
    });
  });

  test('answers a challenge once, within five minutes, and only its own', async () => {
    const { passkeys, authenticator, ask, time, person } = await withPasskey();
    const asked = await ask();
    await passkeys.readSignIn(place, authenticator.get(asked, place.origin));
    const refused = { code: 'not-signed-in' };
    await expect(passkeys.readSignIn(place, authenticator.get(asked, place.origin))).rejects.toMatchObject(
      refused,
    );
    const old = await ask();
    time.pass(5 * 60_000 + 1);
    await expect(passkeys.readSignIn(place, authenticator.get(old, place.origin))).rejects.toMatchObject(
      refused,
    );
    const forAdding = (await passkeys.askNew(person, place)) as NewOptions;
    const misused = authenticator.get({ challenge: forAdding.challenge, rpId: place.name }, place.origin);
    await expect(passkeys.readSignIn(place, misused)).rejects.toMatchObject(refused);
  });

  test('of another page, another host, another key or nobody is refused', async () => {
    const { passkeys, authenticator, ask } = await withPasskey();
    const refused = { code: 'not-signed-in' };
    const evil = authenticator.get(await ask(), 'https://evil.example');
    await expect(passkeys.readSignIn(place, evil)).rejects.toMatchObject(refused);
    const elsewhere = readPasskeyPlace('https', 'other.local:8787');
    const moved = authenticator.get((await passkeys.askSignIn(elsewhere)) as SignInOptions, elsewhere.origin);
    await expect(passkeys.readSignIn(elsewhere, moved)).rejects.toMatchObject(refused);
    const forged = {
      ...makeAuthenticator().get(await ask(), place.origin),
      id: authenticator.id,
      rawId: authenticator.id,
    };
    await expect(passkeys.readSignIn(place, forged)).rejects.toMatchObject(refused);
    await expect(
      passkeys.readSignIn(place, makeAuthenticator().get(await ask(), place.origin)),
    ).rejects.toMatchObject(refused);
    const honest = authenticator.get(await ask(), place.origin);
    for (const nonsense of [{ clientDataJSON: 'bm8' }, { authenticatorData: 'bm8' }, { signature: 'bm8' }]) {
      const answer = { ...honest, response: { ...honest.response, ...nonsense } };
      await expect(passkeys.readSignIn(place, answer)).rejects.toMatchObject(refused);
    }
  });

  test('does not sign in by way of another program on the same host, whose page may ask for it', async () => {
    const { passkeys, authenticator } = await withPasskey();
    const evil = readPasskeyPlace('https', 'home.local:3000');
    const signed = authenticator.get((await passkeys.askSignIn(evil)) as SignInOptions, evil.origin);
    await expect(passkeys.readSignIn(evil, signed)).rejects.toMatchObject({
      code: 'not-signed-in',
      message: expect.stringContaining('home.local:8787'),
    });
  });

  test('is added by the person who asked for it, and not twice', async () => {
    const { access, passkeys, person, authenticator } = await withPasskey();
    const other = await addPerson(access, 'Eve', 'viewer');
    const asked = (await passkeys.askNew(person, place)) as NewOptions;
    const created = makeAuthenticator().create(asked, place.origin);
    await expect(passkeys.readNew(other, place, 'x', created)).rejects.toMatchObject({ code: 'bad-request' });
    const again = authenticator.create((await passkeys.askNew(person, place)) as NewOptions, place.origin);
    await expect(passkeys.readNew(person, place, 'x', again)).rejects.toMatchObject({ code: 'wrong-state' });
    const nonsense = { ...again, response: { clientDataJSON: 'bm8', attestationObject: 'bm8' } };
    await expect(passkeys.readNew(person, place, 'x', nonsense)).rejects.toMatchObject({
      code: 'bad-request',
    });
  });
});
