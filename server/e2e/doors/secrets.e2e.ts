// A whole little session with everything secret in it, right and wrong; then the log is searched for each of them.
import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { watchAsViewer } from '../test-viewer.ts';
import { useCoordinator } from '../use-coordinator.ts';

const coordinator = useCoordinator();

test('setup token, cookie, codes, tokens and blob tokens never stand in the log', async () => {
  const { api, running, url, lines } = coordinator;
  const secrets = new Map<string, string>();
  const keep = (what: string, secret: string) => (secrets.set(what, secret), secret);
  const ownerToken = keep('owner token', (await readFile(running.ownerTokenFile, 'utf8')).trim());

  const setup = keep('setup token', new URL(running.makeSetupUrl()).hash.slice(3));
  const signedIn = await fetch(`${url}/api/setup`, {
    method: 'POST',
    body: JSON.stringify({ token: setup }),
  });
  expect(signedIn.status).toBe(200);
  const cookie = (signedIn.headers.get('set-cookie') ?? '').split(';')[0] ?? '';
  keep('cookie', cookie.split('=')[1] ?? '');
  expect((await api('POST', '/api/setup', { token: setup }, {})).status).toBe(401);

  const invite = await running.createInvite({ uses: 3, minutes: 5 });
  keep('code', invite.code);
  keep('code without its dash', invite.code.replace('-', ''));
  keep('join token', invite.token);
  await coordinator.join({ code: invite.code });
  await api('POST', '/api/join', { code: keep('wrong code', 'ZZZZ-ZZZZ') }, {});
  await api('GET', `/api/jobs?token=${keep('token in a query', 'c3VwZXJzZWNyZXQ')}`, undefined, {
    authorization: `Bearer ${keep('wrong token', 'bm90LXRoZS10b2tlbg')}`,
  });
  await fetch(`${url}/api/session`, { method: 'DELETE', headers: { cookie, origin: 'http://evil.example' } });

  const viewer = watchAsViewer(url, { extraHeaders: { cookie } });
  expect((await viewer.first)[0]).toBe('snapshot');
  viewer.close();
  const stranger = watchAsViewer(url, { auth: { token: 'bm90LXRoZS10b2tlbg' } });
  expect((await stranger.first)[0]).toBe('refused');
  stranger.close();

  const device = await coordinator.connect();
  const welcome = await device.hello();
  if (!welcome.ok) throw new Error(welcome.error.message);
  const blobToken = keep('blob token', welcome.value.blobToken);
  await coordinator.submitProbe(3);
  const lease = await device.nextLease();
  const headers = { authorization: `Bearer ${blobToken}` };
  expect((await api('GET', `/api/device/parts/${lease.script}`, undefined, headers)).status).toBe(200);
  expect(
    (await api('GET', `/api/device/parts/${createHash('sha256').digest('hex')}`, undefined, headers)).status,
  ).toBe(403);
  await device.ask('failed', { nonsense: true });
  const impostor = coordinator.connectAs({
    ...(await coordinator.join()),
    sign: () => keep('signature', 'c2lnbmF0dXJl'.repeat(7)),
  });
  expect(await impostor.hello()).toMatchObject({ ok: false });
  await fetch(`${url}/api/session`, { method: 'DELETE', headers: { cookie } });

  const log = lines.join('\n');
  expect(log).toMatch(/a device joined/);
  expect(log).toMatch(/a device was refused/);
  for (const [what, secret] of secrets) {
    expect([what, secret.length > 7, log.includes(secret)]).toEqual([what, true, false]);
  }
  expect(ownerToken).not.toBe('');
});
