// The headless device as one file: what a coordinator says of the one it serves, and how its own address gets into it.
import * as z from 'zod/mini';
import { Sha256 } from './ids.ts';

/** null: this coordinator has none. */
export const DeviceBundleView = z.nullable(
  z.object({
    /** Of the file as it was built, without an address: the same bytes wherever this version is served. */
    sha256: Sha256,
    bytes: z.int(),
  }),
);
export type DeviceBundleView = z.infer<typeof DeviceBundleView>;

/** The first line of the file as it was built. */
export const UNBAKED = 'var coveyCoordinator = null;\n';

/** Puts the coordinator's origin into the file. @throws Error when it is no such file. */
export function bakeCoordinator(file: string, origin: string): string {
  if (!file.startsWith(UNBAKED)) throw new Error('this is no device bundle as it was built');
  return `var coveyCoordinator = ${JSON.stringify(new URL(origin).origin)};\n${file.slice(UNBAKED.length)}`;
}
