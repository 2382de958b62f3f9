// What is good once is good once, also for whoever asks twice in the same instant: two requests in one packet are handled side by side.
import { connect } from 'node:net';
import { expect, test } from 'vitest';
import { post, signInFirst, tokenOf } from './people.ts';
import { useCoordinator } from './use-coordinator.ts';

const coordinator = useCoordinator();

/** Sends the same request `times` over, in one write on one connection, and answers with the status of each. */
async function sendAtOnce(times: number, path: string, body: object): Promise<number[]> {
  const { host, hostname, port } = new URL(coordinator.url);
  const json = JSON.stringify(body);
  const one = (isLast: boolean) =>
    `POST ${path} HTTP/1.1\r\nHost: ${host}\r\nContent-Type: application/json\r\nContent-Length: ${json.length}\r\n` +
    `${isLast ? 'Connection: close\r\n' : ''}\r\n${json}`;
  const socket = connect(Number(port), hostname);
  socket.write(Array.from({ length: times }, (_, i) => one(i === times - 1)).join(''));
  let text = '';
  for await (const piece of socket) text += String(piece);
  return [...text.matchAll(/HTTP\/1\.1 (\d{3})/g)].map(([, status]) => Number(status));
}

test('[P30] an invitation brings one person in, however many ask with it at once', async () => {
  const owner = await signInFirst(coordinator);
  const before = (await coordinator.api('GET', '/api/people', undefined, owner)).json.length;
  const { json } = await coordinator.api('POST', '/api/people/invitations', { role: 'viewer' }, owner);
  const token = tokenOf(json.url);
  const statuses = await sendAtOnce(8, '/api/sign-in/invitation', { token, name: 'Eve' });
  expect(statuses.toSorted((a, b) => a - b)).toEqual([200, ...Array<number>(7).fill(401)]);
  expect((await coordinator.api('GET', '/api/people', undefined, owner)).json).toHaveLength(before + 1);
  expect((await post(coordinator.url, '/api/sign-in/invitation', { token, name: 'x' })).status).toBe(401);
});

test('[P30] the coordinator’s link signs one browser in, however many ask with it at once', async () => {
  const token = tokenOf(coordinator.running.makeSetupUrl());
  const statuses = await sendAtOnce(8, '/api/setup', { token });
  expect(statuses.toSorted((a, b) => a - b)).toEqual([200, ...Array<number>(7).fill(401)]);
});
