// Merges the samples of all chunks into `estimate.json` and writes how the estimate came near to it into `convergence.csv`, in at most
// a thousand lines.
import type { OutputFile } from '../../contract/job.ts';
import { blocksOf, chunksOf } from '../blocks/cut-blocks.ts';
import type { ReduceContext } from '../kernel.ts';
import { normalQuantile } from '../math/normal.ts';
import { eachResult } from '../results/each-result.ts';
import { writeFailed } from '../results/write-failed.ts';
import { models } from './models.ts';
import { mergeMoments, NO_MOMENTS, standardError, type Moments } from './moments.ts';
import type { MontecarloParams } from './params.ts';
import { cutSamples, readRecord, RECORD_BYTES } from './sample-block.ts';

const MOST_LINES = 1000;

export async function reduce(context: ReduceContext<MontecarloParams>): Promise<OutputFile[]> {
  const { params } = context;
  const cut = cutSamples(params);
  const chunksPerLine = Math.ceil(chunksOf(cut) / MOST_LINES);
  const encoder = new TextEncoder();
  const lines = ['samples,estimate,standard_error,low,high\n'];
  const failed = [...context.failed];
  let all: Moments = NO_MOMENTS;
  for await (const { index, reader } of eachResult(context)) {
    const blocks = blocksOf(cut, index);
    // Possible only where nothing was checked.
    if (reader.size !== blocks.length * RECORD_BYTES) {
      failed.push(index);
      continue;
    }
    const bytes = await reader.read(0, reader.size);
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
    for (const [number, block] of blocks.entries()) all = mergeMoments(all, readRecord(view, number, block));
    if ((index + 1) % chunksPerLine === 0 || index === chunksOf(cut) - 1) {
      const { estimate, standardError: error, low, high } = summarize(params, all);
      lines.push(`${all.count},${estimate},${error},${low},${high}\n`);
    }
  }

  const estimate = context.create('estimate.json');
  await estimate.write(encoder.encode(`${JSON.stringify(describe(params, all), null, 2)}\n`));
  const convergence = context.create('convergence.csv');
  await convergence.write(encoder.encode(lines.join('')));
  const lost = failed
    .toSorted((a, b) => a - b)
    .map((index) => {
      const blocks = blocksOf(cut, index);
      const last = blocks.at(-1) ?? { first: 0, count: 0 };
      return `samples ${blocks[0]?.first ?? 0} to ${last.first + last.count - 1}`;
    });
  return [await estimate.close(), await convergence.close(), ...(await writeFailed(context, lost))];
}

function summarize({ confidence }: MontecarloParams, moments: Moments) {
  const error = standardError(moments);
  const width = normalQuantile((1 + confidence) / 2) * error;
  const estimate = moments.mean;
  return { estimate, standardError: error, low: estimate - width, high: estimate + width };
}

function describe(params: MontecarloParams, moments: Moments) {
  const model = models[params.model];
  const { estimate, standardError: error, low, high } = summarize(params, moments);
  return {
    model: params.model,
    what: model.what,
    // null: no sample came back.
    estimate: moments.count === 0 ? null : estimate,
    standardError: error,
    confidence: params.confidence,
    low,
    high,
    exact: model.exact(params),
    samples: moments.count,
    samplesMissing: params.samples - moments.count,
    seed: params.seed,
    generator: 'Philox4x32-10',
    params,
  };
}
