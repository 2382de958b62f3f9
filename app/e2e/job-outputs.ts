// How a job ended, and what came out of it.
import { expect } from 'vitest';
import { ENDED_STATES, type JobView } from '../../shared/contract/job.ts';
import { askAsOwner, type OpenedApp } from './open-app.ts';

/** Waits until the job has ended. */
export async function endOf(app: OpenedApp, id: string, timeout = 90_000): Promise<JobView> {
  const look = async () => (await askAsOwner(app, 'GET', `/api/jobs/${id}`)) as JobView;
  await expect
    .poll(async () => ENDED_STATES.has((await look()).state), { timeout, interval: 250 })
    .toBe(true);
  return await look();
}

/** The bytes of each output by name, once the job is done. */
export async function outputBytesOf(app: OpenedApp, id: string): Promise<Map<string, Buffer>> {
  const job = await endOf(app, id);
  expect(job.state).toBe('done');
  const outputs = new Map<string, Buffer>();
  for (const [n, { name }] of job.outputs.entries()) {
    const answer = await fetch(`${app.coordinator.url}/api/jobs/${id}/outputs/${n}`, {
      headers: { authorization: `Bearer ${await app.ownerToken()}` },
    });
    outputs.set(name, Buffer.from(await answer.arrayBuffer()));
  }
  return outputs;
}

/** The same as text. */
export const outputsOf = async (app: OpenedApp, id: string): Promise<Map<string, string>> =>
  new Map(Array.from(await outputBytesOf(app, id), ([name, bytes]) => [name, bytes.toString()]));
