// WGSL for C = A·B in tiles: a workgroup keeps a tile of A and one of B in its shared memory, each invocation a few
// vectors of C in registers. One dispatch does some rows and a stretch of the common dimension, so that none is long, and
// stretches are added up one after the other, which keeps rounding errors as small as on the CPU.

export interface TileShape {
  name: string;
  /** Invocations of a workgroup across and down. */
  threadsX: number;
  threadsY: number;
  /** Rows, and vectors of four columns, of C for each invocation. */
  rowsEach: number;
  vectorsEach: number;
  /** Stretch of the common dimension in shared memory; divides STRETCH. */
  depth: number;
}

/** Of the common dimension in one dispatch. */
export const STRETCH = 256;

export const TILE_SHAPES: readonly TileShape[] = [
  { name: '32 × 32', threadsX: 8, threadsY: 8, rowsEach: 4, vectorsEach: 1, depth: 32 },
  { name: '64 × 64', threadsX: 16, threadsY: 16, rowsEach: 4, vectorsEach: 1, depth: 16 },
  { name: '64 × 64, larger pieces', threadsX: 8, threadsY: 8, rowsEach: 8, vectorsEach: 2, depth: 16 },
  { name: '64 × 128', threadsX: 16, threadsY: 8, rowsEach: 8, vectorsEach: 2, depth: 8 },
];

export const tileRows = ({ threadsY, rowsEach }: TileShape) => threadsY * rowsEach;
export const tileColumns = ({ threadsX, vectorsEach }: TileShape) => threadsX * vectorsEach * 4;

/** Columns of A and of B are padded to four; sizes in the uniform are those of the padded matrices. */
export function tileShader(shape: TileShape): string {
  const { threadsX, threadsY, rowsEach, vectorsEach, depth } = shape;
  const rows = tileRows(shape);
  const vectors = tileColumns(shape) / 4;
  const threads = threadsX * threadsY;
  const each = (count: number, line: (i: number) => string) =>
    Array.from({ length: count }, (_, i) => line(i)).join('\n');
  const eachSum = (line: (i: number, j: number) => string) =>
    each(rowsEach, (i) => each(vectorsEach, (j) => line(i, j)));

  return `
struct Part {
  rowEnd: u32, columns: u32, depth: u32,
  row: u32, start: u32, end: u32, adds: u32, unused: u32,
}
@group(0) @binding(0) var<storage, read> A: array<vec4f>;
@group(0) @binding(1) var<storage, read> B: array<vec4f>;
@group(0) @binding(2) var<storage, read_write> C: array<vec4f>;
@group(0) @binding(3) var<uniform> part: Part;
var<workgroup> tileA: array<f32, ${depth * rows}>;
var<workgroup> tileB: array<vec4f, ${depth * vectors}>;

@compute @workgroup_size(${threadsX}, ${threadsY})
fn main(
  @builtin(workgroup_id) group: vec3u,
  @builtin(local_invocation_id) local: vec3u,
  @builtin(local_invocation_index) thread: u32,
) {
  let row0 = part.row + group.y * ${rows}u;
  let column0 = group.x * ${vectors}u;
  let columns4 = part.columns / 4u;
  let depth4 = part.depth / 4u;
  ${eachSum((i, j) => `var c${i}_${j} = vec4f(0);`)}
  for (var k0 = part.start; k0 < part.end; k0 += ${depth}u) {
    for (var i = thread; i < ${(depth * rows) / 4}u; i += ${threads}u) {
      let r = i / ${depth / 4}u;
      let q = i % ${depth / 4}u;
      let k4 = k0 / 4u + q;
      var v = vec4f(0);
      if (row0 + r < part.rowEnd && k4 < depth4) { v = A[(row0 + r) * depth4 + k4]; }
      tileA[(q * 4u) * ${rows}u + r] = v.x;
      tileA[(q * 4u + 1u) * ${rows}u + r] = v.y;
      tileA[(q * 4u + 2u) * ${rows}u + r] = v.z;
      tileA[(q * 4u + 3u) * ${rows}u + r] = v.w;
    }
    for (var i = thread; i < ${depth * vectors}u; i += ${threads}u) {
      let k = k0 + i / ${vectors}u;
      let column = column0 + i % ${vectors}u;
      var v = vec4f(0);
      if (k < part.depth && column < columns4) { v = B[k * columns4 + column]; }
      tileB[i] = v;
    }
    workgroupBarrier();
    for (var k = 0u; k < ${depth}u; k++) {
      ${each(vectorsEach, (j) => `let b${j} = tileB[k * ${vectors}u + local.x + ${j * threadsX}u];`)}
      ${each(
        rowsEach,
        (i) => `{
        let a = vec4f(tileA[k * ${rows}u + local.y * ${rowsEach}u + ${i}u]);
        ${each(vectorsEach, (j) => `c${i}_${j} = fma(a, b${j}, c${i}_${j});`)}
      }`,
      )}
    }
    workgroupBarrier();
  }
  ${eachSum(
    (i, j) => `{
    let row = row0 + local.y * ${rowsEach}u + ${i}u;
    let column = column0 + local.x + ${j * threadsX}u;
    if (row < part.rowEnd && column < columns4) {
      let at = row * columns4 + column;
      if (part.adds == 1u) { C[at] = C[at] + c${i}_${j}; } else { C[at] = c${i}_${j}; }
    }
  }`,
  )}
}
`;
}
