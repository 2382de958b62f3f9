// The crawl: every route and every socket message, as everybody. Nobody does more than the contract says of them, and the page that says who may
// do what (ACCESS.md) is written from the same contract, so that no route can be forgotten.
import { readFile, writeFile } from 'node:fs/promises';
import { afterEach, describe, expect, test, vi } from 'vitest';
import type { DeviceToCoordinator } from '../../shared/contract/device-messages.ts';
import type { Route } from '../../shared/contract/http-api.ts';
import { allRoutes, type Caller, CALLERS, expectVerdict, isScopeCaller, writePage } from './access-matrix.ts';
import { makeToken, type Sent, signInAs } from './people.ts';
import { idle } from './test-device.ts';
import { capabilities, makeKey } from './test-coordinator.ts';
import { watchAsViewer } from './test-viewer.ts';
import { until, useCoordinator } from './use-coordinator.ts';

const coordinator = useCoordinator();
const PAGE = new URL('ACCESS.md', import.meta.url);

afterEach(() => void vi.useRealTimers());

/** What somebody sends along. */
async function become(caller: Caller): Promise<Sent> {
  const scope = isScopeCaller(caller);
  if (scope) return await makeToken(coordinator, await signInAs(coordinator, 'owner'), [scope]);
  switch (caller) {
    case 'viewer':
    case 'operator':
    case 'owner':
      return await signInAs(coordinator, caller);
    case 'wrong token':
      return { authorization: `Bearer covey_${'A'.repeat(43)}` };
    case 'this computer':
      return { authorization: `Bearer ${await coordinator.ownerToken()}` };
    case 'device': {
      const welcome = await (await coordinator.connect()).hello();
      if (!welcome.ok) throw new Error(welcome.error.message);
      return { authorization: `Bearer ${welcome.value.blobToken}` };
    }
    case 'signed out': {
      const sent = await signInAs(coordinator, 'owner');
      expect(await coordinator.api('DELETE', '/api/session', undefined, sent)).toMatchObject({ status: 200 });
      return sent;
    }
    case 'expired session': {
      const sent = await signInAs(coordinator, 'owner');
      vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 13 * 3_600_000 });
      expect(await coordinator.api('GET', '/api/jobs', undefined, sent)).toMatchObject({ status: 401 });
      vi.useRealTimers();
      return sent;
    }
    default:
      return {};
  }
}

const endsSession = (route: Route) => route.access === 'person' && route.method === 'DELETE';

test.each(CALLERS)('every route answers %s as the contract says', async (caller) => {
  let sent = await become(caller);
  for (const [name, route] of allRoutes()) {
    const path = route.path.replace(/\{\w+\}/g, 'x');
    const body = route.bodyBytes ? new Uint8Array([1]) : route.body ? {} : undefined;
    const { status, json } = await coordinator.api(route.method, path, body, sent);
    const verdict = expectVerdict(route, caller);
    const seen = status === 401 || status === 403 ? status : 'may';
    expect([name, seen, json]).toEqual([name, verdict, json]);
    if (verdict !== 'may')
      expect(json).toMatchObject({
        code: verdict === 401 ? 'not-signed-in' : 'forbidden',
        hint: expect.any(String),
      });
    if (verdict === 'may' && endsSession(route)) sent = await become(caller);
  }
});

test('nothing is answered below /api that the contract does not list', async () => {
  const sent = await become('this computer');
  for (const path of [
    '/api',
    '/api/',
    '/api/nothing',
    '/api/jobs/x/y/z',
    '/api/../owner-token',
    '/api/people/x/y',
  ])
    expect([path, (await coordinator.api('GET', path, undefined, sent)).status]).toEqual([path, 404]);
  expect((await coordinator.api('PUT', '/api/jobs', {}, sent)).status).toBe(404);
});

/** What becomes of a device's message: it is answered, refused, or not heard. */
type Heard = 'answered' | 'refused' | 'unheard';
interface MessageRule {
  arguments: unknown[];
  stranger: Heard;
  waiting: Heard;
  approved: Heard;
}
const closed = { stranger: 'unheard', waiting: 'refused', approved: 'answered' } as const;
const sayable = { stranger: 'unheard', waiting: 'answered', approved: 'answered' } as const;
/** Every message a device may send, from the contract's own type: a new one does not compile without its line here. */
const messages: Record<Exclude<keyof DeviceToCoordinator, 'hello' | 'status' | 'returned'>, MessageRule> = {
  results: { arguments: [new Uint8Array([1])], ...closed, approved: 'refused' },
  failed: {
    arguments: [{ job: 4_000_000_000, generation: 1, index: 0, code: 'threw', message: '' }],
    ...closed,
  },
  handover: { arguments: [], ...closed },
  goodbye: { arguments: [], ...sayable },
  leave: { arguments: [], ...sayable },
};
type Message = keyof typeof messages;
const heard = (reply: unknown): Heard => {
  const { status, ok } = (reply ?? {}) as { status?: string; ok?: boolean };
  return status === 'refused' || ok === false ? 'refused' : 'answered';
};

describe.each(Object.keys(messages) as Message[])('a device’s message %s', (message) => {
  const rule = messages[message];

  test('is not heard before a valid hello', async () => {
    const device = coordinator.connectAs({ ...(await coordinator.join()), sign: makeKey().sign });
    await device.challenge;
    let answered = false;
    device.socket.emit(message, ...rule.arguments, () => (answered = true));
    // messages come in order: once this one is refused, the other would have been answered
    expect(await device.hello()).toMatchObject({ ok: false, error: { code: 'bad-signature' } });
    expect(answered).toBe(rule.stranger !== 'unheard');
  });

  test('of a waiting device and of an approved one is heard as far as each may', async () => {
    const { token } = (await coordinator.api('POST', '/api/invites', { approve: true })).json;
    const waiting = coordinator.connectAs(await coordinator.join({ token }));
    expect(await waiting.hello()).toMatchObject({ ok: true, value: { steering: { approved: false } } });
    expect(heard(await waiting.ask(message, ...rule.arguments))).toBe(rule.waiting);
    const approved = await coordinator.connect();
    await approved.hello();
    expect(heard(await approved.ask(message, ...rule.arguments))).toBe(rule.approved);
  });
});

test('a device that waits gets no lease, and its blob token opens nothing until it is approved', async () => {
  const { token } = (await coordinator.api('POST', '/api/invites', { approve: true })).json;
  const identity = await coordinator.join({ token });
  expect(identity.approved).toBe(false);
  const device = coordinator.connectAs(identity);
  const welcome = await device.hello();
  if (!welcome.ok) throw new Error(welcome.error.message);
  await coordinator.submitProbe(4);
  device.socket.emit('status', idle);
  const headers = { authorization: `Bearer ${welcome.value.blobToken}` };
  const script = (await coordinator.api('GET', '/api/kernels')).json[0].version;
  const read = () => coordinator.api('GET', `/api/device/parts/${script}`, undefined, headers);
  expect(await read()).toMatchObject({ status: 401 });
  expect(device.leases).toEqual([]);
  const approve = `/api/devices/${identity.deviceId}/approve`;
  expect(await coordinator.api('POST', approve)).toMatchObject({ status: 200, json: { approved: true } });
  await device.nextLease();
  expect(device.steering.at(-1)).toMatchObject({ approved: true });
  expect((await read()).status).not.toBe(401);
});

/** Who sees a swarm live, and what the others are told. */
const watching: Record<Caller, 'snapshot' | 'not-signed-in' | 'forbidden'> = {
  nobody: 'not-signed-in',
  'wrong token': 'not-signed-in',
  'expired session': 'not-signed-in',
  'signed out': 'not-signed-in',
  device: 'not-signed-in',
  viewer: 'snapshot',
  operator: 'snapshot',
  owner: 'snapshot',
  'token see': 'snapshot',
  'token jobs': 'forbidden',
  'token devices': 'forbidden',
  'token people': 'forbidden',
  'this computer': 'snapshot',
};

describe('a screen that watches', () => {
  test.each(CALLERS)('as %s sees the swarm or is told why not', async (caller) => {
    const sent = await become(caller);
    const viewer = watchAsViewer(coordinator.url, { extraHeaders: sent });
    const [what, value] = await viewer.first;
    expect(what === 'refused' ? (value as { code: string }).code : what).toBe(watching[caller]);
    viewer.close();
  });

  test('that says anything is not heard', async () => {
    const viewer = watchAsViewer(coordinator.url, { extraHeaders: await become('owner') });
    await viewer.first;
    const before = (await coordinator.api('GET', '/api/swarm')).json;
    for (const message of ['steer', 'update', 'snapshot', 'hello', 'results', 'leave'])
      viewer.emit(message, { state: 'stopped' });
    expect((await coordinator.api('GET', '/api/swarm')).json).toEqual(before);
    viewer.close();
  });

  test.each([
    ['signed out', (sent: Sent) => coordinator.api('DELETE', '/api/session', undefined, sent)],
    ['signed out everywhere', (sent: Sent) => coordinator.api('DELETE', '/api/sessions', undefined, sent)],
    ['removed', async (_: Sent, id: string) => coordinator.api('DELETE', `/api/people/${id}`)],
    [
      'given another role',
      async (_: Sent, id: string) => coordinator.api('PATCH', `/api/people/${id}`, { role: 'viewer' }),
    ],
  ])('is sent away within two seconds once its person was %s', async (_, change) => {
    const sent = await signInAs(coordinator, 'operator');
    const me = (await coordinator.api('GET', '/api/session', undefined, sent)).json.person.id as string;
    const viewer = watchAsViewer(coordinator.url, { extraHeaders: sent });
    expect((await viewer.first)[0]).toBe('snapshot');
    const since = Date.now();
    expect(await change(sent, me)).toMatchObject({ status: 200 });
    await viewer.closed;
    expect(Date.now() - since).toBeLessThan(2_000);
  });

  test('is sent away when its session expires, without having kept it alive', async () => {
    const viewer = watchAsViewer(coordinator.url, { extraHeaders: await signInAs(coordinator, 'viewer') });
    expect((await viewer.first)[0]).toBe('snapshot');
    vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 12 * 3_600_000 + 1_000 });
    await viewer.closed;
    vi.useRealTimers();
  });
});

test('one swarm sees nothing of another: devices, jobs, people, invitations, ways in and the audit log', async () => {
  const { json: other } = await coordinator.api('POST', '/api/swarms', { name: 'other swarm' });
  const local = {
    authorization: `Bearer ${await coordinator.ownerToken()}`,
    'covey-swarm': other.swarmId as string,
  };
  const stranger = await signInAs(coordinator, 'owner', local);
  await signInAs(coordinator, 'viewer');
  const job = await coordinator.submitProbe(2);
  const { deviceId } = await coordinator.join();
  const member = (await coordinator.api('GET', '/api/people')).json.at(-1).id;
  const invite = (await coordinator.api('POST', '/api/invites', {})).json.id;
  const invitation = (await coordinator.api('POST', '/api/people/invitations', { role: 'viewer' })).json.id;
  for (const [method, path, body] of [
    ['GET', `/api/jobs/${job.id}`],
    ['POST', `/api/jobs/${job.id}/cancel`],
    ['GET', `/api/jobs/${job.id}/outputs/0`],
    ['GET', `/api/devices/${deviceId}`],
    ['PATCH', `/api/devices/${deviceId}`, { enabled: false }],
    ['POST', `/api/devices/${deviceId}/ban`],
    ['DELETE', `/api/devices/${deviceId}`],
    ['PATCH', `/api/people/${member}`, { role: 'viewer' }],
    ['DELETE', `/api/people/${member}`],
    ['DELETE', `/api/invites/${invite}`],
    ['DELETE', `/api/people/invitations/${invitation}`],
  ] as const)
    expect([path, (await coordinator.api(method, path, body, stranger)).status]).toEqual([path, 404]);
  for (const path of ['/api/jobs', '/api/devices', '/api/invites', '/api/people/invitations', '/api/bans'])
    expect([path, (await coordinator.api('GET', path, undefined, stranger)).json]).toEqual([path, []]);
  const people = (await coordinator.api('GET', '/api/people', undefined, stranger)).json as {
    isMe: boolean;
  }[];
  expect(people.filter(({ isMe }) => isMe)).toHaveLength(1);
  const audit = (await coordinator.api('GET', '/api/audit?limit=1000', undefined, stranger)).json as {
    action: string;
  }[];
  expect(new Set(audit.map(({ action }) => action))).toEqual(
    new Set(['swarm-made', 'person-invited', 'person-joined', 'signed-in']),
  );
  const switching = await coordinator.api(
    'PATCH',
    '/api/session',
    { swarmId: (await coordinator.api('GET', '/api/swarm')).json.id },
    stranger,
  );
  expect(switching.status).toBe(404);
  const viewer = watchAsViewer(coordinator.url, { extraHeaders: stranger });
  expect((await viewer.first)[1]).toMatchObject({ swarm: { name: 'other swarm' }, devices: [], jobs: [] });
  viewer.close();
});

test('what was refused is in the audit log, a thousand times the same as one or two lines, and no secret with it', async () => {
  const secret = `covey_${'S3cret'.repeat(7)}x`;
  for (let i = 0; i < 100; i++)
    await coordinator.api('DELETE', '/api/jobs/x', undefined, { authorization: `Bearer ${secret}` });
  const find = (search: string) =>
    coordinator.api('GET', `/api/audit?outcome=refused&limit=1000&search=${encodeURIComponent(search)}`);
  const lines = await until(
    () => find('127.0.0.1'),
    ({ json }) => (json as unknown[]).length > 0,
  );
  expect((lines.json as unknown[]).length).toBeLessThan(30);
  expect((await find('S3cret')).json).toEqual([]);
  const csv = await fetch(`${coordinator.url}/api/audit.csv`, { headers: await become('this computer') });
  const text = await csv.text();
  expect(csv.headers.get('content-disposition')).toContain('covey-audit.csv');
  expect(text).toMatch(/^id,time,action,outcome,actor,target,address,detail\r\n"/);
  expect(text.split('\r\n').length).toBeGreaterThan(50);
  expect(text).not.toContain('S3cret');
});

test('a name that is a formula or a trick of the terminal is harmless in the audit log and in its CSV', async () => {
  const { publicKey } = makeKey();
  const { token } = (await coordinator.api('POST', '/api/invites', { uses: 1 })).json;
  const name = '=HYPERLINK("http://evil")\n\u202Ex';
  const body = { token, publicKey, algorithm: 'ed25519', name, capabilities };
  expect((await coordinator.api('POST', '/api/join', body, {})).status).toBe(200);
  const [line] = (await coordinator.api('GET', '/api/audit?search=HYPERLINK')).json as { actor: string }[];
  expect(line?.actor).toBe('=HYPERLINK("http://evil")\\u{a}\\u{202e}x');
  const csv = await (
    await fetch(`${coordinator.url}/api/audit.csv`, { headers: await become('this computer') })
  ).text();
  expect(csv).toContain(`"'=HYPERLINK(""http://evil"")\\u{a}`);
});

test('ACCESS.md says what was just proved', async () => {
  const sockets = [
    '## Messages of devices',
    '',
    'Before a valid `hello` nothing is heard. `status` and `returned` have no answer; `returned` of a waiting device is dropped.',
    '',
    '| message | waiting for approval | approved |',
    '|---|---|---|',
    ...Object.entries(messages).map(
      ([message, rule]) =>
        `| \`${message}\` | ${rule.waiting} | ${message === 'results' ? 'answered' : rule.approved} |`,
    ),
    '',
    '## Watching',
    '',
    '| caller | sees |',
    '|---|---|',
    ...CALLERS.map((caller) => `| ${caller} | ${watching[caller]} |`),
    '',
    'A screen is sent away within two seconds when its person is signed out, removed, given another role, or the session expires. It says nothing.',
  ];
  const page = writePage(sockets);
  if (process.env['COVEY_UPDATE'] === '1') await writeFile(PAGE, page);
  expect(await readFile(PAGE, 'utf8')).toBe(page);
});
