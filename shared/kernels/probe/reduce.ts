// Writes the results of `probe` one after the other into `probe.bin`; `failed.txt` names the first number of what is left out.
import type { OutputFile } from '../../contract/job.ts';
import { appendResult } from '../results/append-result.ts';
import { joinBytes } from '../bytes/join-bytes.ts';
import { eachResult } from '../results/each-result.ts';
import type { ReduceContext } from '../kernel.ts';
import { writeFailed } from '../results/write-failed.ts';
import { probeNumbers } from './numbers.ts';
import type { ProbeParams } from './params.ts';

const WRITE_BYTES = 1024 * 1024;

export async function reduce(context: ReduceContext<ProbeParams>): Promise<OutputFile[]> {
  const { params, plan } = context;
  const writer = context.create('probe.bin');
  let waiting: Uint8Array[] = [];
  let waitingBytes = 0;
  const flush = async () => {
    if (waitingBytes > 0) await writer.write(joinBytes(waiting));
    waiting = [];
    waitingBytes = 0;
  };
  for await (const entry of eachResult(context)) {
    if (entry.parts) {
      await flush();
      await appendResult(writer, entry);
      continue;
    }
    waiting.push(await entry.reader.read(0, entry.reader.size));
    waitingBytes += entry.reader.size;
    if (waitingBytes >= WRITE_BYTES) await flush();
  }
  await flush();
  const failed = context.failed.map(
    (index) => `${probeNumbers(params, index, plan.describe(index)?.args).first}`,
  );
  return [await writer.close(), ...(await writeFailed(context, failed))];
}
