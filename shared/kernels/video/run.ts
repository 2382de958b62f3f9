// One stretch of a film: decoded by the browser, made smaller, filtered, and encoded again. Needs WebCodecs, which browsers show over https and on
// localhost. Decoders and encoders work in threads of the browser's own: the duty reaches them by how fast frames are handed over.
import { type VideoSample, VideoSampleSink } from 'mediabunny';
import { encodeBase64 } from '../bytes/encode-base64.ts';
import type { ChunkTask } from '../kernel.ts';
import type { Codec, Quality, VideoArgs } from './choices.ts';
import { filterPixels } from './filter-pixels.ts';
import { openVideo } from './open-video.ts';
import type { VideoParams } from './params.ts';
import { packHeader, type SegmentFrame, type SegmentHeader } from './segment.ts';

/** Frames that wait for the encoder: more would only hold memory. */
const MOST_WAITING = 8;
const KEY_EVERY_SECONDS = 4;
const BITS_PER_PIXEL: Readonly<Record<Quality, number>> = { small: 0.05, good: 0.1, best: 0.2 };

/** WebCodecs' names. Levels by the size of the pictures: up to 720p, up to 1080p, above. */
const codecNames: Readonly<Record<Codec, readonly [string, string, string]>> = {
  vp9: ['vp09.00.31.08', 'vp09.00.41.08', 'vp09.00.61.08'],
  av1: ['av01.0.05M.08', 'av01.0.09M.08', 'av01.0.16M.08'],
  vp8: ['vp8', 'vp8', 'vp8'],
};

export async function run(task: ChunkTask): Promise<void> {
  const params = task.params as VideoParams;
  const args = task.args as VideoArgs;
  if (typeof VideoEncoder === 'undefined' || typeof VideoDecoder === 'undefined')
    throw new Error(
      'this device shows job code no video codecs (they need a browser, and https or localhost)',
    );
  const film = await openVideo({ size: task.inputSize, read: (offset, length) => task.read(offset, length) });
  const encoder = await openEncoder(params, args);
  try {
    if (!(await film.track.canDecode()))
      throw new Error(
        `this browser cannot decode ${(await film.track.getCodecParameterString()) ?? 'this film'}`,
      );
    const samples = new VideoSampleSink(film.track).samples(args.from, args.to ?? Infinity);
    const picture = makePicture(params, args);
    let done = 0;
    for await (const sample of samples) {
      const frame = picture(sample);
      sample.close();
      await encoder.add(frame);
      await task.progress(Math.min(1, ++done / args.frames));
    }
    if (done !== args.frames)
      throw new Error(
        `${done} frames could be decoded between ${args.from} s and ${args.to ?? 'the end'}, not ${args.frames}`,
      );
    const { header, bytes } = await encoder.finish();
    await task.write(packHeader(header));
    for (const frame of bytes) await task.write(frame);
  } finally {
    encoder.close();
    film.close();
  }
}

/** Makes of a decoded frame the one to encode: upright, as large as wanted, filtered. */
function makePicture(
  { filter }: VideoParams,
  { width, height }: VideoArgs,
): (sample: VideoSample) => VideoFrame {
  const canvas = new OffscreenCanvas(width, height);
  const context = canvas.getContext('2d', { willReadFrequently: filter !== 'none', alpha: false });
  if (!context) throw new Error('this browser has no canvas outside of pages');
  return (sample) => {
    const timing = { timestamp: sample.microsecondTimestamp, duration: sample.microsecondDuration };
    const isRight = sample.displayWidth === width && sample.displayHeight === height && sample.rotation === 0;
    if (filter === 'none' && isRight && !sample.flip) {
      const frame = sample.toVideoFrame();
      const timed = new VideoFrame(frame, timing);
      frame.close();
      return timed;
    }
    sample.draw(context, 0, 0, width, height);
    if (filter !== 'none') {
      const pixels = context.getImageData(0, 0, width, height);
      filterPixels(filter, pixels.data, width, height);
      context.putImageData(pixels, 0, 0);
    }
    return new VideoFrame(canvas, timing);
  };
}

interface Encoder {
  add(frame: VideoFrame): Promise<void>;
  finish(): Promise<{ header: SegmentHeader; bytes: Uint8Array[] }>;
  close(): void;
}

async function openEncoder(
  { codec, quality }: VideoParams,
  { width, height, rate }: VideoArgs,
): Promise<Encoder> {
  const frames: SegmentFrame[] = [];
  const bytes: Uint8Array[] = [];
  const told: { description?: string; problem?: Error } = {};
  const level = width * height <= 1280 * 720 ? 0 : width * height <= 1920 * 1088 ? 1 : 2;
  const config: VideoEncoderConfig = {
    codec: codecNames[codec][level],
    width,
    height,
    bitrate: Math.round(Math.max(50_000, BITS_PER_PIXEL[quality] * width * height * Math.min(60, rate))),
    framerate: Math.min(240, Math.max(1, rate)),
  };
  if (!(await VideoEncoder.isConfigSupported(config)).supported)
    throw new Error(`this browser cannot encode ${config.codec} at ${width} × ${height}`);
  const encoder = new VideoEncoder({
    output(chunk, metadata) {
      const data = new Uint8Array(chunk.byteLength);
      chunk.copyTo(data);
      bytes.push(data);
      frames.push({
        at: chunk.timestamp,
        duration: chunk.duration ?? 0,
        isKey: chunk.type === 'key',
        bytes: data.length,
      });
      const description = metadata?.decoderConfig?.description;
      if (description) told.description ??= encodeBase64(bytesOf(description));
    },
    error(problem) {
      told.problem = problem;
    },
  });
  encoder.configure(config);
  let lastKey = -Infinity;

  return {
    async add(frame) {
      const isKey = frame.timestamp - lastKey >= KEY_EVERY_SECONDS * 1e6;
      if (isKey) lastKey = frame.timestamp;
      try {
        encoder.encode(frame, { keyFrame: isKey });
      } finally {
        frame.close();
      }
      while (encoder.encodeQueueSize > MOST_WAITING && !told.problem)
        await new Promise<void>((resolve) =>
          encoder.addEventListener('dequeue', () => resolve(), { once: true }),
        );
      if (told.problem) throw told.problem;
    },
    async finish() {
      await encoder.flush();
      if (told.problem) throw told.problem;
      return {
        header: { codec: config.codec, width, height, description: told.description ?? null, frames },
        bytes,
      };
    },
    close() {
      if (encoder.state !== 'closed') encoder.close();
    },
  };
}

const bytesOf = (source: AllowSharedBufferSource): Uint8Array =>
  ArrayBuffer.isView(source)
    ? new Uint8Array(source.buffer, source.byteOffset, source.byteLength)
    : new Uint8Array(source);
