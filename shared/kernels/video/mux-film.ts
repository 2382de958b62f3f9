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
import { readSegment, type SegmentHeader } from './segment.ts';

export interface Film {
  codec: Codec;
  /** Results in the order of the film; what is missing is a gap. */
  stretches: readonly ByteReader[];
  /** The original's sound; null: silent. */
  audio: InputAudioTrack | null;
}

export type Container = 'mp4' | 'webm';

/** Muxers write a packet at a time. */
const WRITE_BYTES = 1024 * 1024;

/** WebM takes what was made for it; everything else goes into MP4, which takes nearly all. */
export async function containerFor(codec: Codec, audio: InputAudioTrack | null): Promise<Container> {
  const sound = audio ? await audio.getCodec() : null;
  const fitsWebm = sound === null || sound === 'opus' || sound === 'vorbis';
  if (codec === 'vp8') return 'webm';
  return fitsWebm && sound !== null ? 'webm' : 'mp4';
}

/**
 * A file is written from its beginning to its end and never gone back in (parts are named by their bytes), but containers say at the beginning how
 * long the rest became. So it is written twice: once to learn what is corrected later, once with the corrections in place.
 */
export async function writeFilm(film: Film, container: Container, writer: OutputWriter): Promise<void> {
  const corrections: { position: number; data: Uint8Array }[] = [];
  const length = await muxInto(film, container, (position, data, end) => {
    if (position < end) corrections.push({ position, data: new Uint8Array(data) });
    return Promise.resolve();
  });
  let held: Uint8Array[] = [];
  let bytesHeld = 0;
  const writeHeld = async () => {
    await writer.write(joinBytes(held));
    held = [];
    bytesHeld = 0;
  };
  const again = await muxInto(film, container, async (position, data, end) => {
    if (position < end) return;
    const bytes = new Uint8Array(data);
    for (const each of corrections) correct(bytes, position, each);
    held.push(bytes);
    bytesHeld += bytes.length;
    if (bytesHeld >= WRITE_BYTES) await writeHeld();
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
  const packets = sound && film.audio ? new EncodedPacketSink(film.audio).packets() : null;
  const decoderConfig = sound && film.audio ? await film.audio.getDecoderConfig() : null;
  let heard = await packets?.next();

  /** Sound goes into the file beside the pictures it belongs to. */
  async function addSoundUntil(seconds: number): Promise<void> {
    while (sound && packets && heard && !heard.done && heard.value.timestamp <= seconds) {
      await sound.add(heard.value, decoderConfig ? { decoderConfig } : undefined);
      heard = await packets.next();
    }
  }

  for (const stretch of film.stretches) {
    const segment = await readSegment(stretch);
    if (typeof segment === 'string') throw new Error(`a stretch of it cannot be read: ${segment}`);
    let at = segment.start;
    for (const frame of segment.header.frames) {
      const seconds = frame.at / 1e6;
      await addSoundUntil(seconds);
      const data = new Uint8Array(await stretch.read(at, frame.bytes));
      at += frame.bytes;
      const packet = new EncodedPacket(data, frame.isKey ? 'key' : 'delta', seconds, frame.duration / 1e6);
      await pictures.add(packet, { decoderConfig: configOf(segment.header) });
    }
  }
  await addSoundUntil(Infinity);
  await output.finalize();
  return written.end;
}

const configOf = ({ codec, width, height, description }: SegmentHeader): VideoDecoderConfig => ({
  codec,
  codedWidth: width,
  codedHeight: height,
  ...(description !== null && { description: decodeBase64(description) }),
});
