// The built kernels: which script belongs to which kernel now, put into the blob store so that devices can fetch them by hash.
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as z from 'zod/mini';
import type { BlobStore } from './blobs/blob-store.ts';
import { CoveyError } from '../shared/contract/errors.ts';
import { Sha256 } from '../shared/contract/ids.ts';

const Built = z.record(z.string(), z.object({ version: Sha256 }));

export interface KernelScripts {
  /** SHA-256 of the script of that name (`scriptNameOf`). @throws CoveyError `unknown-kernel` when it was not built. */
  versionOf(kernel: string): Sha256;
  all(): readonly Sha256[];
}

/** @throws CoveyError `internal` when the scripts were not built. */
export async function loadKernelScripts(kernelsDir: string, blobs: BlobStore): Promise<KernelScripts> {
  let built: z.infer<typeof Built>;
  try {
    built = Built.parse(JSON.parse(await readFile(join(kernelsDir, 'kernels.json'), 'utf8')));
  } catch (error) {
    throw new CoveyError('internal', `the kernels are not built (${kernelsDir}); run \`npm run build\``, {
      cause: error,
    });
  }
  for (const { version } of Object.values(built))
    await blobs.put(version, await readFile(join(kernelsDir, `${version}.js`)));
  return {
    versionOf(kernel) {
      const found = built[kernel];
      if (!found) throw new CoveyError('unknown-kernel', `the kernel ${kernel} was not built here`);
      return found.version;
    },
    all: () => Object.values(built).map(({ version }) => version),
  };
}
