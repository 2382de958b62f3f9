// The full fuzz, told line by line; a failure is thrown, with the seed that replays it. Also records the corpus anew.
import { writeFileSync } from 'node:fs';
import { corpusFile, packCorpus } from './corpus.ts';
import { fuzzLive } from './fuzz-live.ts';
import { fuzzParsers } from './fuzz-parsers.ts';
import { recordCorpus } from './record-corpus.ts';

const MIB = 2 ** 20;
const say = (line: string) => void process.stdout.write(`fuzz: ${line}\n`);

export async function soakFuzz(args: string[]): Promise<void> {
  if (args[0] === 'record') {
    const text = packCorpus(await recordCorpus());
    writeFileSync(corpusFile, text);
    return say(`recorded ${text.length} bytes`);
  }
  const [inputs = 1_000_000, messages = 50_000] = args.map(Number);
  const seed = Number(process.env.COVEY_SEED ?? Date.now() % 1_000_000);
  say(`seed ${seed}, ${inputs} inputs, ${messages} messages`);
  const parsers = fuzzParsers({
    seed,
    inputs,
    limitMs: Infinity,
    onRound: (done, heap) => say(`${done} inputs parsed, heap ${heap.toFixed(1)} MiB`),
  });
  say(
    `${parsers.parsers} parsers, ${parsers.inputs} inputs in ${parsers.seconds.toFixed(0)} s, ${parsers.mutated} mutations of valid ones, ${parsers.taken} taken`,
  );
  const live = await fuzzLive({
    seed,
    messages,
    limitMs: Infinity,
    onProgress: (sent, { heapUsed, rss }) =>
      say(
        `${sent} messages sent, heap ${(heapUsed / MIB).toFixed(1)} MiB, resident ${(rss / MIB).toFixed(0)} MiB`,
      ),
  });
  say(
    `${JSON.stringify(live.sent)} in ${live.seconds.toFixed(0)} s, ${live.mutated} mutations of valid ones`,
  );
  say(`answers ${JSON.stringify(live.statuses)}, ${live.goodJobs} well-behaved jobs finished right`);
}
