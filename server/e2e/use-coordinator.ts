// A coordinator for all tests of one file, cleaned between them, and what such tests do all the time.
import { readFile } from 'node:fs/promises';
import { afterAll, afterEach, beforeAll, expect } from 'vitest';
import type { JobView } from '../../shared/contract/job.ts';
import { startTestCoordinator, type TestCoordinator } from './test-coordinator.ts';
import { connectDevice, type TestDevice } from './test-device.ts';

export interface SharedCoordinator extends Pick<
  TestCoordinator,
  'api' | 'join' | 'lines' | 'running' | 'url'
> {
  /** A device of its own for this test; closed after it. */
  connect(transports?: string[]): Promise<TestDevice>;
  connectAs(identity: Parameters<typeof connectDevice>[1]): TestDevice;
  submitProbe(count: number): Promise<JobView>;
  jobState(id: string): Promise<JobView>;
  ownerToken(): Promise<string>;
}

export function useCoordinator(): SharedCoordinator {
  const state: { coordinator?: TestCoordinator } = {};
  const open: TestDevice[] = [];
  const get = (): TestCoordinator => {
    if (!state.coordinator) throw new Error('the coordinator is not running yet');
    return state.coordinator;
  };

  beforeAll(async () => {
    state.coordinator = await startTestCoordinator();
  });
  afterEach(async () => {
    for (const device of open.splice(0)) device.close();
    for (const job of (await get().api('GET', '/api/jobs')).json) {
      if (!['done', 'failed', 'cancelled'].includes(job.state))
        await get().api('POST', `/api/jobs/${job.id}/cancel`);
      await get().api('DELETE', `/api/jobs/${job.id}`);
    }
  });
  afterAll(() => get().stop());

  const connectAs: SharedCoordinator['connectAs'] = (identity) => {
    const device = connectDevice(get().url, identity);
    open.push(device);
    return device;
  };

  return {
    api: (...asked) => get().api(...asked),
    join: (secret) => get().join(secret),
    get lines() {
      return get().lines;
    },
    get running() {
      return get().running;
    },
    get url() {
      return get().url;
    },
    async connect(transports) {
      const device = connectDevice(get().url, await get().join(), transports);
      open.push(device);
      return device;
    },
    connectAs,
    async submitProbe(count) {
      const request = {
        kernel: 'probe',
        params: { bytes: 8 },
        input: { kind: 'range', count },
        verification: 'trust',
      };
      const { status, json } = await get().api('POST', '/api/jobs', request);
      expect(status).toBe(200);
      return json.job;
    },
    jobState: async (id) => (await get().api('GET', `/api/jobs/${id}`)).json,
    ownerToken: async () => (await readFile(get().running.ownerTokenFile, 'utf8')).trim(),
  };
}

/** Looks again and again until what it sees fits; fails after ten seconds with the last thing seen. */
export async function until<T>(look: () => Promise<T>, fits: (value: T) => boolean): Promise<T> {
  for (let tries = 0; tries < 400; tries++) {
    const value = await look();
    if (fits(value)) return value;
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
  throw new Error(`it never came to be; last: ${JSON.stringify(await look())}`);
}
