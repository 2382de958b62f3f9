// What a restart must not forget: results that were recorded and not yet judged, whose they were, and who is in quarantine.
import { createHash } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { connectDevice } from './test-device.ts';
import { startTestCoordinator, type TestCoordinator } from './test-coordinator.ts';
import { until } from './use-coordinator.ts';

const state: { coordinator?: TestCoordinator } = {};
beforeAll(async () => {
  state.coordinator = await startTestCoordinator();
});
afterAll(() => state.coordinator?.stop());

test('a lie that was recorded just before a restart is found after it, and blamed on the liar', async () => {
  const coordinator = state.coordinator!;
  const request = {
    kernel: 'probe',
    params: { bytes: 8 },
    input: { kind: 'range', count: 2000 },
    verification: 'check',
  };
  const { json } = await coordinator.api('POST', '/api/jobs', request);
  const liar = connectDevice(coordinator.url, await coordinator.join());
  await liar.hello();
  const lease = await liar.nextLease();
  const results = Array.from({ length: Math.min(64, lease.count) }, (_, i): [number, Uint8Array] => [
    lease.first + i,
    createHash('sha256').update(`lie ${i}`).digest().subarray(0, 8),
  ]);
  // the first batch is acknowledged as soon as it is on disk; the verdicts come later, after the restart for most of them
  expect(await liar.send(lease, results)).toEqual({ status: 'recorded' });
  await coordinator.restart();
  const devices = async () => (await coordinator.api('GET', '/api/devices')).json;
  const [device] = await until(devices, ([each]) => each.quarantine !== null);
  expect(device.quarantine).toMatch(/probe/i);
  const job = await until(
    () => coordinator.api('GET', `/api/jobs/${json.job.id}`).then((answer) => answer.json),
    ({ recorded }) => recorded === 0,
  );
  expect(job).toMatchObject({ accepted: 0, state: 'running' });

  await coordinator.restart();
  expect((await devices())[0].quarantine).toBe(device.quarantine);
  liar.close();
});
