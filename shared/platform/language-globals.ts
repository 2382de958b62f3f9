// The globals that job code finds in a Node thread, and an owner's own code in every thread: the language's own and nothing of the
// platform's. A whitelist, so that what a later Node or browser adds is closed from its first day. The last four are not the language's, but pure, and in every runtime.

const names = `
  globalThis Infinity NaN undefined eval isFinite isNaN parseFloat parseInt
  decodeURI decodeURIComponent encodeURI encodeURIComponent escape unescape
  Object Function Boolean Symbol Number BigInt Math Date String RegExp JSON Intl
  Array Map Set WeakMap WeakSet WeakRef FinalizationRegistry Iterator Temporal
  Error AggregateError EvalError RangeError ReferenceError SuppressedError SyntaxError TypeError URIError
  ArrayBuffer SharedArrayBuffer Atomics DataView Int8Array Uint8Array Uint8ClampedArray Int16Array Uint16Array
  Int32Array Uint32Array BigInt64Array BigUint64Array Float16Array Float32Array Float64Array
  Promise Proxy Reflect DisposableStack AsyncDisposableStack WebAssembly
  TextEncoder TextDecoder structuredClone queueMicrotask
`;

export const LANGUAGE_GLOBALS: readonly string[] = names.trim().split(/\s+/);
