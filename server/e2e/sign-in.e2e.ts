// How people come in and go, over real HTTP: the coordinator's link, links of their own, invitations, passkeys; cookies, restarts and open channels.
import { request } from 'node:http';
import { expect, test } from 'vitest';
import { makeAuthenticator } from '../auth/people/fake-authenticator.ts';
import { makeToken, post, type Sent, signInAs, signInFirst, tokenOf } from './people.ts';
import { startTestCoordinator } from './test-coordinator.ts';
import { useCoordinator } from './use-coordinator.ts';

const coordinator = useCoordinator();
const me = async (sent: Sent) => (await coordinator.api('GET', '/api/session', undefined, sent)).json;
const setupToken = () => tokenOf(coordinator.running.makeSetupUrl());

test('[P30] the coordinator’s link makes the first person, once; a later link signs the same person in', async () => {
  const token = setupToken();
  const first = await post(coordinator.url, '/api/setup', { token });
  expect(first.setCookie).toMatch(
    /^covey_[0-9a-f]{8}=[\w-]{43}; Max-Age=2592000; Path=\/; HttpOnly; SameSite=Strict$/,
  );
  const who = await me({ cookie: first.cookie });
  expect(who).toMatchObject({
    person: { name: 'Owner', administrator: true },
    role: 'owner',
    swarms: [{ name: 'My swarm', role: 'owner' }],
  });
  expect(await post(coordinator.url, '/api/setup', { token })).toMatchObject({
    status: 401,
    json: { code: 'setup-token-invalid' },
  });
  const later = await signInFirst(coordinator);
  expect((await me(later)).person.id).toBe(who.person.id);
  expect(later.cookie).not.toBe(first.cookie);
});

test('the program on this computer makes links that sign in, and a person makes links for themselves', async () => {
  const { json } = await coordinator.api('POST', '/api/sign-in/links');
  expect(json.url).toMatch(
    new RegExp(`^${coordinator.url.replace('localhost', '(localhost|127.0.0.1)')}/setup#s=`),
  );
  expect(await post(coordinator.url, '/api/setup', { token: tokenOf(json.url) })).toMatchObject({
    status: 200,
  });
  const person = await signInAs(coordinator, 'viewer');
  const own = (await coordinator.api('POST', '/api/sign-in/links', undefined, person)).json;
  const token = tokenOf(own.url);
  expect(await post(coordinator.url, '/api/setup', { token })).toMatchObject({ status: 401 });
  const phone = await post(coordinator.url, '/api/sign-in/link', { token });
  expect(await me({ cookie: phone.cookie })).toEqual(await me(person));
  expect(await post(coordinator.url, '/api/sign-in/link', { token })).toMatchObject({ status: 401 });
});

test('an invitation is good once; somebody who is signed in joins as who they are, and never becomes less', async () => {
  const invite = async (role: string) =>
    tokenOf((await coordinator.api('POST', '/api/people/invitations', { role })).json.url);
  const token = await invite('viewer');
  const [one, two] = await Promise.all([
    post(coordinator.url, '/api/sign-in/invitation', { token, name: 'Ada' }),
    post(coordinator.url, '/api/sign-in/invitation', { token, name: 'Eve' }),
  ]);
  expect(new Set([one.status, two.status])).toEqual(new Set([200, 401]));
  const sent = { cookie: one.status === 200 ? one.cookie : two.cookie };
  const before = await me(sent);
  expect(before).toMatchObject({ role: 'viewer', person: { administrator: false } });
  const up = await post(
    coordinator.url,
    '/api/sign-in/invitation',
    { token: await invite('operator'), name: 'x' },
    sent,
  );
  expect(await me({ cookie: up.cookie })).toMatchObject({
    role: 'operator',
    person: { id: before.person.id, name: before.person.name },
  });
  expect((await me(sent)).person).toBeNull();
  const down = await post(
    coordinator.url,
    '/api/sign-in/invitation',
    { token: await invite('viewer'), name: 'x' },
    { cookie: up.cookie },
  );
  expect(await me({ cookie: down.cookie })).toMatchObject({ role: 'operator' });
});

test('a session shows another swarm when it is told to, and open places are listed and ended', async () => {
  const sent = await signInFirst(coordinator);
  const { swarmId } = (await coordinator.api('POST', '/api/swarms', { name: 'second' }, sent)).json;
  expect(await coordinator.api('PATCH', '/api/session', { swarmId }, sent)).toMatchObject({
    status: 200,
    json: { swarmId },
  });
  expect((await coordinator.api('GET', '/api/swarm', undefined, sent)).json.name).toBe('second');
  const other = await post(
    coordinator.url,
    '/api/sign-in/link',
    { token: tokenOf((await coordinator.api('POST', '/api/sign-in/links', undefined, sent)).json.url) },
    { 'user-agent': 'Mozilla/5.0 (X11; Linux x86_64; rv:153.0) Gecko/20100101 Firefox/153.0' },
  );
  const places = (await coordinator.api('GET', '/api/sessions', undefined, sent)).json as Record<
    string,
    unknown
  >[];
  const place = places.find(({ label }) => label === 'Firefox on Linux');
  expect(place).toMatchObject({ isThisOne: false });
  expect(places.filter(({ isThisOne }) => isThisOne)).toHaveLength(1);
  const wayBack = (await coordinator.api('POST', '/api/sign-in/links', undefined, { cookie: other.cookie }))
    .json;
  await coordinator.api('DELETE', `/api/sessions/${String(place?.['id'])}`, undefined, sent);
  expect((await me({ cookie: other.cookie })).person).toBeNull();
  // nor is there a link left that was made there
  expect(await post(coordinator.url, '/api/sign-in/link', { token: tokenOf(wayBack.url) })).toMatchObject({
    status: 401,
  });
  expect((await me(sent)).person).not.toBeNull();
});

test('only an administrator makes swarms', async () => {
  const owner = await signInAs(coordinator, 'owner');
  expect(await coordinator.api('POST', '/api/swarms', { name: 'x' }, owner)).toMatchObject({ status: 403 });
});

test('the last owner stays; a removed person has no session and no token any more', async () => {
  const own = await startTestCoordinator();
  try {
    const asked = { ...own, ownerToken: () => Promise.resolve(''), running: own.running };
    const first = await signInFirst(asked);
    const { id } = (await own.api('GET', '/api/session', undefined, first)).json.person;
    expect(await own.api('DELETE', `/api/people/${id}`, undefined, first)).toMatchObject({ status: 409 });
    expect(await own.api('PATCH', `/api/people/${id}`, { role: 'viewer' }, first)).toMatchObject({
      status: 409,
    });
    const second = await signInAs(asked, 'owner', first);
    const script = await makeToken(asked, second, ['see']);
    expect((await own.api('GET', '/api/jobs', undefined, script)).status).toBe(200);
    const people = (await own.api('GET', '/api/people', undefined, first)).json as {
      id: string;
      isMe: boolean;
    }[];
    const other = people.find(({ isMe }) => !isMe);
    expect(await own.api('DELETE', `/api/people/${other?.id}`, undefined, first)).toMatchObject({
      status: 200,
    });
    expect((await own.api('GET', '/api/jobs', undefined, script)).status).toBe(401);
    expect((await own.api('GET', '/api/jobs', undefined, second)).status).toBe(401);
  } finally {
    await own.stop();
  }
});

test('sessions, tokens, invitations and bans survive a restart; links do not', async () => {
  const own = await startTestCoordinator();
  try {
    const asked = { ...own, ownerToken: () => Promise.resolve(''), running: own.running };
    const sent = await signInFirst(asked);
    const script = await makeToken(asked, sent, ['see']);
    const invitation = (await own.api('POST', '/api/people/invitations', { role: 'viewer' }, sent)).json;
    const link = (await own.api('POST', '/api/sign-in/links', undefined, sent)).json;
    await own.restart();
    expect((await own.api('GET', '/api/people', undefined, sent)).status).toBe(200);
    expect((await own.api('GET', '/api/jobs', undefined, script)).status).toBe(200);
    expect(await post(own.url, '/api/sign-in/link', { token: tokenOf(link.url) })).toMatchObject({
      status: 401,
    });
    expect(
      await post(own.url, '/api/sign-in/invitation', { token: tokenOf(invitation.url), name: 'Ada' }),
    ).toMatchObject({ status: 200 });
  } finally {
    await own.stop();
  }
});

/** As from a phone on the network: the Host is an address that is not this computer's own. */
function askOverLan(method: string, path: string, headers: Sent, body?: object): Promise<number> {
  const { hostname, port } = new URL(coordinator.url);
  return new Promise((resolve, reject) => {
    const sending = request(
      {
        host: hostname,
        port,
        method,
        path,
        headers: { host: `192.168.1.9:${port}`, 'content-type': 'application/json', ...headers },
      },
      (answer) => {
        answer.resume();
        answer.once('end', () => resolve(answer.statusCode ?? 0));
      },
    );
    sending.once('error', reject);
    sending.end(body ? JSON.stringify(body) : undefined);
  });
}

test('over plain http on the network nobody signs in and no secret is taken, not even a good one', async () => {
  // 421 where the Host is refused before anything else
  const refused = [403, 421];
  const sent = await signInFirst(coordinator);
  const bearer = { authorization: `Bearer ${await coordinator.ownerToken()}` };
  expect(refused).toContain(await askOverLan('GET', '/api/jobs', sent));
  expect(refused).toContain(await askOverLan('GET', '/api/jobs', bearer));
  const token = setupToken();
  expect(refused).toContain(await askOverLan('POST', '/api/setup', {}, { token }));
  // and the token was not used up by that
  expect(await post(coordinator.url, '/api/setup', { token })).toMatchObject({ status: 200 });
});

test('a passkey is added by a person who is signed in, and signs in where there is no session', async () => {
  const url = coordinator.url.replace('127.0.0.1', 'localhost');
  const { origin } = new URL(url);
  const api = async (path: string, body: object, sent: Sent = {}) => await post(url, path, body, sent);
  const sent = await signInAs(coordinator, 'operator');
  const passkey = makeAuthenticator();
  const asked = (await api('/api/passkeys/challenge', {}, sent)).json;
  const added = await api('/api/passkeys', { name: 'laptop', response: passkey.create(asked, origin) }, sent);
  expect(added).toMatchObject({ status: 200, json: { name: 'laptop', host: new URL(url).host } });
  const challenge = (await api('/api/sign-in/passkey/challenge', {})).json;
  const response = passkey.get(challenge, origin);
  const signedIn = await api('/api/sign-in/passkey', { response });
  expect(signedIn.status).toBe(200);
  expect(await me({ cookie: signedIn.cookie })).toEqual(await me(sent));
  expect((await api('/api/sign-in/passkey', { response })).status).toBe(401);
  await coordinator.api('DELETE', `/api/passkeys/${passkey.id}`, undefined, sent);
  const again = passkey.get((await api('/api/sign-in/passkey/challenge', {})).json, origin);
  expect((await api('/api/sign-in/passkey', { response: again })).status).toBe(401);
});

test('what people do is in the audit log, with who, from where, and how', async () => {
  const lines = (await coordinator.api('GET', '/api/audit?limit=1000')).json as Record<string, string>[];
  const find = (action: string) => lines.find((line) => line['action'] === action);
  expect(find('signed-in')).toMatchObject({
    outcome: 'done',
    address: expect.stringMatching(/127\.0\.0\.1|::1/),
  });
  expect(find('sign-in-refused')).toMatchObject({ outcome: 'refused', actor: 'somebody' });
  for (const action of [
    'person-invited',
    'person-joined',
    'link-made',
    'passkey-added',
    'passkey-removed',
    'coordinator-started',
  ])
    expect([action, find(action) !== undefined]).toEqual([action, true]);
  const older = (await coordinator.api('GET', `/api/audit?limit=3&before=${lines[1]?.['id']}`)).json;
  expect(older).toEqual(lines.slice(2, 5));
  expect((await coordinator.api('GET', '/api/audit?limit=0')).status).toBe(400);
});
