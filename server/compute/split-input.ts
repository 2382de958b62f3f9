// Cuts an input, on a compute thread: a kernel that looks inside reads its files out of the blob store.
import type { BlobStore } from '../blobs/blob-store.ts';
import type { JobInput } from '../../shared/contract/job.ts';
import { closedFiles, type InputFiles, openInputFiles } from '../../shared/kernels/input-files.ts';
import type { KernelDescription } from '../../shared/kernels/kernel.ts';

/** `params` as the kernel's schema made them. @throws what the kernel throws, or the signal's reason */
export async function splitInput(
  kernel: KernelDescription,
  params: unknown,
  input: JobInput,
  blobs: BlobStore,
  signal: AbortSignal,
): Promise<Uint8Array> {
  return kernel.split(params, input, kernel.looksInside ? openFiles(input, blobs, signal) : closedFiles);
}

export const openFiles = (input: JobInput, blobs: BlobStore, signal: AbortSignal): InputFiles =>
  openInputFiles(input, ({ sha, offset, length }) => {
    signal.throwIfAborted();
    return blobs.read(sha, offset, length);
  });
