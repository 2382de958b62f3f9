// Puts the compressed chunks together: into one file for each input file, or into one zip. Large results are appended by
// reference; only groups of small files and what lies inline is copied.
import type { OutputFile } from '../../contract/job.ts';
import type { ReduceContext } from '../kernel.ts';
import type { CompressParams } from './params.ts';
import { reduceEach } from './reduce-each.ts';
import { reduceZip } from './zip/reduce-zip.ts';

export const reduce = (context: ReduceContext<CompressParams>): Promise<OutputFile[]> =>
  context.params.archive === 'zip' ? reduceZip(context) : reduceEach(context);
