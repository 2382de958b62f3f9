// The two WebAssembly libraries with the fastest matrix products: tfjs-backend-wasm (XNNPACK) and onnxruntime-web (MLAS),
// each on one thread. Bytes go in and come out, as in ours.
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';

export interface Library {
  name: string;
  /** n × n; resolves with the product. */
  multiply(a: Float32Array, b: Float32Array, n: number): Promise<Float32Array>;
}

interface Tensor {
  data(): Promise<Float32Array>;
  dispose(): void;
}
interface TensorFlow {
  setBackend(name: string): Promise<boolean>;
  ready(): Promise<void>;
  tensor2d(values: Float32Array, shape: [number, number]): Tensor;
  matMul(a: Tensor, b: Tensor): Tensor;
}

export async function openTensorFlow(require: NodeJS.Require): Promise<Library> {
  const tf = require('@tensorflow/tfjs-core') as TensorFlow;
  require('@tensorflow/tfjs-backend-cpu');
  require('@tensorflow/tfjs-backend-wasm');
  if (!(await tf.setBackend('wasm'))) throw new Error('tfjs-backend-wasm does not start');
  await tf.ready();
  return {
    name: 'tfjs-backend-wasm',
    async multiply(a, b, n) {
      const left = tf.tensor2d(a, [n, n]);
      const right = tf.tensor2d(b, [n, n]);
      const product = tf.matMul(left, right);
      const values = await product.data();
      for (const tensor of [left, right, product]) tensor.dispose();
      return values;
    },
  };
}

interface OnnxRuntime {
  env: { wasm: { numThreads: number; wasmPaths: string }; logLevel: string };
  Tensor: new (type: 'float32', data: Float32Array, dims: number[]) => unknown;
  InferenceSession: {
    create(model: Uint8Array): Promise<{
      run(feeds: Record<string, unknown>): Promise<Record<string, { data: Float32Array }>>;
    }>;
  };
}

export async function openOnnxRuntime(require: NodeJS.Require): Promise<Library> {
  const folder = dirname(require.resolve('onnxruntime-web'));
  const module = (await import(pathToFileURL(join(folder, 'ort.wasm.min.mjs')).href)) as OnnxRuntime & {
    default?: OnnxRuntime;
  };
  const ort = module.default ?? module;
  ort.env.wasm.numThreads = 1;
  ort.env.wasm.wasmPaths = `${pathToFileURL(folder).href}/`;
  const session = await ort.InferenceSession.create(matMulModel());
  return {
    name: 'onnxruntime-web',
    async multiply(a, b, n) {
      const tensor = (values: Float32Array) => new ort.Tensor('float32', values, [n, n]);
      const { C } = await session.run({ A: tensor(a), B: tensor(b) });
      if (!C) throw new Error('onnxruntime-web gives no C');
      return C.data;
    },
  };
}

/** C = MatMul(A, B) with free sizes, as an ONNX file: https://github.com/onnx/onnx/blob/main/onnx/onnx.proto */
function matMulModel(): Uint8Array {
  const bytes = (field: number, value: Uint8Array | string) => {
    const content = Buffer.from(value);
    return Buffer.concat([Buffer.of((field << 3) | 2, content.length), content]);
  };
  const number = (field: number, value: number) => Buffer.of(field << 3, value);
  const message = (field: number, ...parts: Uint8Array[]) => bytes(field, Buffer.concat(parts));
  const matrix = (field: number, name: string) => {
    const dimension = (label: string) => message(1, bytes(2, `${name}${label}`));
    const tensor = message(1, number(1, 1), message(2, dimension('0'), dimension('1')));
    return message(field, bytes(1, name), message(2, tensor));
  };
  const node = message(1, bytes(1, 'A'), bytes(1, 'B'), bytes(2, 'C'), bytes(4, 'MatMul'));
  const graph = message(7, node, bytes(2, 'g'), matrix(11, 'A'), matrix(11, 'B'), matrix(12, 'C'));
  return Buffer.concat([number(1, 8), graph, message(8, number(2, 13))]);
}
