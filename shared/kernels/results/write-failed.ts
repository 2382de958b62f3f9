// `failed.txt`: what an output leaves out because its chunks failed for good. Written only when there is something to say.
import type { OutputFile } from '../../contract/job.ts';
import { escapeName } from '../files/escape-name.ts';
import type { ReduceContext } from '../kernel.ts';

export interface FailedFile {
  name: string;
  /** A sentence, put behind the name and a tab. */
  reason: string;
}

/** One name a line, escaped as in a checksum file; where it is known, why. */
export async function writeFailed(
  context: Pick<ReduceContext<unknown>, 'create'>,
  failed: readonly (string | FailedFile)[],
): Promise<OutputFile[]> {
  if (failed.length === 0) return [];
  const writer = context.create('failed.txt');
  const lines = failed.map((file) => {
    const { mark, name } = escapeName(typeof file === 'string' ? file : file.name);
    return `${mark}${name}${typeof file === 'string' ? '' : `\t${file.reason}`}\n`;
  });
  await writer.write(new TextEncoder().encode(lines.join('')));
  return [await writer.close()];
}
