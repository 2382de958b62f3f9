// `video` is a kernel like any other, as far as Node can say: it has no codecs, so that the frames of a stretch are copied here instead of encoded.
// What encodes them (run.ts) is tried in Chromium: app/e2e/video.e2e.ts.
import { EncodedPacketSink, type InputAudioTrack, type InputVideoTrack } from 'mediabunny';
import { expect } from 'vitest';
import type { ChunkTask } from '../kernel.ts';
import { kernelContract, type KernelCase } from '../kernel-contract.ts';
import { filesInput, type MemoryFile, type MemoryOutput, readerOf } from '../memory-job.ts';
import type { VideoArgs } from './choices.ts';
import { video } from './describe.ts';
import { openVideo } from './open-video.ts';
import { copyStretch, makeFilm } from './testing/make-film.ts';

async function run(task: ChunkTask): Promise<void> {
  const bytes = { size: task.inputSize, read: (offset: number, length: number) => task.read(offset, length) };
  await task.write(await copyStretch(bytes, task.args as VideoArgs));
  await task.progress(1);
}

/** When each packet is shown and whether a decoder can begin with it. Pictures are not among it: the coordinator does not look at them. */
async function timesOf(track: InputVideoTrack | InputAudioTrack | null): Promise<[number, string][]> {
  const times: [number, string][] = [];
  if (track)
    for await (const { timestamp, type } of new EncodedPacketSink(track).packets())
      times.push([Math.round(timestamp * 1000), type]);
  return times;
}

async function expectSame(output: MemoryOutput | undefined, film: MemoryFile): Promise<void> {
  const [made, original] = await Promise.all(
    [output?.bytes ?? new Uint8Array(0), film.bytes].map((bytes) => openVideo(readerOf(bytes))),
  );
  expect(await timesOf(made!.track)).toEqual(await timesOf(original!.track));
  expect(await timesOf(made!.audio)).toEqual(await timesOf(original!.audio));
  made!.close();
  original!.close();
}

const caseOf = (name: string, films: MemoryFile[], names: string[]): KernelCase => ({
  name,
  params: { segment: 2 },
  // a stretch lies where its container says, and the container's own words are read by all
  readsShared: true,
  input: (blobs) => filesInput(blobs, films),
  async check(outputs) {
    expect(outputs.map((output) => output.name)).toEqual(names);
    for (const [i, film] of films.entries()) await expectSame(outputs[i], film);
  },
});

const film = { name: 'a.mov', bytes: await makeFilm({ seconds: 5 }) };
const silent = {
  name: 'b.webm',
  bytes: await makeFilm({ container: 'webm', seconds: 5, audio: false, width: 160, height: 90 }),
};

kernelContract({
  kernel: video,
  run,
  sameBytesEverywhere: true,
  cases: [
    caseOf('a film with sound', [film], ['a.webm']),
    caseOf('two films', [film, silent], ['a.webm', 'b.mp4']),
  ],
});
