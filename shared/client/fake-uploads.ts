// For tests: files to upload, and the handlers of a coordinator that keeps what is uploaded.
import { sliceBlob, partEnds } from '../contract/blob.ts';
import { CoveyError } from '../contract/errors.ts';
import type { JobRequest, JobState } from '../contract/job.ts';
import { makeJob, makeKernel, sha256 } from './fake-answers.ts';
import type { startFakeCoordinator, Handler } from './fake-coordinator.ts';
import type { Source } from './source.ts';

/** A coordinator that keeps parts and one job. */
export function makeStore(more: { putPart?: Handler } = {}) {
  const store = {
    parts: new Map<string, Uint8Array>(),
    request: undefined as JobRequest | undefined,
    state: 'uploading' as JobState,
    puts: 0,
  };
  const missing = () => {
    const input = store.request?.input;
    const parts = input?.kind === 'files' ? input.blobs.flatMap((blob) => blob.parts) : [];
    return [...new Set(parts.map((part) => part.sha))].filter((sha) => !store.parts.has(sha));
  };
  const handlers: Parameters<typeof startFakeCoordinator>[0] = {
    kernels: () => [makeKernel('hash'), makeKernel('count', 'range')],
    createJob: ({ body }) => {
      const request = body as JobRequest;
      if ('wrong' in request.params) throw new CoveyError('bad-params', 'wrong: there is no such parameter');
      store.request = request;
      store.state = request.input.kind === 'range' ? 'queued' : 'uploading';
      return { job: makeJob({ state: store.state }), missing: missing() };
    },
    putPart: async (asked, response) => {
      store.puts += 1;
      const answered: unknown = await more.putPart?.(asked, response);
      if (answered !== undefined || response.headersSent) return answered;
      if (sha256(asked.bytes) !== asked.path['sha']) throw new CoveyError('hash-mismatch', 'other bytes');
      store.parts.set(asked.path['sha'] ?? '', asked.bytes);
      return {};
    },
    uploaded: () => {
      const lacking = missing();
      if (lacking.length === 0) store.state = 'queued';
      return { job: makeJob({ state: store.state }), missing: lacking };
    },
    cancelJob: () => makeJob({ state: (store.state = 'cancelled') }),
  };
  /** The bytes of a file as a device would get them. */
  const bytesOf = (name: string) => {
    const input = store.request?.input;
    if (input?.kind !== 'files') throw new Error('no files');
    const file = input.files.find((f) => f.name === name);
    const blob = file && input.blobs[file.blob];
    if (!blob) throw new Error(`there is no file ${name}`);
    return Buffer.concat(
      sliceBlob(blob, partEnds(blob), file.offset, file.size).map((s) => {
        const part = store.parts.get(s.sha);
        if (!part) throw new Error(`the part ${s.sha} was not uploaded`);
        return part.subarray(s.offset, s.offset + s.length);
      }),
    );
  };
  return { store, handlers, bytesOf };
}

export const makeBytes = (size: number, seed: number) => {
  const bytes = new Uint8Array(size);
  for (let i = 0, x = seed + 1; i < size; i++) bytes[i] = x = (x * 1103515245 + 12345) >>> 16;
  return bytes;
};
export const makeSource = (name: string, bytes: Uint8Array, more: Partial<Source> = {}): Source => ({
  name,
  size: bytes.length,
  slice: async (offset, length) => bytes.slice(offset, offset + length),
  ...more,
});
