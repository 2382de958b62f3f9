// Unpacks the colour profile of a PNG: by the platform in browsers, by Node's zlib in Node. What comes out is the same.
import { joinBytes } from '../bytes/join-bytes.ts';
import { pump } from '../bytes/pump.ts';
import type { NativeModules } from '../native-modules.ts';

/** No profile is larger; a bomb is. */
const MOST_BYTES = 4 * 1024 * 1024;

/** null for what is broken or too large: then sRGB is assumed, as viewers do. */
export async function unpackProfile(
  packed: Uint8Array,
  native: NativeModules | undefined,
): Promise<Uint8Array | null> {
  try {
    if (native) return native.zlib.inflateSync(packed, { maxOutputLength: MOST_BYTES });
    return await unpackByPlatform(packed);
  } catch {
    return null;
  }
}

async function unpackByPlatform(packed: Uint8Array): Promise<Uint8Array> {
  const pieces: Uint8Array[] = [];
  let size = 0;
  const source = (async function* () {
    yield packed;
  })();
  await pump(new DecompressionStream('deflate'), source, async (piece) => {
    pieces.push(piece);
    size += piece.length;
    if (size > MOST_BYTES) throw new RangeError('too large');
  });
  return joinBytes(pieces);
}
