// What a photo's own bytes say before anything is decoded.
export interface PhotoInfo {
  width: number;
  height: number;
  /** How the stored pixels are to be turned, as EXIF counts: 1 (not at all) to 8. */
  orientation: number;
  /** Whether pixels may be other than opaque. */
  alpha: boolean;
  /** The TIFF structure of EXIF, without what each format puts before it. */
  exif: Uint8Array | null;
  icc: Uint8Array | null;
}

/** What is written into the output besides pixels. */
export type PhotoExtras = Pick<PhotoInfo, 'exif' | 'icc'>;

export const viewOf = (bytes: Uint8Array): DataView =>
  new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);

export const asciiAt = (bytes: Uint8Array, at: number, length: number): string =>
  String.fromCharCode(...bytes.subarray(at, at + length));

export const ascii = (text: string): Uint8Array => Uint8Array.from(text, (letter) => letter.charCodeAt(0));
