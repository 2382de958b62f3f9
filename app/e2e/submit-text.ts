// Submits a job of made-up text through the SDK, as the command line would.
import { submitJob } from '../../shared/client/submit-job.ts';
import type { JobId } from '../../shared/contract/ids.ts';
import { FILE_BYTES, writeText } from '../routes/(owner)/overview/sample-text.ts';
import type { OpenedApp } from './open-app.ts';
import { ownerClient } from './owner-client.ts';

/** Answers with the job's id. */
export async function submitText(app: OpenedApp, name: string, files: number): Promise<JobId> {
  const sources = Array.from({ length: files }, (_, i) => ({
    name: `${name}/page ${i + 1}.txt`,
    size: FILE_BYTES,
    slice: (offset: number, length: number) => Promise.resolve(writeText(i % 8, offset, length)),
  }));
  const job = await submitJob(await ownerClient(app), {
    kernel: 'compress',
    name,
    input: { kind: 'files', sources },
  });
  return job.id;
}
