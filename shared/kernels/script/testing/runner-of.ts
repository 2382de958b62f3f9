// A `run` for a script's source, as a compute thread has it: for tests and benches.
import { compileFunction } from 'node:vm';
import type { Sha256 } from '../../../contract/ids.ts';
import type { ChunkTask } from '../../kernel.ts';
import { OWNER_SCOPE } from '../../owner-code/compose.ts';
import { prepareModule } from '../../owner-code/prepare-module.ts';
import type { OwnerSource } from '../load-module.ts';
import { makeRunner } from '../run.ts';

/** What a job's parameters say of its code; nobody fetches it here. */
export const code = { sha: '0'.repeat(64) as Sha256, size: 1, name: 'own.ts' };

/** Every call is a new thread. */
export async function runnerOf(source: string): Promise<(task: ChunkTask) => Promise<void>> {
  const prepared = await prepareModule(source, 'own.ts');
  const filename = 'covey-script.js';
  const body = compileFunction(prepared.text, [...OWNER_SCOPE], { filename }) as OwnerSource['body'];
  // where `compileFunction` puts the first line: marker and text are on lines 0 and 1
  return makeRunner({ name: 'own.ts', marker: `at ${filename}:0:1`, body }).runChunk;
}
