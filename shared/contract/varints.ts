// Whole numbers in as few bytes as they need: seven bits a byte, the lowest first, the top bit says that more follow. For the packed
// forms that screens get. Reading never goes outside the bytes and never throws.

export interface Packer {
  /** A whole number from 0 to 2^53 - 1; what is below is 0. */
  put(value: number): void;
  putFloat(value: number): void;
  bytes(): Uint8Array;
}

export function makePacker(): Packer {
  let out = new Uint8Array(1024);
  let view = new DataView(out.buffer);
  let at = 0;
  function room(more: number): void {
    if (at + more <= out.length) return;
    const wider = new Uint8Array(out.length * 2);
    wider.set(out);
    out = wider;
    view = new DataView(out.buffer);
  }
  return {
    put(value) {
      room(8);
      let rest = value > 0 ? Math.min(Math.floor(value), Number.MAX_SAFE_INTEGER) : 0;
      while (rest >= 128) {
        out[at++] = (rest % 128) + 128;
        rest = Math.floor(rest / 128);
      }
      out[at++] = rest;
    },
    putFloat(value) {
      room(4);
      view.setFloat32(at, value, true);
      at += 4;
    },
    bytes: () => out.slice(0, at),
  };
}

export interface Unpacker {
  /** NaN once the bytes have ended or a number is longer than any that is packed; it stays so. */
  take(): number;
  takeFloat(): number;
  /** Whether every byte was taken, and none was missed. */
  isDone(): boolean;
}

export function makeUnpacker(bytes: Uint8Array): Unpacker {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let at = 0;
  let isBroken = false;
  const breakOff = () => {
    isBroken = true;
    return NaN;
  };
  return {
    take() {
      let value = 0;
      for (let scale = 1; !isBroken; scale *= 128) {
        const byte = bytes[at++];
        if (byte === undefined) return breakOff();
        value += (byte & 127) * scale;
        if (value > Number.MAX_SAFE_INTEGER) return breakOff();
        if (byte < 128) return value;
        if (scale > 2 ** 49) return breakOff();
      }
      return NaN;
    },
    takeFloat() {
      if (isBroken || at + 4 > bytes.length) return breakOff();
      const value = view.getFloat32(at, true);
      at += 4;
      return Number.isFinite(value) ? value : breakOff();
    },
    isDone: () => !isBroken && at === bytes.length,
  };
}
