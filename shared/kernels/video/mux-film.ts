// Joins stretches of a film into one file, with the sound of the original. Packets are copied, nothing is encoded.
import {
  EncodedAudioPacketSource,
  EncodedPacket,
  EncodedPacketSink,
  EncodedVideoPacketSource,
  type InputAudioTrack,
  Mp4OutputFormat,
  Output,
  StreamTarget,
  type StreamTargetChunk,
  WebMOutputFormat,
} from 'mediabunny';
import { joinBytes } from '../bytes/join-bytes.ts';
import { decodeBase64 } from '../bytes/decode-base64.ts';
import type { ByteReader, OutputWriter } from '../kernel.ts';
import type { Codec } from './choices.ts';
import { readSegment, type Segment, type SegmentFrame, type SegmentHeader } from './segment.ts';

export interface Film {
  codec: Codec;
  /** Results in the order of the film; what is missing is a gap. */
  stretches: readonly ByteReader[];
  /** The original's sound; null: silent. */
  audio: InputAudioTrack | null;
}

export type Container = 'mp4' | 'webm';

/** Muxers write a packet at a time, and read a frame at a time. */
const BLOCK_BYTES = 1024 * 1024;

/** WebM takes what was made for it; everything else goes into MP4, which takes nearly all. */
export async function containerFor(codec: Codec, audio: InputAudioTrack | null): Promise<Container> {
  const sound = audio ? await audio.getCodec() : null;
  const fitsWebm = sound === null || sound === 'opus' || sound === 'vorbis';
  if (codec === 'vp8') return 'webm';
  return fitsWebm && sound !== null ? 'webm' : 'mp4';
}

/**
 * A file is written from its beginning to its end and never gone back in (parts are named by their bytes), but containers say at the beginning how
 * long the rest became. So it is written twice: once to learn what is corrected later, once with the corrections in place. What is corrected
 * depends on how long packets are and not on what is in them, so that the first time nearly none is read.
 */
export async function writeFilm(film: Film, container: Container, writer: OutputWriter): Promise<void> {
  const corrections: { position: number; data: Uint8Array }[] = [];
  const length = await muxInto(film, container, 'blank', (position, data, end) => {
    if (position < end) corrections.push({ position, data });
    return Promise.resolve();
  });
  let held: Uint8Array[] = [];
  let bytesHeld = 0;
  const writeHeld = async () => {
    await writer.write(joinBytes(held));
    held = [];
    bytesHeld = 0;
  };
  const again = await muxInto(film, container, 'whole', async (position, data, end) => {
    if (position < end) return;
    for (const each of corrections) correct(data, position, each);
    held.push(data);
    bytesHeld += data.length;
    if (bytesHeld >= BLOCK_BYTES) await writeHeld();
  });
  await writeHeld();
  if (again !== length) throw new Error(`the film came out ${length} bytes long and then ${again}`);
}

/** Lays over the bytes what was written later at the same place. */
function correct(
  bytes: Uint8Array,
  at: number,
  { position, data }: { position: number; data: Uint8Array },
): void {
  const from = Math.max(at, position);
  const to = Math.min(at + bytes.length, position + data.length);
  if (from < to) bytes.set(data.subarray(from - position, to - position), from - at);
}

/** `write` is told where the file ended before. @returns its length. */
async function muxInto(
  film: Film,
  container: Container,
  packets: 'blank' | 'whole',
  write: (position: number, data: Uint8Array, end: number) => Promise<void>,
): Promise<number> {
  const written = { end: 0 };
  const target = new StreamTarget(
    new WritableStream<StreamTargetChunk>({
      async write({ position, data }) {
        if (position > written.end) throw new Error('a file is written without gaps');
        if (position < written.end && position + data.length > written.end)
          throw new Error('a correction reaches beyond the end');
        await write(position, data, written.end);
        written.end = Math.max(written.end, position + data.length);
      },
    }),
  );
  const format = container === 'mp4' ? new Mp4OutputFormat({ fastStart: false }) : new WebMOutputFormat();
  const output = new Output({ format, target });
  const pictures = new EncodedVideoPacketSource(film.codec);
  output.addVideoTrack(pictures);
  const soundCodec = film.audio ? await film.audio.getCodec() : null;
  const sound = soundCodec ? new EncodedAudioPacketSource(soundCodec) : null;
  if (sound) output.addAudioTrack(sound);
  await output.start();
  const decoderConfig = sound && film.audio ? await film.audio.getDecoderConfig() : null;
  // what says nothing of itself beforehand (AAC in ADTS) is looked into by muxers
  const isBlank = packets === 'blank' && !(soundCodec === 'aac' && decoderConfig?.description === undefined);
  const heardPackets = sound && film.audio ? (isBlank ? blankSound : wholeSound)(film.audio) : null;
  let heard = await heardPackets?.next();

  /** Sound goes into the file beside the pictures it belongs to. */
  async function addSoundUntil(seconds: number): Promise<void> {
    while (sound && heardPackets && heard && !heard.done && heard.value.timestamp <= seconds) {
      await sound.add(heard.value, decoderConfig ? { decoderConfig } : undefined);
      heard = await heardPackets.next();
    }
  }

  for (const stretch of film.stretches) {
    const segment = await readSegment(stretch);
    if (typeof segment === 'string') throw new Error(`a stretch of it cannot be read: ${segment}`);
    const config = configOf(segment.header);
    for await (const { frame, data } of packets === 'blank'
      ? blankFrames(stretch, segment)
      : wholeFrames(stretch, segment)) {
      const seconds = frame.at / 1e6;
      await addSoundUntil(seconds);
      const packet = new EncodedPacket(data, frame.isKey ? 'key' : 'delta', seconds, frame.duration / 1e6);
      await pictures.add(packet, { decoderConfig: config });
    }
  }
  await addSoundUntil(Infinity);
  await output.finalize();
  return written.end;
}

const wholeSound = (audio: InputAudioTrack) => new EncodedPacketSink(audio).packets();

/** Muxers look into the first packet: what Dolby's and DTS sound is like is said nowhere else. */
async function* blankSound(audio: InputAudioTrack): AsyncGenerator<EncodedPacket, void, unknown> {
  const sink = new EncodedPacketSink(audio);
  let first = await sink.getFirstPacket();
  for await (const packet of sink.packets(undefined, undefined, { metadataOnly: true })) {
    const { type, timestamp, duration, byteLength } = packet;
    yield first ?? new EncodedPacket(new Uint8Array(byteLength), type, timestamp, duration);
    first = null;
  }
}

interface FrameBytes {
  frame: SegmentFrame;
  data: Uint8Array;
}

/** Read by the block. */
async function* wholeFrames(stretch: ByteReader, { header, start }: Segment): AsyncGenerator<FrameBytes> {
  let at = start;
  let block: SegmentFrame[] = [];
  let blockBytes = 0;
  for (const [i, frame] of header.frames.entries()) {
    block.push(frame);
    blockBytes += frame.bytes;
    const next = header.frames[i + 1];
    if (next && blockBytes + next.bytes <= BLOCK_BYTES) continue;
    const bytes = new Uint8Array(await stretch.read(at, blockBytes));
    let from = 0;
    for (const each of block) {
      yield { frame: each, data: bytes.subarray(from, from + each.bytes) };
      from += each.bytes;
    }
    at += blockBytes;
    block = [];
    blockBytes = 0;
  }
}

/** Muxers look into key frames, some of them. */
async function* blankFrames(stretch: ByteReader, { header, start }: Segment): AsyncGenerator<FrameBytes> {
  let at = start;
  for (const frame of header.frames) {
    const data = frame.isKey
      ? new Uint8Array(await stretch.read(at, frame.bytes))
      : new Uint8Array(frame.bytes);
    yield { frame, data };
    at += frame.bytes;
  }
}

const configOf = ({ codec, width, height, description }: SegmentHeader): VideoDecoderConfig => ({
  codec,
  codedWidth: width,
  codedHeight: height,
  ...(description !== null && { description: decodeBase64(description) }),
});
