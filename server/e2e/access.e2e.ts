// The crawl: every route as everybody (access-sockets.e2e.ts has the messages). Nobody does more than the contract says of them, and the page that says who may
// do what (ACCESS.md) is written from the same contract, so that no route can be forgotten.
import { readFile, writeFile } from 'node:fs/promises';
import { afterEach, expect, test, vi } from 'vitest';
import type { Route } from '../../shared/contract/http-api.ts';
import { allRoutes, CALLERS, expectVerdict, writePage } from './access-matrix.ts';
import { become } from './callers.ts';
import { signInAs } from './people.ts';
import { describeSockets } from './socket-rules.ts';
import { watchAsViewer } from './test-viewer.ts';
import { useCoordinator } from './use-coordinator.ts';

const coordinator = useCoordinator();
const PAGE = new URL('ACCESS.md', import.meta.url);

afterEach(() => void vi.useRealTimers());

const endsSession = (route: Route) => route.access === 'person' && route.method === 'DELETE';

test.each(CALLERS)('every route answers %s as the contract says', async (caller) => {
  let sent = await become(coordinator, caller);
  for (const [name, route] of allRoutes()) {
    const path = route.path.replace(/\{\w+\}/g, 'x');
    const body = route.bodyBytes ? new Uint8Array([1]) : route.body ? {} : undefined;
    const { status, json } = await coordinator.api(route.method, path, body, sent);
    const verdict = expectVerdict(route, caller);
    const seen = status === 401 || status === 403 ? status : 'may';
    const code = { may: 'may', 401: 'not-signed-in', 403: 'forbidden' }[verdict];
    expect([name, seen, seen === 'may' ? seen : json.code]).toEqual([name, verdict, code]);
    if (verdict === 'may' && endsSession(route)) sent = await become(coordinator, caller);
  }
});

test('nothing is answered below /api that the contract does not list', async () => {
  const sent = await become(coordinator, 'this computer');
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

test('ACCESS.md says what was just proved', async () => {
  const page = writePage(describeSockets());
  if (process.env['COVEY_UPDATE'] === '1') await writeFile(PAGE, page);
  expect(await readFile(PAGE, 'utf8')).toBe(page);
});
