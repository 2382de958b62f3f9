// Submits a job of made-up text through the SDK, as the command line would.
import { createHash } from 'node:crypto';
import { connect } from '../../shared/client/connect.ts';
import { submitJob } from '../../shared/client/submit-job.ts';
import type { JobId } from '../../shared/contract/ids.ts';
import { FILE_BYTES, writeText } from '../routes/(owner)/overview/sample-text.ts';
import type { OpenedApp } from './open-app.ts';

/** Answers with the job's id. */
export async function submitText(app: OpenedApp, name: string, files: number): Promise<JobId> {
  const client = connect(
    { url: app.coordinator.url, token: await app.ownerToken() },
    { fetch, sha256: (bytes) => Promise.resolve(createHash('sha256').update(bytes).digest('hex')) },
  );
  const sources = Array.from({ length: files }, (_, i) => ({
    name: `${name}/page ${i + 1}.txt`,
    size: FILE_BYTES,
    slice: (offset: number, length: number) => Promise.resolve(writeText(i % 8, offset, length)),
  }));
  const job = await submitJob(client, { kernel: 'compress', name, input: { kind: 'files', sources } });
  return job.id;
}
