// Reads a rectangle of a stored matrix into rows of f32. Lines that lie close together are read along with what is between
// them, at most 1 MiB at a time; lines far apart are read one by one, many under way at once.
import { ELEMENT_BYTES, toFloats } from '../npy/element-types.ts';
import type { Rest } from '../multiply/multiplier.ts';
import type { StoredPanel } from '../params.ts';

export type ReadBytes = (offset: number, length: number) => Promise<Uint8Array>;

const READ_BYTES = 1024 * 1024;
/** Bytes under way at once, and reads. */
const BATCH_BYTES = 2 * READ_BYTES;
const BATCH_READS = 64;
/** Reading this many times too much is still faster than asking line by line. */
const MOST_WASTE = 4;

/** A stretch of bytes: `lines` lines from `line` on, of each `length` elements from element `first` on. */
interface Window {
  at: number;
  bytes: number;
  line: number;
  lines: number;
  first: number;
  length: number;
}

export async function readPanel(panel: StoredPanel, read: ReadBytes, rest: Rest): Promise<Float32Array> {
  const values = new Float32Array(panel.lines * panel.length);
  const columns = panel.columnMajor ? panel.lines : panel.length;
  let batch: Window[] = [];
  let bytes = 0;
  const flush = async () => {
    const contents = await Promise.all(batch.map((window) => read(window.at, window.bytes)));
    for (const [i, window] of batch.entries())
      if (contents[i]) place(values, columns, panel, window, contents[i]);
    const last = batch.at(-1);
    batch = [];
    bytes = 0;
    if (last) await rest((last.line + last.lines) / panel.lines);
  };
  for (const window of windowsOf(panel)) {
    batch.push(window);
    bytes += window.bytes;
    if (bytes >= BATCH_BYTES || batch.length >= BATCH_READS) await flush();
  }
  await flush();
  return values;
}

function* windowsOf({ at, lines, length, stride, type }: StoredPanel): Generator<Window, void> {
  const bytesEach = ELEMENT_BYTES[type];
  const lineBytes = length * bytesEach;
  const isDense = stride <= MOST_WASTE * lineBytes;
  const linesEach = isDense ? Math.max(1, Math.floor(READ_BYTES / stride)) : 1;
  const lengthEach = Math.min(length, READ_BYTES / bytesEach);
  for (let line = 0; line < lines; line += linesEach) {
    const count = Math.min(linesEach, lines - line);
    for (let first = 0; first < length; first += lengthEach) {
      const part = Math.min(lengthEach, length - first);
      yield {
        at: at + line * stride + first * bytesEach,
        bytes: (count - 1) * stride + part * bytesEach,
        line,
        lines: count,
        first,
        length: part,
      };
    }
  }
}

function place(
  values: Float32Array,
  columns: number,
  { stride, type, columnMajor }: StoredPanel,
  window: Window,
  bytes: Uint8Array,
): void {
  const { line, lines, first, length } = window;
  const lineBytes = length * ELEMENT_BYTES[type];
  if (!columnMajor && stride === lineBytes) {
    values.set(toFloats(bytes, type), line * columns);
    return;
  }
  for (let i = 0; i < lines; i++) {
    const floats = toFloats(bytes.subarray(i * stride, i * stride + lineBytes), type);
    if (columnMajor)
      for (let row = 0; row < length; row++) values[(first + row) * columns + line + i] = floats[row] ?? 0;
    else values.set(floats, (line + i) * columns + first);
  }
}
