// How devices come in and go: knocking and approval, bans, the same key again, other swarms, another origin of the same device, leaving for good.
import { afterEach, describe, expect, test } from 'vitest';
import { joinText } from '../../shared/contract/http-api.ts';
import { fourWords } from '../../shared/contract/four-words.ts';
import { capabilities, makeKey, type Parsed } from './test-coordinator.ts';
import { useCoordinator } from './use-coordinator.ts';

const coordinator = useCoordinator();
type Key = ReturnType<typeof makeKey>;

const join = (key: Key, more: object = {}) =>
  coordinator.api(
    'POST',
    '/api/join',
    { publicKey: key.publicKey, algorithm: 'ed25519', name: '', capabilities, ...more },
    {},
  );
const invite = async (wish: object = {}, headers?: Record<string, string>): Promise<Parsed> =>
  (await coordinator.api('POST', '/api/invites', wish, headers)).json;
const device = async (id: string, headers?: Record<string, string>) =>
  await coordinator.api('GET', `/api/devices/${id}`, undefined, headers);
const knocking = (isOn: boolean) => coordinator.api('PATCH', '/api/swarm', { knocking: isOn });
const actions = async (): Promise<string[]> =>
  ((await coordinator.api('GET', '/api/audit?limit=1000')).json as { action: string }[]).map(
    ({ action }) => action,
  );

async function otherSwarm(name: string) {
  const { json } = await coordinator.api('POST', '/api/swarms', { name });
  return { authorization: `Bearer ${await coordinator.ownerToken()}`, 'covey-swarm': json.swarmId as string };
}

describe('knocking', () => {
  afterEach(() => knocking(true));

  test('is refused where the swarm does not allow it', async () => {
    await knocking(false);
    expect(await join(makeKey())).toMatchObject({ status: 401, json: { code: 'code-unknown' } });
  });

  test('lets a device wait with four words that it can work out itself, until somebody approves it', async () => {
    await knocking(true);
    const key = makeKey();
    const { json } = await join(key);
    expect(json).toMatchObject({ approved: false });
    const seen = (await device(json.deviceId)).json;
    expect(seen).toMatchObject({ approved: false, words: fourWords(json.serverId, key.publicKey) });
    expect((await join(key)).json).toMatchObject({ deviceId: json.deviceId, approved: false });
    await coordinator.api('POST', `/api/devices/${json.deviceId}/approve`);
    expect((await join(key)).json).toMatchObject({ deviceId: json.deviceId, approved: true });
    expect(await actions()).toEqual(expect.arrayContaining(['device-waiting', 'device-approved']));
  });

  test('of more than twenty at a time is refused; a code brings one that waits in', async () => {
    await knocking(true);
    const keys = Array.from({ length: 20 }, makeKey);
    const joined: Parsed[] = [];
    for (const key of keys) joined.push((await join(key)).json);
    expect(await join(makeKey())).toMatchObject({ status: 429, json: { code: 'too-many-requests' } });
    const { code } = await invite({ uses: 1 });
    expect((await join(keys[0]!, { code })).json).toMatchObject({
      deviceId: joined[0].deviceId,
      approved: true,
    });
    expect(await join(keys[1]!, { code })).toMatchObject({ status: 401, json: { code: 'code-used-up' } });
    for (const { deviceId } of joined) await coordinator.api('DELETE', `/api/devices/${deviceId}`);
  });
});

describe('the same key again', () => {
  test('keeps its device and costs no use', async () => {
    const key = makeKey();
    const { token, id } = await invite({ uses: 2 });
    const first = (await join(key, { token, name: 'one' })).json;
    const again = (await join(key, { token, name: 'two' })).json;
    expect(again).toMatchObject({ deviceId: first.deviceId, name: 'one' });
    const invites = (await coordinator.api('GET', '/api/invites')).json as { id: string; usesLeft: number }[];
    expect(invites.find((each) => each.id === id)?.usesLeft).toBe(1);
    const proof = key.sign(joinText(first.serverId, token));
    expect((await join(key, { token, name: 'two', proof })).json).toMatchObject({ name: 'two' });
  });

  test('moves to another swarm only when it proves to be whose it is, and does nothing for the old one any more', async () => {
    const key = makeKey();
    const first = (await join(key, { token: (await invite()).token })).json;
    const there = await otherSwarm('school');
    const { token } = await invite({}, there);
    expect(await join(key, { token })).toMatchObject({ status: 401, json: { code: 'bad-signature' } });
    expect(await join(key, { token, proof: makeKey().sign(joinText(first.serverId, token)) })).toMatchObject({
      status: 401,
    });
    expect(await join(key, { token, proof: key.sign(joinText(first.serverId, 'another')) })).toMatchObject({
      status: 401,
    });
    expect((await device(first.deviceId)).status).toBe(200);
    const moved = await join(key, { token, proof: key.sign(joinText(first.serverId, token)) });
    expect(moved.json).toMatchObject({ deviceId: first.deviceId, swarmName: 'school' });
    expect((await device(first.deviceId)).status).toBe(404);
    expect((await device(first.deviceId, there)).status).toBe(200);
    const [line] = (await coordinator.api('GET', '/api/audit')).json;
    expect(line).toMatchObject({ action: 'device-left', target: first.deviceId });
    const link = coordinator.connectAs({ ...moved.json, sign: key.sign });
    expect(await link.hello()).toMatchObject({ ok: true, value: { swarmName: 'school' } });
    await coordinator.submitProbe(2);
    const other = await coordinator.connect();
    await other.hello();
    await other.nextLease();
    expect(link.leases).toEqual([]);
  });
});

test('a banned device is gone, and its key is refused until the ban is lifted, without using up the code', async () => {
  const key = makeKey();
  const { token } = await invite({ uses: 3 });
  const { deviceId, ...identity } = (await join(key, { token, name: 'bad one' })).json;
  const link = coordinator.connectAs({ deviceId, ...identity, sign: key.sign });
  await link.hello();
  expect(await coordinator.api('POST', `/api/devices/${deviceId}/ban`)).toMatchObject({ status: 200 });
  await link.closed;
  expect(link.refused).toMatchObject([
    { code: 'forbidden', message: expect.stringContaining('banned'), hint: expect.stringContaining('lift') },
  ]);
  expect((await device(deviceId)).status).toBe(404);
  const padded = { ...key, publicKey: `${key.publicKey}=` };
  for (const each of [key, padded])
    expect(await join(each, { token })).toMatchObject({ status: 403, json: { code: 'forbidden' } });
  const [ban] = (await coordinator.api('GET', '/api/bans')).json;
  expect(ban).toMatchObject({ name: 'bad one', by: 'this computer' });
  await coordinator.api('DELETE', `/api/bans/${ban.id}`);
  expect((await join(key, { token })).json).toMatchObject({ approved: true });
  expect(await actions()).toEqual(expect.arrayContaining(['device-banned', 'device-refused', 'ban-lifted']));
});

describe('a handover', () => {
  test('gives the device a new key once; the old connection ends and the old key is worthless', async () => {
    const identity = await coordinator.join();
    const old = coordinator.connectAs(identity);
    await old.hello();
    const { value } = await old.ask('handover');
    expect(value.expiresInMs).toBe(120_000);
    const key = makeKey();
    const taken = await join(key, { handover: value.token, name: 'ignored' });
    expect(taken.json).toMatchObject({ deviceId: identity.deviceId, name: identity.name });
    await old.closed;
    expect(old.refused).toMatchObject([{ code: 'replaced' }]);
    const next = coordinator.connectAs({ ...taken.json, sign: key.sign });
    expect(await next.hello()).toMatchObject({ ok: true });
    const late = coordinator.connectAs(identity);
    expect(await late.hello()).toMatchObject({ ok: false, error: { code: 'bad-signature' } });
    expect(await join(makeKey(), { handover: value.token })).toMatchObject({
      status: 401,
      json: { code: 'code-unknown' },
    });
  });

  test('to the key of another device is refused and can be tried again', async () => {
    const link = await coordinator.connect();
    await link.hello();
    const { value } = await link.ask('handover');
    const other = makeKey();
    await join(other, { token: (await invite()).token });
    expect(await join(other, { handover: value.token })).toMatchObject({ status: 409 });
    expect((await join(makeKey(), { handover: value.token })).status).toBe(200);
  });
});

test('a device that leaves is forgotten, and what it held is computed by others', async () => {
  const leaver = await coordinator.join();
  const link = coordinator.connectAs(leaver);
  await link.hello();
  const job = await coordinator.submitProbe(1);
  await link.nextLease();
  await link.ask('leave');
  await link.closed;
  expect(link.refused).toEqual([]);
  expect((await device(leaver.deviceId)).status).toBe(404);
  const other = await coordinator.connect();
  await other.hello();
  expect(await other.nextLease()).toMatchObject({ jobId: job.id, first: 0 });
  expect(await actions()).toContain('device-left');
});

test('several ways in at once, and a key that is none, are bad requests', async () => {
  const { code, token } = await invite();
  expect(await join(makeKey(), { code, token })).toMatchObject({ status: 400 });
  expect(await join(makeKey(), { token, handover: 'x' })).toMatchObject({ status: 400 });
  expect(await join({ ...makeKey(), publicKey: 'AAAA' }, { token })).toMatchObject({ status: 400 });
});

test('thirty devices come in behind one address within a minute while somebody who guesses is locked out', async () => {
  const { token } = await invite({ uses: 40 });
  const joined = await Promise.all(Array.from({ length: 30 }, () => join(makeKey(), { token })));
  expect(joined.map(({ status }) => status)).toEqual(Array.from({ length: 30 }, () => 200));
  const guesses: number[] = [];
  for (let i = 0; i < 12; i++)
    guesses.push((await join(makeKey(), { code: `BBBB-BBB${'BCDFGHJKLMNP'[i]}` })).status);
  expect(guesses.at(-1)).toBe(429);
});
