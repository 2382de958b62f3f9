import { expect, test } from 'vitest';
import { makeTestAccess } from './fake-disk.ts';
import { normalizeCode } from './invites.ts';

async function create(
  { access }: ReturnType<typeof makeTestAccess>,
  wish: Partial<{ swarm: number; uses: number; minutes: number; approve: boolean }> = {},
) {
  const made = access.invites.prepare({ swarm: 1, uses: 2, minutes: 15, approve: false, ...wish });
  await access.ledger.commit(made.changes);
  return made;
}

test('a code has eight letters without look-alikes and opens its swarm whatever case and dashes are typed', async () => {
  const it = makeTestAccess();
  const { code } = await create(it, { swarm: 2, approve: true });
  expect(code).toMatch(/^[BCDFGHJKLMNPQRSTVWXZ]{4}-[BCDFGHJKLMNPQRSTVWXZ]{4}$/);
  expect(it.access.invites.find({ code: ` ${code.toLowerCase().replace('-', ' ')} ` })).toMatchObject({
    swarm: 2,
    approve: true,
  });
  expect(normalizeCode('wdjb-mjht')).toBe('WDJBMJHT');
});

test('the token is a second key to the same invite and uses are counted together', async () => {
  const it = makeTestAccess();
  const { invites, ledger } = it.access;
  const { code, token } = await create(it, { uses: 2 });
  expect(Buffer.from(token, 'base64url')).toHaveLength(16);
  await ledger.commit(invites.using(invites.find({ token })));
  await ledger.commit(invites.using(invites.find({ code })));
  expect(() => invites.using(invites.find({ code }))).toThrow(
    expect.objectContaining({ code: 'code-used-up' }),
  );
});

test('two who come at the same moment do not both get the last use', async () => {
  const it = makeTestAccess();
  const { invites, ledger } = it.access;
  const { token } = await create(it, { uses: 1 });
  const found = [invites.find({ token }), invites.find({ token })];
  const first = ledger.commit(invites.using(found[0]!));
  expect(() => invites.using(found[1]!)).toThrow(/used 1 times/);
  await first;
});

test('a use that could not be written is not used up', async () => {
  const it = makeTestAccess();
  const { invites, ledger } = it.access;
  const { token } = await create(it, { uses: 1 });
  it.disk.fill(true);
  await expect(ledger.commit(invites.using(invites.find({ token })))).rejects.toMatchObject({
    code: 'disk-full',
  });
  it.disk.fill(false);
  await ledger.commit(invites.using(invites.find({ token })));
});

test('an expired, a revoked and an unknown code are refused each with its own code', async () => {
  const it = makeTestAccess();
  const { invites, ledger } = it.access;
  const first = await create(it);
  const second = await create(it, { minutes: 60 });
  it.time.pass(15 * 60_000 + 1);
  await ledger.commit(invites.revoking(1, second.view.id));
  const codeOf = (secret: Parameters<typeof invites.find>[0]) => {
    try {
      invites.find(secret);
      return 'opens';
    } catch (error) {
      return (error as { code: string }).code;
    }
  };
  expect(codeOf({ code: first.code })).toBe('code-expired');
  expect(codeOf({ token: second.token })).toBe('code-revoked');
  expect(codeOf({ code: 'BBBB-BBBB' })).toBe('code-unknown');
});

test('another swarm can neither see nor revoke it', async () => {
  const it = makeTestAccess();
  const { view } = await create(it);
  expect(it.access.invites.list(2)).toEqual([]);
  expect(() => it.access.invites.revoking(2, view.id)).toThrow(/there is no invite/);
});

test('only hashes are written and uses survive a restart', async () => {
  const it = makeTestAccess();
  const { code, token } = await create(it, { uses: 1 });
  await it.access.ledger.commit(it.access.invites.using(it.access.invites.find({ code })));
  const text = JSON.stringify(it.disk.written);
  expect(text).not.toContain(code.replace('-', ''));
  expect(text).not.toContain(token);
  const again = makeTestAccess({
    persons: [],
    memberships: [],
    sessions: [],
    passkeys: [],
    tokens: [],
    invitations: [],
    bans: [],
    invites: [...it.access.ledger.now.invites.values()],
  });
  const found = again.access.invites.find({ code });
  expect(() => again.access.invites.using(found)).toThrow(/used 1 times/);
});
