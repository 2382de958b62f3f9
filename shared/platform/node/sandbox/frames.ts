// Messages on the pipes between a supervisor and a child process. Frame: length of all that follows u32 · length of the JSON
// u32 · JSON of the message without its `bytes` · the bytes. Little-endian. The child's end is in boot-thread.ts.
import type { ToThread } from '../../../runtime/thread-messages.ts';
import type { LoadMessage } from './boot-thread.ts';

/** No frame is longer than the longest answer to a read, with room for its JSON. */
export const MAX_FRAME_BYTES = 6 * 1024 * 1024;

/** Head and bytes of one frame; the bytes are not copied. */
export function packFrame(message: ToThread | LoadMessage): Uint8Array[] {
  const { bytes, ...rest } = message as ToThread & { bytes?: Uint8Array };
  const json = Buffer.from(JSON.stringify(rest));
  const head = Buffer.allocUnsafe(8 + json.length);
  head.writeUInt32LE(4 + json.length + (bytes?.length ?? 0), 0);
  head.writeUInt32LE(json.length, 4);
  json.copy(head, 8);
  return bytes ? [head, bytes] : [head];
}

/** Cuts a stream of bytes into messages. `onMessage` gets null for a frame that cannot be read; nothing may be pushed after that. */
export function createFrameReader(onMessage: (message: unknown) => void): (piece: Buffer) => void {
  let pieces: Buffer[] = [];
  let held = 0;
  let wanted = 4;

  return (piece) => {
    pieces.push(piece);
    held += piece.length;
    if (held < wanted) return;
    let all = pieces.length === 1 ? piece : Buffer.concat(pieces, held);
    for (;;) {
      wanted = all.length < 4 ? 4 : 4 + all.readUInt32LE(0);
      if (wanted > MAX_FRAME_BYTES) return onMessage(null);
      if (all.length < 4 || all.length < wanted) break;
      onMessage(unpackFrame(all.subarray(4, wanted)));
      all = all.subarray(wanted);
    }
    pieces = all.length > 0 ? [all] : [];
    held = all.length;
  };
}

function unpackFrame(frame: Buffer): unknown {
  if (frame.length < 4) return null;
  const bodyAt = 4 + frame.readUInt32LE(0);
  if (bodyAt > frame.length) return null;
  try {
    const message: unknown = JSON.parse(frame.toString('utf8', 4, bodyAt));
    if (typeof message !== 'object' || message === null) return null;
    // Bytes of their own: a view would keep the pipe's whole buffer alive, and may be handed on for long.
    return { ...message, bytes: new Uint8Array(frame.subarray(bodyAt)) };
  } catch {
    return null;
  }
}
