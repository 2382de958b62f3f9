// WASI preview 1 for a command that reads standard input and writes standard output: no files, no network, no environment. Its clock
// advances by a millisecond each time it is asked and its random numbers belong to the item, so that it does the same everywhere.
import { WASI_FUNCTIONS } from './wasi-names.ts';

export interface CommandInput {
  args: readonly string[];
  stdin: Uint8Array;
  random: () => number;
  /** Takes what the command writes; the bytes are the caller's. @throws when it is too much. */
  stdout(bytes: Uint8Array): void;
  stderr(bytes: Uint8Array): void;
}

/** Thrown by `proc_exit`: the command is over. */
export class CommandExit {
  readonly code: number;
  constructor(code: number) {
    this.code = code;
  }
}

const OK = 0;
const BADF = 8;
const NOSYS = 52;
const SPIPE = 70;
const NOTCAPABLE = 76;
const CHARACTER_DEVICE = 2;
const RIGHT_READ = 1n << 1n;
const RIGHT_WRITE = 1n << 6n;
const MILLISECOND = 1_000_000n;

type WasiFunction = (...args: never[]) => number | void;

/** The import object; `memory` is asked for once the module is instantiated. */
export function makeWasi(
  input: CommandInput,
  memory: () => WebAssembly.Memory,
): Record<string, WasiFunction> {
  const encoder = new TextEncoder();
  const args = input.args.map((arg) => encoder.encode(`${arg}\0`));
  let readAt = 0;
  let now = 0n;
  const view = () => new DataView(memory().buffer);
  const bytesAt = (ptr: number, length: number) => new Uint8Array(memory().buffer, ptr >>> 0, length >>> 0);

  /** The buffers that a list of (pointer, length) names. */
  function* buffers(list: number, count: number): Generator<Uint8Array, void> {
    for (let i = 0; i < count; i++) {
      const at = (list >>> 0) + 8 * i;
      yield bytesAt(view().getUint32(at, true), view().getUint32(at + 4, true));
    }
  }

  const known: Record<string, WasiFunction> = {
    args_sizes_get(count: number, size: number) {
      view().setUint32(count >>> 0, args.length, true);
      view().setUint32(
        size >>> 0,
        args.reduce((sum, arg) => sum + arg.length, 0),
        true,
      );
      return OK;
    },
    args_get(list: number, buffer: number) {
      let at = buffer >>> 0;
      for (const [i, arg] of args.entries()) {
        view().setUint32((list >>> 0) + 4 * i, at, true);
        bytesAt(at, arg.length).set(arg);
        at += arg.length;
      }
      return OK;
    },
    environ_sizes_get(count: number, size: number) {
      view().setUint32(count >>> 0, 0, true);
      view().setUint32(size >>> 0, 0, true);
      return OK;
    },
    environ_get: () => OK,
    clock_res_get(_clock: number, out: number) {
      view().setBigUint64(out >>> 0, MILLISECOND, true);
      return OK;
    },
    clock_time_get(_clock: number, _precision: bigint, out: number) {
      now += MILLISECOND;
      view().setBigUint64(out >>> 0, now, true);
      return OK;
    },
    random_get(ptr: number, length: number) {
      const target = bytesAt(ptr, length);
      for (let i = 0; i < target.length; i++) target[i] = Math.floor(input.random() * 256);
      return OK;
    },
    fd_read(fd: number, list: number, count: number, out: number) {
      if (fd !== 0) return BADF;
      let read = 0;
      for (const target of buffers(list, count)) {
        const piece = input.stdin.subarray(readAt, readAt + target.length);
        target.set(piece);
        readAt += piece.length;
        read += piece.length;
      }
      view().setUint32(out >>> 0, read, true);
      return OK;
    },
    fd_write(fd: number, list: number, count: number, out: number) {
      if (fd !== 1 && fd !== 2) return BADF;
      let written = 0;
      for (const source of buffers(list, count)) {
        (fd === 1 ? input.stdout : input.stderr)(source.slice());
        written += source.length;
      }
      view().setUint32(out >>> 0, written, true);
      return OK;
    },
    fd_fdstat_get(fd: number, out: number) {
      if (fd > 2) return BADF;
      const at = out >>> 0;
      bytesAt(at, 24).fill(0);
      view().setUint8(at, CHARACTER_DEVICE);
      view().setBigUint64(at + 8, fd === 0 ? RIGHT_READ : RIGHT_WRITE, true);
      return OK;
    },
    fd_fdstat_set_flags: (fd: number) => (fd > 2 ? BADF : OK),
    fd_close: (fd: number) => (fd > 2 ? BADF : OK),
    fd_seek: (fd: number) => (fd > 2 ? BADF : SPIPE),
    fd_tell: (fd: number) => (fd > 2 ? BADF : SPIPE),
    // no folder is open beforehand: here a command finds out that it has no files
    fd_prestat_get: () => BADF,
    fd_prestat_dir_name: () => BADF,
    sched_yield: () => OK,
    poll_oneoff: () => NOSYS,
    proc_exit(code: number) {
      throw new CommandExit(code);
    },
    proc_raise(signal: number) {
      throw new CommandExit(128 + signal);
    },
  };
  const all: Record<string, WasiFunction> = {};
  for (const name of WASI_FUNCTIONS)
    all[name] = known[name] ?? (() => (name.startsWith('fd_') ? BADF : NOTCAPABLE));
  return all;
}
