// The audit log over HTTP: what is refused is in it and cannot flood it, no secret is, and nothing in it harms whoever reads it.
import { expect, test } from 'vitest';
import { become } from './callers.ts';
import { capabilities, makeKey } from './test-coordinator.ts';
import { watchAsViewer } from './test-viewer.ts';
import { until, useCoordinator } from './use-coordinator.ts';

const coordinator = useCoordinator();

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
  const csv = await fetch(`${coordinator.url}/api/audit.csv`, {
    headers: await become(coordinator, 'this computer'),
  });
  const text = await csv.text();
  expect(csv.headers.get('content-disposition')).toContain('covey-audit.csv');
  expect(text).toMatch(/^id,time,action,outcome,actor,target,address,detail\r\n"/);
  expect(text.split('\r\n').length).toBeGreaterThan(2);
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
    await fetch(`${coordinator.url}/api/audit.csv`, { headers: await become(coordinator, 'this computer') })
  ).text();
  expect(csv).toContain(`"'=HYPERLINK(""http://evil"")\\u{a}`);
});

test('an invite that the program itself makes has a line, as one that somebody asks for has', async () => {
  const { id } = await coordinator.running.createInvite({ uses: 2, minutes: 5 });
  const { json } = await coordinator.api('GET', `/api/audit?search=${id}`);
  expect(json).toMatchObject([
    {
      action: 'invite-made',
      outcome: 'done',
      actor: 'this computer',
      detail: 'uses 2, minutes 5, approve false',
    },
  ]);
});

test('a screen that may not watch has a line with its address, and its secret has none', async () => {
  const refused = () => coordinator.api('GET', '/api/audit?action=viewer-refused');
  expect((await refused()).json).toEqual([]);
  const token = `covey_${'S3cret'.repeat(7)}x`;
  const viewer = watchAsViewer(coordinator.url, { auth: { token } });
  expect((await viewer.first)[0]).toBe('refused');
  viewer.close();
  const { json } = await until(refused, (found) => (found.json as unknown[]).length > 0);
  expect(json).toMatchObject([{ outcome: 'refused', actor: 'somebody', address: '127.0.0.1' }]);
  expect(JSON.stringify(json)).not.toContain('S3cret');
});

test('the log is looked through by a group of actions, and by an action within it', async () => {
  await coordinator.api('POST', '/api/invites', { uses: 3 });
  const actions = async (query: string) => {
    const { json } = await coordinator.api('GET', `/api/audit?limit=1000&${query}`);
    return new Set((json as { action: string }[]).map((row) => row.action));
  };
  const devices = await actions('group=devices');
  expect(devices).toContain('invite-made');
  expect(devices).not.toContain('coordinator-started');
  expect([...(await actions('group=swarm'))]).toEqual(['coordinator-started']);
  expect([...(await actions('group=devices&action=invite-made'))]).toEqual(['invite-made']);
  expect(await actions('group=people&action=invite-made')).toEqual(new Set());
  expect((await coordinator.api('GET', '/api/audit?group=everything')).status).toBe(400);
});
