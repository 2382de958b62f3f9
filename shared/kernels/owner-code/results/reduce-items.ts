// Puts the results of all chunks over items into the job's outputs, in the order of the items: `results.jsonl`, `results.bin` or a
// file for each; `log.txt` and `failed.txt` when there is something to say.
import type { OutputFile } from '../../../contract/job.ts';
import { joinBytes } from '../../bytes/join-bytes.ts';
import { safeNames } from '../../files/safe-names.ts';
import type { OutputWriter, ReduceContext, ResultEntry } from '../../kernel.ts';
import { copyBytes } from '../../results/append-result.ts';
import { eachResult } from '../../results/each-result.ts';
import { writeFailed } from '../../results/write-failed.ts';
import type { CodeParams } from '../code-params.ts';
import { asItemsPlan } from '../items/items-plan.ts';
import { readTrailer, type Trailer } from './result-format.ts';

const WRITE_BYTES = 1024 * 1024;
const MOST_LOG_CHARS = 1024 * 1024;

export async function reduceItems(context: ReduceContext<CodeParams>): Promise<OutputFile[]> {
  const plan = asItemsPlan(context.plan);
  const { output } = context.params;
  const log = collectLog((index) => plan.nameOf(index));
  const broken: number[] = [];
  const joined = output === 'files' ? null : joinInto(context.create(`results.${output}`));
  const named: NamedFile[] = [];
  for await (const entry of eachResult(context)) {
    const read = await readTrailer(entry.reader);
    if (!read || (output === 'files' && !read.trailer.files)) {
      broken.push(entry.index);
      continue;
    }
    log.add(entry.index, read.trailer);
    if (joined) await joined.add(entry, read.bodySize);
    else
      for (const { name, start, end } of extentsOf(read.trailer)) {
        const writer = context.create(`${named.length}`);
        await copyBytes(writer, entry.reader, start, end);
        named.push({ name, file: await writer.close() });
      }
  }
  const outputs = joined ? [await joined.close()] : nameFiles(named);
  const text = log.text();
  if (text !== '') {
    const writer = context.create('log.txt');
    await writer.write(new TextEncoder().encode(text));
    outputs.push(await writer.close());
  }
  const failed = [...context.failed, ...broken].sort((a, b) => a - b).map((index) => plan.nameOf(index));
  return [...outputs, ...(await writeFailed(context, failed))];
}

/** Appends the bodies of results: large ones by reference, small ones together. */
function joinInto(writer: OutputWriter) {
  let waiting: Uint8Array[] = [];
  let waitingBytes = 0;
  async function flush(): Promise<void> {
    if (waitingBytes > 0) await writer.write(joinBytes(waiting));
    waiting = [];
    waitingBytes = 0;
  }
  return {
    async add({ parts, reader }: ResultEntry, bodySize: number): Promise<void> {
      if (!parts) {
        waiting.push(await reader.read(0, bodySize));
        waitingBytes += bodySize;
        if (waitingBytes >= WRITE_BYTES) await flush();
        return;
      }
      await flush();
      // the last part holds the trailer, so of it only the beginning is copied
      let at = 0;
      const whole = parts.parts.filter(({ size }) => {
        if (at + size > bodySize) return false;
        at += size;
        return true;
      });
      const wholeSize = whole.reduce((sum, { size }) => sum + size, 0);
      if (whole.length > 0) await writer.append({ size: wholeSize, parts: whole });
      await copyBytes(writer, reader, wholeSize, bodySize);
    },
    async close(): Promise<OutputFile> {
      await flush();
      return writer.close();
    },
  };
}

interface NamedFile {
  name: string;
  file: OutputFile;
}

/** The names that code chose lead nowhere else, and each is given once. */
function nameFiles(named: readonly NamedFile[]): OutputFile[] {
  const names = safeNames(
    named.map(({ name }) => name),
    '',
  );
  return named.map(({ file }, i) => ({ ...file, name: names[i] ?? file.name }));
}

function* extentsOf({ files = [] }: Trailer): Generator<{ name: string; start: number; end: number }> {
  let start = 0;
  for (const [name, size] of files) {
    yield { name, start, end: start + size };
    start += size;
  }
}

function collectLog(nameOf: (index: number) => string) {
  let text = '';
  let left = 0;
  return {
    add(index: number, { log = [], unlogged = 0 }: Trailer): void {
      left += unlogged;
      for (const line of log) {
        if (text.length >= MOST_LOG_CHARS) left++;
        else text += `${nameOf(index)}: ${line.replaceAll('\n', '\n  ')}\n`;
      }
    },
    text: () => (left > 0 ? `${text}… and ${left} more lines that were too many\n` : text),
  };
}
