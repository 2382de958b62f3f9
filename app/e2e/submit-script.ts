// Submits an owner's own code as a job, as the SDK does, waits for its end and fetches its outputs.
import { createHash } from 'node:crypto';
import { expect } from 'vitest';
import type { ChunkFailureView, JobView } from '../../shared/contract/job.ts';
import { askAsOwner, type OpenedApp } from './open-app.ts';

export interface ScriptJob {
  /** One CommonJS module, or a module of WebAssembly. */
  text: string | Uint8Array;
  params?: Record<string, unknown>;
  count: number;
  name?: string;
}

export async function submitScript(app: OpenedApp, { text, params = {}, count, name = 'script' }: ScriptJob) {
  const bytes = new Uint8Array(typeof text === 'string' ? Buffer.from(text) : text);
  const sha = createHash('sha256').update(bytes).digest('hex');
  await fetch(`${app.coordinator.url}/api/parts/${sha}`, {
    method: 'PUT',
    body: bytes,
    headers: { authorization: `Bearer ${await app.ownerToken()}` },
  });
  const made = (await askAsOwner(app, 'POST', '/api/jobs', {
    name,
    kernel: typeof text === 'string' ? 'script' : 'wasm',
    params: { ...params, code: { sha, size: bytes.length, name: `${name}.js` } },
    input: { kind: 'range', start: 0, count },
  })) as { job: JobView; message?: string };
  expect(made.message).toBeUndefined();
  return made.job;
}

/** Waits until the job has ended. */
export async function endOf(app: OpenedApp, id: string, timeout = 90_000): Promise<JobView> {
  const look = async () => (await askAsOwner(app, 'GET', `/api/jobs/${id}`)) as JobView;
  await expect
    .poll(async () => ['done', 'failed', 'cancelled'].includes((await look()).state), {
      timeout,
      interval: 250,
    })
    .toBe(true);
  return await look();
}

/** The text of each output by name, once the job is done. */
export async function outputsOf(app: OpenedApp, id: string): Promise<Map<string, string>> {
  const job = await endOf(app, id);
  expect(job.state).toBe('done');
  const outputs = new Map<string, string>();
  for (const [n, { name }] of job.outputs.entries()) {
    const answer = await fetch(`${app.coordinator.url}/api/jobs/${id}/outputs/${n}`, {
      headers: { authorization: `Bearer ${await app.ownerToken()}` },
    });
    outputs.set(name, await answer.text());
  }
  return outputs;
}

export const failuresOf = async (app: OpenedApp, id: string) =>
  (await askAsOwner(app, 'GET', `/api/jobs/${id}/failures`)) as ChunkFailureView[];
