// Films for tests, made without a codec: what is in a frame is noise, when it is shown and where it lies is real. And stretches of them as devices
// would make them, with the frames copied instead of encoded.
import {
  BufferTarget,
  EncodedAudioPacketSource,
  EncodedPacket,
  EncodedPacketSink,
  EncodedVideoPacketSource,
  Mp4OutputFormat,
  Output,
  WebMOutputFormat,
} from 'mediabunny';
import type { ByteReader } from '../../kernel.ts';
import type { VideoArgs } from '../choices.ts';
import { openVideo } from '../open-video.ts';
import { packHeader, type SegmentFrame } from '../segment.ts';

export interface FilmShape {
  container: 'mp4' | 'webm';
  seconds: number;
  rate: number;
  /** A key frame every so many frames. */
  keyEvery: number;
  width: number;
  height: number;
  /** Dolby's only in MP4. */
  audio: false | Sound;
}

type Sound = 'opus' | 'ac3' | 'eac3';

export const SHAPE: FilmShape = {
  container: 'mp4',
  seconds: 10,
  rate: 25,
  keyEvery: 25,
  width: 320,
  height: 180,
  audio: 'opus',
};

/** How a packet begins: 48 kHz, one channel, 128 bytes of Dolby's. */
const SOUNDS: Record<Sound, { codec: string; start: readonly number[]; bytes: number }> = {
  opus: { codec: 'opus', start: [], bytes: 40 },
  ac3: { codec: 'ac-3', start: [0x0b, 0x77, 0, 0, 0, 0x40, 0x20], bytes: 128 },
  eac3: { codec: 'ec-3', start: [0x0b, 0x77, 0, 63, 0x32, 0x80], bytes: 128 },
};

const noise = (seed: number, length: number) =>
  Uint8Array.from({ length }, (_, i) => (Math.imul(seed + i + 1, 2654435761) >>> 11) & 255);

const formatOf = (container: FilmShape['container']) =>
  container === 'mp4' ? new Mp4OutputFormat({ fastStart: false }) : new WebMOutputFormat();

export async function makeFilm(part: Partial<FilmShape> = {}): Promise<Uint8Array> {
  const { container, seconds, rate, keyEvery, width, height, audio } = { ...SHAPE, ...part };
  const target = new BufferTarget();
  const output = new Output({ format: formatOf(container), target });
  const pictures = new EncodedVideoPacketSource('vp9');
  const sound = new EncodedAudioPacketSource(audio || 'opus');
  output.addVideoTrack(pictures);
  if (audio) output.addAudioTrack(sound);
  await output.start();
  for (let frame = 0; frame < seconds * rate; frame++) {
    if (audio && frame % rate === 0) {
      const { codec, start, bytes } = SOUNDS[audio];
      const data = noise(frame, bytes);
      data.set(start);
      await sound.add(new EncodedPacket(data, 'key', frame / rate, 1), {
        decoderConfig: { codec, sampleRate: 48_000, numberOfChannels: 1 },
      });
    }
    const isKey = frame % keyEvery === 0;
    await pictures.add(
      new EncodedPacket(noise(frame, isKey ? 900 : 90), isKey ? 'key' : 'delta', frame / rate, 1 / rate),
      { decoderConfig: { codec: 'vp09.00.31.08', codedWidth: width, codedHeight: height } },
    );
  }
  await output.finalize();
  if (!target.buffer) throw new Error('the film was not written');
  return new Uint8Array(target.buffer);
}

export interface RawFrame {
  /** Seconds. */
  at: number;
  isKey: boolean;
  bytes: Uint8Array;
}

/** Frames that somebody encoded, as a silent film. */
export async function muxFrames(
  frames: readonly RawFrame[],
  {
    codec,
    container,
    width,
    height,
    rate,
  }: Pick<FilmShape, 'container' | 'width' | 'height' | 'rate'> & { codec: 'vp8' | 'vp9' },
): Promise<Uint8Array> {
  const target = new BufferTarget();
  const output = new Output({ format: formatOf(container), target });
  const pictures = new EncodedVideoPacketSource(codec);
  output.addVideoTrack(pictures);
  await output.start();
  const decoderConfig = {
    codec: codec === 'vp8' ? 'vp8' : 'vp09.00.31.08',
    codedWidth: width,
    codedHeight: height,
  };
  for (const { at, isKey, bytes } of frames)
    await pictures.add(new EncodedPacket(bytes, isKey ? 'key' : 'delta', at, 1 / rate), { decoderConfig });
  await output.finalize();
  if (!target.buffer) throw new Error('the film was not written');
  return new Uint8Array(target.buffer);
}

/** A chunk's result whose frames are the original's own. */
export async function copyStretch(film: ByteReader, args: VideoArgs): Promise<Uint8Array> {
  const { track, close } = await openVideo(film);
  const sink = new EncodedPacketSink(track);
  const frames: SegmentFrame[] = [];
  const data: Uint8Array[] = [];
  const first = await sink.getKeyPacket(args.from);
  for await (const packet of sink.packets(first ?? undefined)) {
    if (args.to !== null && packet.type === 'key' && packet.timestamp >= args.to) break;
    frames.push({
      at: packet.microsecondTimestamp,
      duration: packet.microsecondDuration,
      isKey: packet.type === 'key',
      bytes: packet.data.length,
    });
    data.push(packet.data);
  }
  close();
  const { width, height } = args;
  const header = packHeader({ codec: 'vp09.00.31.08', width, height, description: null, frames });
  return Buffer.concat([header, ...data]);
}
