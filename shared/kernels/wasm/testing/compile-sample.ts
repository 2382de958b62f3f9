// Modules of WebAssembly for tests and benches, compiled from AssemblyScript.
import { assembleWasm } from '../../assemble-wasm.ts';

/** @throws Error with the compiler's own words. */
export const compileSample = (source: string): Promise<Uint8Array<ArrayBuffer>> =>
  assembleWasm({ 'sample.ts': source });

/** Steps of the Collatz sequence from n to 1: pure arithmetic, and its answers are known. */
export const COLLATZ = `
export function run(item: i64, ptr: i32, len: i32): i32 {
  let n: u64 = item < 1 ? 1 : <u64>item, steps: i32 = 0;
  while (n != 1) { n = n & 1 ? 3 * n + 1 : n >> 1; steps++; }
  return steps;
}`;

/** Gives its bytes back in reverse, by the i64 that points to them. */
export const REVERSE = `
export function alloc(size: i32): i32 { return <i32>heap.alloc(size); }
export function run(item: i64, ptr: i32, len: i32): i64 {
  const out = <i32>heap.alloc(len);
  for (let i = 0; i < len; i++) store<u8>(out + i, load<u8>(ptr + len - 1 - i));
  return (<i64>out << 32) | <i64>len;
}`;

/** Writes JSON with everything that it may import. */
export const IMPORTS = `
@external("covey", "write") declare function write(ptr: usize, len: i32): void;
@external("covey", "log") declare function log(ptr: usize, len: i32): void;
@external("covey", "random") declare function random(): f64;
@external("covey", "args_size") declare function argsSize(): i32;
@external("covey", "args_read") declare function argsRead(ptr: usize): void;
let calls = 0;
export function run(item: i64, ptr: i32, len: i32): void {
  const text = String.UTF8.encode('{"calls":' + (++calls).toString() + ',"random":' + random().toString() + ',"args":');
  write(changetype<usize>(text), text.byteLength);
  const size = argsSize();
  const args = heap.alloc(size);
  argsRead(args);
  write(args, size);
  const end = String.UTF8.encode('}');
  write(changetype<usize>(end), end.byteLength);
  log(changetype<usize>(end), end.byteLength);
  if (item == 3) throw new Error('no 3');
}`;

/** A WASI command: counts the lines of its standard input, complains on standard error, tries to open a file. */
export const COMMAND = `
@external("wasi_snapshot_preview1", "fd_read") declare function fdRead(fd: i32, list: usize, count: i32, out: usize): i32;
@external("wasi_snapshot_preview1", "fd_write") declare function fdWrite(fd: i32, list: usize, count: i32, out: usize): i32;
@external("wasi_snapshot_preview1", "path_open") declare function pathOpen(fd: i32, flags: i32, path: usize, len: i32, o: i32, rights: i64, inheriting: i64, fdflags: i32, out: usize): i32;
@external("wasi_snapshot_preview1", "clock_time_get") declare function clock(id: i32, precision: i64, out: usize): i32;
@external("wasi_snapshot_preview1", "random_get") declare function randomGet(ptr: usize, len: i32): i32;
@external("wasi_snapshot_preview1", "proc_exit") declare function exit(code: i32): void;
const list = memory.data(16);
const out = memory.data(16);
const buffer = memory.data(1024);
function say(fd: i32, text: string): void {
  const bytes = String.UTF8.encode(text);
  store<u32>(list, <u32>changetype<usize>(bytes)); store<u32>(list + 4, bytes.byteLength);
  fdWrite(fd, list, 1, out);
}
export function _start(): void {
  let lines = 0;
  while (true) {
    store<u32>(list, <u32>buffer); store<u32>(list + 4, 1000);
    if (fdRead(0, list, 1, out) != 0) exit(9);
    const read = load<u32>(out);
    if (read == 0) break;
    for (let i: u32 = 0; i < read; i++) if (load<u8>(buffer + i) == 10) lines++;
  }
  const name = String.UTF8.encode("/etc/passwd");
  const opened = pathOpen(3, 0, changetype<usize>(name), name.byteLength, 0, 0, 0, 0, out);
  clock(0, 1, out);
  const time = load<u64>(out);
  randomGet(buffer, 4);
  say(2, "counted");
  say(1, '{"lines":' + lines.toString() + ',"opened":' + opened.toString() + ',"time":' + time.toString() + ',"random":' + load<u32>(buffer).toString() + '}');
  exit(lines == 7 ? 7 : 0);
}`;
