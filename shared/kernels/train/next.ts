// The round that follows: the same samples, and the model as this round left it.
import type { BlobManifest } from '../../contract/blob.ts';
import { CoveyError } from '../../contract/errors.ts';
import type { InputFile } from '../../contract/job.ts';
import type { NextContext, NextJob } from '../kernel.ts';
import type { TrainParams } from './params.ts';
import { MODEL, partFiles } from './state.ts';

export async function next({
  params,
  input,
  outputs,
  read,
}: NextContext<TrainParams>): Promise<NextJob | null> {
  const model = outputs.findIndex(({ name }) => name === MODEL);
  const text = new TextDecoder().decode(await read(model, 0, outputs[model]?.size ?? 0));
  const { rounds } = JSON.parse(text) as { rounds: number };
  if (rounds >= params.rounds) return null;
  const files: InputFile[] = [];
  const blobs: BlobManifest[] = [];
  if (input.kind === 'files') {
    const numbers = new Map<number, number>();
    for (const number of partFiles(input).data) {
      const file = input.files[number];
      const blob = file && input.blobs[file.blob];
      if (!file || !blob) throw new CoveyError('bad-input', 'a file of the samples is not there');
      const place = numbers.get(file.blob) ?? blobs.push(blob) - 1;
      numbers.set(file.blob, place);
      files.push({ ...file, blob: place });
    }
  }
  for (const { name, size, blob } of outputs)
    if (name !== 'failed.txt') files.push({ name, size, blob: blobs.push(blob) - 1, offset: 0 });
  return { params: { ...params }, input: { kind: 'files', files, blobs } };
}
