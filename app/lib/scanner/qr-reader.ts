// What reads QR codes: the port between the scanner and the browser's own detector or zxing.

export interface QrReader {
  /** The text of a code in the present picture, or null. */
  read(video: HTMLVideoElement): Promise<string | null>;
}
