// Opens a film wherever its bytes are, with the readers of the containers that people have. Reads what it needs and no more.
import {
  CustomSource,
  EncodedPacketSink,
  Input,
  type InputAudioTrack,
  type InputVideoTrack,
  MATROSKA,
  MP4,
  QTFF,
  WEBM,
} from 'mediabunny';
import type { ByteReader } from '../kernel.ts';

/** What is kept of what was read: a few clusters or fragments. */
const CACHE_BYTES = 8 * 1024 * 1024;

export interface OpenVideo {
  track: InputVideoTrack;
  audio: InputAudioTrack | null;
  /** Lets go of what was read ahead; nothing can be read through its tracks any more. */
  close(): void;
}

/** @throws Error saying why it is no film that can be read here. */
export async function openVideo(bytes: ByteReader): Promise<OpenVideo> {
  const source = new CustomSource({
    getSize: () => bytes.size,
    read: (start, end) => bytes.read(start, end - start),
    maxCacheSize: CACHE_BYTES,
    prefetchProfile: 'none',
  });
  const input = new Input({ formats: [MP4, QTFF, MATROSKA, WEBM], source });
  try {
    if (!(await input.canRead()))
      throw new Error('it is no MP4, MOV, MKV or WebM file, or its beginning is damaged');
    const track = await input.getPrimaryVideoTrack();
    if (!track) throw new Error('it has no moving pictures');
    if ((await track.getCodec()) === null)
      throw new Error('its pictures are in a format that is not known here');
    return { track, audio: await input.getPrimaryAudioTrack(), close: () => input.dispose() };
  } catch (error) {
    input.dispose();
    throw error;
  }
}

export interface FrameTime {
  /** Seconds. */
  at: number;
  isKey: boolean;
}

/** Every frame's time in the order in which they are stored, without their pictures. `from`: at the key frame that this time needs. */
export async function* frameTimes(track: InputVideoTrack, from: number | null): AsyncGenerator<FrameTime> {
  const sink = new EncodedPacketSink(track);
  const first = from === null ? null : await sink.getKeyPacket(from, { metadataOnly: true });
  for await (const packet of sink.packets(first ?? undefined, undefined, { metadataOnly: true }))
    yield { at: packet.timestamp, isKey: packet.type === 'key' };
}
