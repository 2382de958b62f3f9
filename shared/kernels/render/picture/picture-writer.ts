// What a picture is written into, line by line from the top.

export interface PictureWriter<T> {
  /** Lines of the mean light of each pixel: red, green, blue. */
  write(lines: Float64Array): Promise<void>;
  close(): Promise<T>;
}
