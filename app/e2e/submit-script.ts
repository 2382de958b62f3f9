// Submits an owner's own code as a job, as the SDK does.
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

export const failuresOf = async (app: OpenedApp, id: string) =>
  (await askAsOwner(app, 'GET', `/api/jobs/${id}/failures`)) as ChunkFailureView[];
