// Every message on the two sockets, as everybody: what is heard, who sees a swarm live, and who is sent away.
import { afterEach, describe, expect, test, vi } from 'vitest';
import { CALLERS } from './access-matrix.ts';
import { become } from './callers.ts';
import { type Sent, signInAs } from './people.ts';
import { type Heard, messages, watching } from './socket-rules.ts';
import { probeBytes } from './kill/probe-bytes.ts';
import { makeKey } from './test-coordinator.ts';
import { idle } from './test-device.ts';
import { watchAsViewer } from './test-viewer.ts';
import { useCoordinator } from './use-coordinator.ts';

const coordinator = useCoordinator();

afterEach(() => void vi.useRealTimers());

type Message = keyof typeof messages;
const heard = (reply: unknown): Heard => {
  const { status, ok } = (reply ?? {}) as { status?: string; ok?: boolean };
  if (status === 'gone') return 'gone';
  return status === 'refused' || ok === false ? 'refused' : 'answered';
};

describe.each(Object.keys(messages) as Message[])('a device’s message %s', (message) => {
  const rule = messages[message];

  test('is not heard before a valid hello', async () => {
    const device = coordinator.connectAs({ ...(await coordinator.join()), sign: makeKey().sign });
    await device.challenge;
    let answer: unknown = 'none';
    const closed = new Promise((resolve) => device.socket.once('disconnect', resolve));
    device.socket.emit(message, ...rule.arguments, (said: unknown) => (answer = said));
    await closed;
    expect(answer).toBe('none');
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
  const job = await coordinator.submitProbe(4);
  const other = await coordinator.connect();
  await other.hello();
  const lease = await other.nextLease();
  expect(await device.send(lease, [[lease.first, probeBytes(lease.first)]])).toEqual({ status: 'gone' });
  const failure = {
    job: lease.job,
    generation: lease.generation,
    index: lease.first,
    code: 'threw',
    message: '',
  };
  expect(await device.ask('failed', failure)).toEqual({ status: 'gone' });
  expect(await coordinator.jobState(job.id)).toMatchObject({ recorded: 0, failed: 0 });
  other.close();
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

describe('a screen that watches', () => {
  test.each(CALLERS)('as %s sees the swarm or is told why not', async (caller) => {
    const sent = await become(coordinator, caller);
    const viewer = watchAsViewer(coordinator.url, { extraHeaders: sent });
    const [what, value] = await viewer.first;
    expect(what === 'refused' ? (value as { code: string }).code : what).toBe(watching[caller]);
    viewer.close();
  });

  test('that says anything is not heard', async () => {
    const viewer = watchAsViewer(coordinator.url, { extraHeaders: await become(coordinator, 'owner') });
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
