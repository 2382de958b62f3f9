// The sandbox frame's document: its policy and its script. The frame has an opaque origin (`sandbox="allow-scripts"`), so
// no storage and no DOM of ours; the policy closes every connection, for the frame and for the threads it starts.
import frameScript from './frame-script.js?raw';

/** `worker-src` lets the frame start threads, nothing else gets in; WebAssembly may be compiled, text never evaluated. */
const policy = [
  "default-src 'none'",
  "script-src 'unsafe-inline' 'wasm-unsafe-eval'",
  'worker-src data: blob:',
  "connect-src 'none'",
  "form-action 'none'",
  "base-uri 'none'",
].join('; ');

// Written in pieces so that no tool that reads this file takes it for markup.
export const frameDocument =
  `<!doctype html><meta charset="utf-8"><meta http-equiv="Content-Security-Policy" content="${policy}">` +
  `<${'script'}>${frameScript}</${'script'}>`;
