import { afterEach, expect, test } from 'vitest';
import { CoveyError } from '../contract/errors.ts';
import type { SwarmId } from '../contract/ids.ts';
import { ClientError } from './client-error.ts';
import { connect, fillPath, toQuery } from './connect.ts';
import { jobId, makeJob, makePlatform } from './fake-answers.ts';
import { startFakeCoordinator, type FakeCoordinator } from './fake-coordinator.ts';

const started: FakeCoordinator[] = [];
const start: typeof startFakeCoordinator = async (handlers) => {
  const coordinator = await startFakeCoordinator(handlers);
  started.push(coordinator);
  return coordinator;
};
afterEach(async () => {
  await Promise.all(started.splice(0).map((coordinator) => coordinator.stop()));
});

test('a call fills in the path, sends the owner token and parses the answer', async () => {
  const { url } = await start({
    pauseJob: ({ path, headers }) =>
      makeJob({ name: `${path['id']} ${headers.authorization}`, state: 'paused' }),
  });
  const client = connect({ url, token: 'secret' }, makePlatform());
  const job = await client.call('pauseJob', { path: { id: jobId } });
  expect(job).toEqual(makeJob({ name: `${jobId} Bearer secret`, state: 'paused' }));
});

test('a call without a token sends no authorization', async () => {
  const { url } = await start({ jobs: ({ headers }) => [makeJob({ name: String(headers.authorization) })] });
  expect((await connect({ url }, makePlatform()).call('jobs'))[0]?.name).toBe('undefined');
});

test.each(['http://192.168.1.23:8787', 'http://localhost.evil.example', 'http://desk.local:8787/j#token'])(
  'a token is not sent to %s, where others could read it on the way',
  (url) => {
    expect(() => connect({ url, token: 'secret' }, makePlatform())).toThrow(
      expect.objectContaining({ code: 'open-channel', hint: expect.stringContaining('https') }),
    );
    expect(connect({ url }, makePlatform()).url).toBe(new URL(url).origin);
    expect(connect({ url: url.replace('http:', 'https:'), token: 'x' }, makePlatform()).url).toMatch(
      /^https/,
    );
  },
);

test('names in a path are escaped', () => {
  expect(fillPath('/api/jobs/{id}/outputs/{n}', { id: 'a b/c', n: 3 })).toBe('/api/jobs/a%20b%2Fc/outputs/3');
});

test('what stands behind the question mark is escaped, and what is not said is left out', () => {
  expect(toQuery({ search: 'a&b=ü', limit: 5, before: undefined })).toBe('?search=a%26b%3D%C3%BC&limit=5');
  expect(toQuery({})).toBe('');
});

test('a swarm that was named goes along with every call', async () => {
  const { url } = await start({ jobs: ({ headers }) => [makeJob({ name: String(headers['covey-swarm']) })] });
  const swarm = `swm_${'0'.repeat(32)}` as SwarmId;
  expect((await connect({ url, token: 'x', swarm }, makePlatform()).call('jobs'))[0]?.name).toBe(swarm);
  expect((await connect({ url, token: 'x' }, makePlatform()).call('jobs'))[0]?.name).toBe('undefined');
});

test('an address may be the whole link that the coordinator printed', () => {
  expect(connect({ url: 'http://10.0.0.1:8787/j#token' }, makePlatform()).url).toBe('http://10.0.0.1:8787');
});

test.each(['', 'hello', 'ftp://host/', 'localhost:8787'])(
  '%j is refused as an address, with an example of one',
  (url) => {
    expect(() => connect({ url }, makePlatform())).toThrow(
      /not the address of a coordinator; one looks like http/,
    );
  },
);

test('[P32] a refusal becomes a CoveyError with the code and message of the wire', async () => {
  const { url } = await start({
    job: () => {
      throw new CoveyError('not-found', 'there is no such job');
    },
  });
  const refused = connect({ url }, makePlatform()).call('job', { path: { id: jobId } });
  await expect(refused).rejects.toMatchObject({
    name: 'CoveyError',
    code: 'not-found',
    message: 'there is no such job',
  });
});

test('an answer that is not what the contract says is a strange answer', async () => {
  const { url } = await start({ jobs: (_, response) => void response.end('[{"id":5}]') });
  await expect(connect({ url }, makePlatform()).call('jobs')).rejects.toMatchObject({
    code: 'strange-answer',
  });
});

test.each([
  [200, '<html>a router</html>'],
  [404, '<html>nothing here</html>'],
  [500, '{"error":"of another kind"}'],
])('status %i with a body of somebody else is a strange answer', async (status, body) => {
  const { url } = await start({
    jobs: (_, response) => {
      response.statusCode = status;
      response.end(body);
    },
  });
  await expect(connect({ url }, makePlatform()).call('jobs')).rejects.toMatchObject({
    code: 'strange-answer',
  });
});

test('nobody listening is unreachable, and says where and why', async () => {
  const { url, stop } = await startFakeCoordinator({});
  await stop();
  const call = connect({ url }, makePlatform()).call('jobs');
  await expect(call).rejects.toBeInstanceOf(ClientError);
  await expect(call).rejects.toMatchObject({
    code: 'unreachable',
    message: expect.stringMatching(`${url}: ECONNREFUSED`),
  });
});

test('a coordinator that never answers is unreachable after the time limit', async () => {
  const { url } = await start({ jobs: () => new Promise(() => undefined) });
  const call = connect({ url }, makePlatform()).call('jobs', { timeoutMs: 20 });
  await expect(call).rejects.toMatchObject({ code: 'unreachable' });
});

test('a coordinator that stops in the middle of an answer is unreachable after the time limit', async () => {
  const { url } = await start({ jobs: (_, response) => void response.write('[') });
  const call = connect({ url }, makePlatform()).call('jobs', { timeoutMs: 50 });
  await expect(call).rejects.toMatchObject({ code: 'unreachable' });
});

test('an aborted call rejects with the reason of the signal', async () => {
  const reason = new Error('the person went away');
  const stopping = new AbortController();
  const { url } = await start({
    jobs: () => {
      stopping.abort(reason);
      return new Promise(() => undefined);
    },
  });
  await expect(connect({ url }, makePlatform()).call('jobs', { signal: stopping.signal })).rejects.toBe(
    reason,
  );
});
