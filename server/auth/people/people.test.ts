import { describe, expect, test } from 'vitest';
import { addPerson, makeTestAccess } from '../fake-disk.ts';
import { prepareFirstPerson } from './first-person.ts';
import { ABSOLUTE_MS, IDLE_MS } from './sessions.ts';
import { LINK_MS } from './sign-in-links.ts';

async function signIn(
  it: ReturnType<typeof makeTestAccess>,
  role: 'viewer' | 'operator' | 'owner' = 'owner',
  swarm = 1,
) {
  const person = await addPerson(it.access, role, role, swarm);
  const session = it.access.sessions.prepare({ person: person.id, swarm, label: 'a browser' });
  await it.access.ledger.commit(session.changes);
  return { person, cookie: session.cookie, id: session.row.id };
}

describe('sessions', () => {
  test('are kept as hashes and end after twelve idle hours, used or not after thirty days', async () => {
    const it = makeTestAccess();
    const { cookie } = await signIn(it);
    expect(JSON.stringify(it.disk.written)).not.toContain(cookie);
    for (let passed = 0; passed + IDLE_MS - 1 < ABSOLUTE_MS; passed += IDLE_MS - 1) {
      it.time.pass(IDLE_MS - 1);
      expect(it.access.sessions.find(cookie, true)).not.toBeNull();
    }
    it.time.pass(IDLE_MS - 1);
    expect(it.access.sessions.find(cookie, true)).toBeNull();
    const idle = await signIn(it, 'viewer');
    it.time.pass(IDLE_MS + 1);
    expect(it.access.sessions.find(idle.cookie, true)).toBeNull();
    await Promise.resolve();
    expect(it.access.ledger.now.sessions.size).toBe(0);
  });

  test('a screen that only watches does not keep one alive', async () => {
    const it = makeTestAccess();
    const { cookie } = await signIn(it);
    it.time.pass(IDLE_MS / 2);
    expect(it.access.identify({ cookie }, false)).toMatchObject({ role: 'owner' });
    it.time.pass(IDLE_MS / 2 + 1);
    expect(it.access.identify({ cookie }, false)).toBeNull();
  });

  test('are ended one by one and everywhere, and never those of somebody else', async () => {
    const it = makeTestAccess();
    const { sessions, ledger } = it.access;
    const one = await signIn(it);
    const other = await signIn(it, 'viewer');
    const second = sessions.prepare({ person: one.person.id, swarm: 1, label: 'a phone' });
    await ledger.commit(second.changes);
    expect(sessions.ending(one.person.id, other.id)).toEqual([]);
    await ledger.commit(sessions.ending(one.person.id, second.row.id));
    expect([sessions.find(second.cookie, true), sessions.find(one.cookie, true) !== null]).toEqual([
      null,
      true,
    ]);
    await ledger.commit(sessions.ending(one.person.id));
    expect([sessions.find(one.cookie, true), sessions.find(other.cookie, true) !== null]).toEqual([
      null,
      true,
    ]);
  });

  test('that could not be written do not exist; one that could not be ended goes on', async () => {
    const it = makeTestAccess();
    const { sessions, ledger } = it.access;
    const { person, cookie } = await signIn(it);
    it.disk.fill(true);
    const failed = sessions.prepare({ person: person.id, swarm: 1, label: 'x' });
    await expect(ledger.commit(failed.changes)).rejects.toMatchObject({ code: 'disk-full' });
    expect(sessions.find(failed.cookie, false)).toBeNull();
    const ending = ledger.commit(sessions.ending(person.id));
    expect(sessions.find(cookie, false)).toBeNull();
    await expect(ending).rejects.toThrow(/no room/);
    expect(sessions.find(cookie, false)).not.toBeNull();
  });
});

describe('the first person', () => {
  test('is an administrator who owns the swarms that are nobody’s, and is made once', async () => {
    const it = makeTestAccess();
    await addPerson(it.access, 'somebody', 'owner', 2);
    const { person, changes } = prepareFirstPerson(it.access.ledger, it.swarms, it.time.utc);
    await it.access.ledger.commit(changes);
    expect(it.access.members.of(person.id)).toMatchObject([{ name: 'home', role: 'owner' }]);
    expect(prepareFirstPerson(it.access.ledger, it.swarms, it.time.utc)).toEqual({ person, changes: [] });
  });
});

describe('sign-in links', () => {
  test('[P30] work once, for fifteen minutes, and only as what they were made', () => {
    const { access, time } = makeTestAccess();
    const { links } = access;
    const setup = links.make(null).token;
    expect(() => links.take('link', setup)).toThrow(/used already or is too old/);
    expect(links.take('setup', setup).person).toBeNull();
    expect(() => links.take('setup', setup)).toThrow(
      expect.objectContaining({ code: 'setup-token-invalid' }),
    );
    const old = links.make(null).token;
    time.pass(LINK_MS + 1);
    expect(() => links.take('setup', old)).toThrow(/too old/);
  });

  test('are good again when the sign-in could not be written, and worthless once the person signs out everywhere', async () => {
    const { access } = makeTestAccess();
    const { id } = await addPerson(access, 'x', 'viewer');
    const { token } = access.links.make(id);
    access.links.take('link', token).giveBack();
    expect(access.links.take('link', token).person).toBe(id);
    const other = access.links.make(id).token;
    access.links.forget(id);
    expect(() => access.links.take('link', other)).toThrow(/used already/);
  });
});

describe('members', () => {
  test('the last owner can neither go nor become less; with a second one both are possible', async () => {
    const it = makeTestAccess();
    const { members, ledger } = it.access;
    const owner = await addPerson(it.access, 'one', 'owner');
    const only = members.get(1, owner.id);
    expect(() => members.removing(only)).toThrow(/only owner/);
    expect(() => members.changing(only, 'viewer')).toThrow(/only owner/);
    expect(members.changing(only, 'owner')).toHaveLength(1);
    await addPerson(it.access, 'two', 'owner');
    await ledger.commit(members.removing(only));
    expect(() => members.get(1, owner.id)).toThrow(/does not belong/);
  });

  test('an owner of another swarm does not count', async () => {
    const it = makeTestAccess();
    const owner = await addPerson(it.access, 'one', 'owner', 1);
    await addPerson(it.access, 'two', 'owner', 2);
    expect(() => it.access.members.removing(it.access.members.get(1, owner.id))).toThrow(/only owner/);
  });

  test('removing somebody takes their tokens and invitations in that swarm along, and no others', async () => {
    const it = makeTestAccess();
    const { members, ledger, tokens, invitations } = it.access;
    await addPerson(it.access, 'other', 'owner');
    const person = await addPerson(it.access, 'leaver', 'owner');
    await ledger.commit(members.joining(person.id, 2, 'owner'));
    const made = [1, 2].map((swarm) =>
      tokens.prepare({ person: person.id, swarm, role: 'owner', name: 't', scopes: ['see'], days: 1 }),
    );
    const invited = [1, 2].map((swarm) =>
      invitations.prepare({ swarm, role: 'viewer', createdBy: person.id, minutes: 5 }),
    );
    await ledger.commit([...made, ...invited].flatMap(({ changes }) => changes));
    await ledger.commit(members.removing(members.get(1, person.id)));
    expect(made.map(({ secret }) => it.access.identify({ bearer: secret }, true)?.swarm)).toEqual([
      undefined,
      2,
    ]);
    expect(() => invitations.find(invited[0]!.token)).toThrow(/revoked/);
    expect(invitations.find(invited[1]!.token).swarm).toBe(2);
  });

  test('who becomes less than an owner cannot become one again by an invitation made before', async () => {
    const it = makeTestAccess();
    const { members, ledger, invitations } = it.access;
    await addPerson(it.access, 'stays', 'owner');
    const person = await addPerson(it.access, 'was one', 'owner');
    await ledger.commit(members.joining(person.id, 2, 'owner'));
    const kept = [1, 2].map((swarm) =>
      invitations.prepare({ swarm, role: 'owner', createdBy: person.id, minutes: 5 }),
    );
    await ledger.commit(kept.flatMap(({ changes }) => changes));
    await ledger.commit(members.changing(members.get(1, person.id), 'viewer'));
    expect(() => invitations.find(kept[0]!.token)).toThrow(/revoked/);
    expect(invitations.find(kept[1]!.token).swarm).toBe(2);
  });

  test('who is in already keeps the higher role', async () => {
    const it = makeTestAccess();
    const { id } = await addPerson(it.access, 'x', 'operator');
    expect(it.access.members.joining(id, 1, 'viewer')).toEqual([]);
    expect(it.access.members.joining(id, 1, 'owner')).toMatchObject([{ row: { role: 'owner' } }]);
  });
});

describe('API tokens', () => {
  test('are hashed, expire, and may not exceed the role of who makes them', async () => {
    const it = makeTestAccess();
    const { tokens, ledger } = it.access;
    const { id } = await addPerson(it.access, 'op', 'operator');
    const wish = { person: id, swarm: 1, role: 'operator', name: 'ci', days: 1 } as const;
    expect(() => tokens.prepare({ ...wish, scopes: ['see', 'people'] })).toThrow(/“people” is beyond/);
    const { secret, changes } = tokens.prepare({ ...wish, scopes: ['jobs', 'jobs'] });
    await ledger.commit(changes);
    expect(secret).toMatch(/^covey_[\w-]{43}$/);
    expect(JSON.stringify(it.disk.written)).not.toContain(secret);
    expect(it.access.identify({ bearer: secret }, true)).toMatchObject({
      scopes: ['jobs'],
      role: 'operator',
    });
    it.time.pass(24 * 3_600_000);
    expect(it.access.identify({ bearer: secret }, true)).toBeNull();
  });

  test('never say more than the person may now', async () => {
    const it = makeTestAccess();
    const { tokens, ledger, members } = it.access;
    const { id } = await addPerson(it.access, 'op', 'operator');
    const { secret, changes } = tokens.prepare({
      person: id,
      swarm: 1,
      role: 'operator',
      name: 'ci',
      scopes: ['jobs'],
      days: 1,
    });
    await ledger.commit(changes);
    await ledger.commit(members.changing(members.get(1, id), 'viewer'));
    expect(it.access.identify({ bearer: secret }, true)).toMatchObject({ role: 'viewer' });
  });
});

describe('invitations', () => {
  test('are found until they expire, are hashed, and one of another swarm cannot be revoked', async () => {
    const it = makeTestAccess();
    const { invitations, ledger } = it.access;
    const owner = await addPerson(it.access, 'x', 'owner');
    const { token, row, changes } = invitations.prepare({
      swarm: 1,
      role: 'viewer',
      createdBy: owner.id,
      minutes: 1,
    });
    await ledger.commit(changes);
    expect(JSON.stringify(it.disk.written)).not.toContain(token);
    expect(invitations.find(token).id).toBe(row.id);
    expect(() => invitations.get(2, row.id)).toThrow(/no invitation/);
    it.time.pass(60_001);
    expect(() => invitations.find(token)).toThrow(expect.objectContaining({ code: 'code-expired' }));
    expect(invitations.list(1)).toEqual([]);
  });
});

test('what is about somebody who was removed meanwhile is refused and writes nothing', async () => {
  const it = makeTestAccess();
  const { ledger, sessions, tokens } = it.access;
  const { id } = await addPerson(it.access, 'x', 'viewer');
  const session = sessions.prepare({ person: id, swarm: 1, label: '' });
  const token = tokens.prepare({ person: id, swarm: 1, role: 'viewer', name: '', scopes: ['see'], days: 1 });
  await ledger.commit([{ type: 'personRemoved', person: id }]);
  const written = it.disk.written.length;
  await expect(ledger.commit(session.changes)).rejects.toMatchObject({ code: 'wrong-state' });
  await expect(ledger.commit(token.changes)).rejects.toMatchObject({ code: 'wrong-state' });
  expect(it.disk.written).toHaveLength(written);
});

test('a chain of changes of one row falls back to what is on disk', async () => {
  const it = makeTestAccess();
  const { ledger } = it.access;
  const row = await addPerson(it.access, 'first', 'viewer');
  const rename = (name: string) => ledger.commit([{ type: 'personChanged', row: { ...row, name } }]);
  it.disk.fill(true);
  const failing = [rename('second'), rename('third')];
  expect(ledger.now.persons.get(row.id)?.name).toBe('third');
  await Promise.allSettled(failing);
  expect(ledger.now.persons.get(row.id)?.name).toBe('first');
});
