// Multiplying with WebGPU. Holds B in a buffer of the GPU, sends A, fetches C. Work is handed over in short portions,
// planned from the speed seen so far, so that a screen stays smooth and the thread can rest in between. Knows nothing of
// whether a result is right: see multiply/guarded.ts.
import type { Matrix } from '../check/check-module.ts';
import type { Multiplier } from '../multiply/multiplier.ts';
import type { OpenGpu } from './open-gpu.ts';
import { STRETCH, tileColumns, tileRows, tileShader, type TileShape } from './tile-shader.ts';

/** What one portion should take; far below what makes a system reset a GPU, and half of what a screen may wait. */
const PORTION_MS = 25;
/** Multiply-adds a millisecond of the slowest adapter; corrected by the first portion. */
const FIRST_SPEED = 20_000;
const PART_BYTES = 32;
/** GPUBufferUsage and GPUMapMode of the specification, which TypeScript does not know. */
const USAGE = { mapRead: 0x1, copyFrom: 0x4, copyTo: 0x8, uniform: 0x40, storage: 0x80 };
const MAP_READ = 0x1;

interface Part {
  row: number;
  rowEnd: number;
  start: number;
  end: number;
}

const padded = (columns: number) => Math.ceil(columns / 4) * 4;

export async function openGpuMultiplier(
  { device, isLost, lost }: OpenGpu,
  shape: TileShape,
  now: () => number,
): Promise<Multiplier> {
  const module = device.createShaderModule({ code: tileShader(shape) });
  const pipeline = await orLost(
    device.createComputePipelineAsync({ layout: 'auto', compute: { module, entryPoint: 'main' } }),
  );
  const slot = Math.max(PART_BYTES, device.limits.minUniformBufferOffsetAlignment);
  const held: { buffer: GPUBuffer | null; depth: number; columns: number } = {
    buffer: null,
    depth: 0,
    columns: 0,
  };
  let speed = FIRST_SPEED;

  function orLost<T>(promise: Promise<T>): Promise<T> {
    return Promise.race([promise, lost]);
  }

  /** Rows padded to a multiple of four columns. */
  function upload({ values, rows, columns }: Matrix): GPUBuffer {
    const width = padded(columns);
    const buffer = device.createBuffer({
      size: rows * width * 4,
      usage: USAGE.storage | USAGE.copyTo,
    });
    let source = values as Float32Array<ArrayBuffer>;
    if (width !== columns) {
      source = new Float32Array(rows * width);
      for (let row = 0; row < rows; row++)
        source.set(values.subarray(row * columns, (row + 1) * columns), row * width);
    }
    device.queue.writeBuffer(buffer, 0, source);
    return buffer;
  }

  /** Parts of C and of the common dimension, small enough for one dispatch each, in the order that they have to go. */
  function* cut(rows: number): Generator<Part, void> {
    const rowWork = held.columns * Math.min(STRETCH, held.depth);
    const step = tileRows(shape);
    for (let row = 0; row < rows;) {
      const tiles = Math.max(1, Math.floor((speed * PORTION_MS) / (rowWork * step)));
      const rowEnd = Math.min(rows, row + tiles * step);
      for (let start = 0; start < held.depth; start += STRETCH)
        yield { row, rowEnd, start, end: Math.min(held.depth, start + STRETCH) };
      row = rowEnd;
    }
  }

  const workOf = ({ row, rowEnd, start, end }: Part) => (rowEnd - row) * (end - start) * held.columns;

  async function carryOut(
    parts: readonly Part[],
    bind: (offset: number) => GPUBindGroup,
    parameters: GPUBuffer,
  ) {
    const words = new Uint32Array((parts.length * slot) / 4);
    for (const [i, { row, rowEnd, start, end }] of parts.entries())
      words.set(
        [rowEnd, padded(held.columns), padded(held.depth), row, start, end, start > 0 ? 1 : 0, 0],
        (i * slot) / 4,
      );
    device.queue.writeBuffer(parameters, 0, words);
    const encoder = device.createCommandEncoder();
    const pass = encoder.beginComputePass();
    pass.setPipeline(pipeline);
    for (const [i, { row, rowEnd }] of parts.entries()) {
      pass.setBindGroup(0, bind(i * slot));
      pass.dispatchWorkgroups(
        Math.ceil(held.columns / tileColumns(shape)),
        Math.ceil((rowEnd - row) / tileRows(shape)),
      );
    }
    pass.end();
    const began = now();
    device.queue.submit([encoder.finish()]);
    await orLost(device.queue.onSubmittedWorkDone());
    const work = parts.reduce((sum, part) => sum + workOf(part), 0);
    const seen = work / Math.max(0.25, now() - began);
    // A portion that waited for somebody else's work says little, a fast one much; never more than doubled at once.
    speed = Math.min(2 * speed, (speed + seen) / 2);
  }

  return {
    name: 'webgpu',
    async hold(b, rest) {
      held.buffer?.destroy();
      held.buffer = null;
      // The shader reads rows of B up to the padded depth.
      const depth = padded(b.rows);
      const values = depth === b.rows ? b.values : new Float32Array(depth * b.columns);
      if (values !== b.values) values.set(b.values);
      held.depth = b.rows;
      held.columns = b.columns;
      held.buffer = upload({ values, rows: depth, columns: b.columns });
      await rest(1);
    },

    async multiply(a, rest) {
      if (!held.buffer || isLost()) throw new Error('the GPU holds no panel');
      const b = held.buffer;
      const size = a.rows * padded(held.columns) * 4;
      const makeBuffer = (bytes: number, usage: number) => device.createBuffer({ size: bytes, usage });
      const aBuffer = upload(a);
      const cBuffer = makeBuffer(size, USAGE.storage | USAGE.copyFrom);
      const fetched = makeBuffer(size, USAGE.mapRead | USAGE.copyTo);
      const most = Math.ceil(held.depth / STRETCH) + 1;
      const parameters = makeBuffer(most * slot, USAGE.uniform | USAGE.copyTo);
      try {
        const bind = (offset: number) =>
          device.createBindGroup({
            layout: pipeline.getBindGroupLayout(0),
            entries: [
              ...[aBuffer, b, cBuffer].map((buffer, binding) => ({ binding, resource: { buffer } })),
              { binding: 3, resource: { buffer: parameters, offset, size: PART_BYTES } },
            ],
          });
        let waiting: Part[] = [];
        let work = 0;
        const flush = async () => {
          const last = waiting.at(-1);
          if (!last) return;
          await carryOut(waiting, bind, parameters);
          waiting = [];
          work = 0;
          await rest((last.row + ((last.rowEnd - last.row) * last.end) / held.depth) / a.rows);
        };
        for (const part of cut(a.rows)) {
          if (work + workOf(part) > speed * PORTION_MS || waiting.length === most) await flush();
          waiting.push(part);
          work += workOf(part);
        }
        await flush();
        const encoder = device.createCommandEncoder();
        encoder.copyBufferToBuffer(cBuffer, 0, fetched, 0, size);
        device.queue.submit([encoder.finish()]);
        await orLost(fetched.mapAsync(MAP_READ));
        return unpad(new Float32Array(fetched.getMappedRange()), a.rows, held.columns);
      } finally {
        for (const buffer of [aBuffer, cBuffer, fetched, parameters]) buffer.destroy();
      }
    },

    close() {
      held.buffer?.destroy();
      held.buffer = null;
    },
  };
}

/** A copy without the padding: the mapped memory goes away. */
function unpad(source: Float32Array, rows: number, columns: number): Float32Array {
  const width = padded(columns);
  if (width === columns) return new Float32Array(source);
  const values = new Float32Array(rows * columns);
  for (let row = 0; row < rows; row++)
    values.set(source.subarray(row * width, row * width + columns), row * columns);
  return values;
}
